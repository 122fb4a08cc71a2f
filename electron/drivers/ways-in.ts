/** The way in of each model of the catalogue: its driver with the grade, or its guided card. */
import proofData from '#resources/vendors/driver-proofs.json' with { type: 'json' }
import type { Catalogue, CatalogueRow } from '#shared/model/catalogue.ts'
import {
  type DriverGrade,
  driverGradeSchema,
  driverProofsSchema,
  gradeOf,
} from '#shared/model/driver-grade.ts'
import { guidedCardOf } from '#shared/model/guided-card.ts'
import { type ModelProof, modelProofs, type WayIn } from '#shared/model/model-proofs.ts'
import type { FactFile } from './fact-file.ts'
import { guidedCardFacts, guidedCards } from './guided-cards.ts'
import { drivers, factFiles } from './index.ts'
import { provisioningFacts } from './provisioning-urls.ts'

/** The lowest grade that a driver has over its ways to a device; null below bronze. */
export function gradeOfDriver(driver: string): DriverGrade | null {
  const own = driverProofsSchema.parse(proofData).filter((each) => each.driver === driver)
  const grades = own.map(({ proofs, notApplicable }) => gradeOf(proofs, notApplicable))
  const { options } = driverGradeSchema
  return grades.includes(null) ? null : (options.find((grade) => grades.includes(grade)) ?? null)
}

export function proofsOf({ rows }: Pick<Catalogue, 'rows'>): ModelProof[] {
  const known: Known = {
    grades: new Map(drivers.map(({ id }) => [id, gradeOfDriver(id)])),
    statements: new Map(factFiles.map((file) => [file.id, file.statements()])),
  }
  return modelProofs(rows, (row) => wayOf(row, known))
}

/** Grades and statements, computed once for all models. */
interface Known {
  /** By id of the driver. */
  readonly grades: ReadonlyMap<string, DriverGrade | null>
  /** By id of the file of facts. */
  readonly statements: ReadonlyMap<string, ReturnType<FactFile['statements']>>
}

function wayOf({ vendor, model, kind }: CatalogueRow, { grades, statements }: Known): WayIn {
  if (kind?.value === 'handset') return { way: 'through-base', by: null, grade: null, sources: [] }
  const identity = {
    ...{ vendor, model, firmware: null, kind: kind?.value ?? null, mac: null, serial: null },
    ...{ level: 'exact' as const, evidence: [], contradictions: [] },
  }
  const driver = drivers.find((each) => each.recognise(identity, []))
  // a driver that only reads leaves the way in to the guided card
  if (driver?.capabilitiesOf(identity).includes('provisioning') === true) {
    const sources = statements.get(driver.folder ?? driver.id)?.map(({ provenance }) => provenance) ?? []
    return { way: 'driver', by: driver.id, grade: grades.get(driver.id) ?? null, sources }
  }
  const card = guidedCardOf(guidedCards, provisioningFacts, identity)
  const at = guidedCards.cards.indexOf(card)
  const sources = (statements.get(guidedCardFacts.id) ?? [])
    .filter(({ pointer }) => pointer.startsWith(`/cards/${at}/`))
    .map(({ provenance }) => provenance)
  return { way: at < 0 ? 'generic-card' : 'guided-card', by: card.id, grade: null, sources }
}
