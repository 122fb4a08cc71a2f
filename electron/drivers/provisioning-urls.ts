/** The facts of resources/vendors/provisioning-urls.json with the corrections of this installation. Drivers and services read them here. */
import file from '#resources/vendors/provisioning-urls.json' with { type: 'json' }
import type { Provenance } from '#shared/model/confidence.ts'
import {
  choicesIn,
  type ProvisioningFacts,
  provisioningFactsSchema,
} from '#shared/model/provisioning-facts.ts'
import { type FactFile, factFile } from './fact-file.ts'

/** The facts in use. */
export let provisioningFacts: ProvisioningFacts
export const provisioningUrlFacts: FactFile = factFile(
  'provisioning-urls',
  file,
  provisioningFactsSchema,
  (data) => {
    provisioningFacts = data
  },
)

/** The preferred suffix of a class, for its driver. A driver exists only for a class whose suffix is known. */
export function preferredSuffix(classId: string): {
  readonly template: string
  readonly provenance: Provenance
} {
  const found = provisioningFacts.classes.find(({ id }) => id === classId)
  const choice = found === undefined ? undefined : choicesIn(found.suffix)[0]
  if (choice === undefined) throw new Error(`no suffix is known for ${classId}`)
  return { template: choice.value, provenance: choice.provenance }
}
