/** The makers' default sign-ins of resources/vendors/default-sign-ins.json, checked. */
import { z } from 'zod'
import file from '#resources/vendors/default-sign-ins.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { provisioningFacts } from './provisioning-urls.ts'

const rows = z
  .array(provenanceSchema.extend({ class: z.string(), user: z.string(), password: z.string() }))
  .parse(file)

/** The default sign-in of a model; null when none is published. */
export function defaultSignInOf(
  vendor: string | null,
  model: string | null,
): { readonly user: string; readonly password: string } | null {
  const found = deviceClassOf(provisioningFacts, vendor, model)
  const row = rows.find((each) => each.class === found?.id)
  return row === undefined ? null : { user: row.user, password: row.password }
}
