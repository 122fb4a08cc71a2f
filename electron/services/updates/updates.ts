/** Uses signed updates: a newer catalogue, facts about vendors' devices, or the check of a downloaded release. Nothing is fetched. */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import { writeWhole } from '../../platform/atomic-file.ts'
import type { InstalledCatalogue } from '../catalogue/index.ts'
import type { Corrections } from '../corrections/index.ts'
import { readUpdate, type TrustedKey, type Update } from './signed.ts'

export interface UpdateParts {
  readonly keys: readonly TrustedKey[]
  /** Version of this program. */
  readonly version: string
  readonly dataFolder: string
  readonly catalogue: InstalledCatalogue
  readonly corrections: Corrections
}

/** What an update did, or would do. */
export type UpdateResult =
  | { readonly kind: 'catalogue'; readonly date: string; readonly before: string }
  /** `before` is null for the first update of the file. */
  | { readonly kind: 'facts'; readonly date: string; readonly before: string | null; readonly file: string }
  /** A release is checked, not installed: `files` are the checked paths. */
  | {
      readonly kind: 'release'
      readonly date: string
      readonly version: string
      readonly files: readonly string[]
    }

export interface UpdateRequest {
  readonly text: string
  /** Folder with the downloaded files of a release. */
  readonly folder: string
  /** Checks only. */
  readonly dryRun: boolean
}

const unusable = (reason: string, facts: Record<string, string> = {}) =>
  new PunchdownError('update-not-usable', { reason, ...facts })

/** @throws PunchdownError update-not-trusted | update-not-usable | correction-refused | any problem of importing a catalogue */
export async function applyUpdate(parts: UpdateParts, request: UpdateRequest): Promise<UpdateResult> {
  const update = readUpdate(request.text, parts.keys)
  switch (update.kind) {
    case 'catalogue':
      return updateCatalogue(parts, update, request.dryRun)
    case 'facts':
      return updateFacts(parts, update, request.dryRun)
    case 'release':
      return checkRelease(parts, update, request.folder)
  }
}

function updateCatalogue(
  { catalogue }: UpdateParts,
  { date, name, page }: Extract<Update, { kind: 'catalogue' }>,
  dryRun: boolean,
): UpdateResult {
  const before = catalogue.status().date
  catalogue.importPage({ name, text: page, dryRun })
  return { kind: 'catalogue', date, before }
}

const datesSchema = z.record(z.string(), z.string())
const datesFile = (dataFolder: string) => join(dataFolder, 'updates.json')

/** Dates of the facts that were updated, by file. */
function datesIn(dataFolder: string): ReadonlyMap<string, string> {
  try {
    const stored = datesSchema.parse(JSON.parse(readFileSync(datesFile(dataFolder), 'utf8')))
    return new Map(Object.entries(stored))
  } catch {
    return new Map()
  }
}

/** Corrections that were made on this computer are not overwritten: they are handed on first, or removed. */
function updateFacts(
  { corrections, dataFolder }: UpdateParts,
  { date, file, patch }: Extract<Update, { kind: 'facts' }>,
  dryRun: boolean,
): UpdateResult {
  const dates = datesIn(dataFolder)
  const before = dates.get(file) ?? null
  if (before !== null && date < before) throw unusable('older', { date, installed: before })
  const own = corrections.patch(file).trim() !== '[]'
  if (own && before === null) throw unusable('own-corrections', { file })
  if (!dryRun) {
    corrections.importPatch(file, patch)
    writeWhole(datesFile(dataFolder), JSON.stringify(Object.fromEntries([...dates, [file, date]])))
  }
  return { kind: 'facts', date, before, file }
}

/** `1.10.0` is newer than `1.9.3`. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((each) => each.split('.').map(Number))
  const at = [0, 1, 2].find((index) => a?.[index] !== b?.[index])
  return at !== undefined && (a?.[at] ?? 0) > (b?.[at] ?? 0)
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

/** Every listed file that was downloaded must be the one that was signed; at least one must be there. */
async function checkRelease(
  parts: UpdateParts,
  { date, version, files }: Extract<Update, { kind: 'release' }>,
  folder: string,
): Promise<UpdateResult> {
  if (!isNewer(version, parts.version)) throw unusable('older', { date: version, installed: parts.version })
  const checked: string[] = []
  for (const { name, octets, sha256 } of files) {
    const file = join(folder, name)
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined) continue
    if (found.size !== octets || (await sha256Of(file)) !== sha256)
      throw unusable('file-changed', { file: name })
    checked.push(file)
  }
  if (checked.length === 0) throw unusable('file-missing')
  return { kind: 'release', date, version, files: checked }
}
