/** Facts about Ascom IP-DECT from resources/vendors/ascom.json. Paths and texts are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/ascom.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })

const schema = z.object({
  vendor: z.string(),
  provenance: provenanceSchema,
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  /** Beginnings of the models' names. */
  models: z.array(z.string()),
  /** Page whose element names the product. */
  first: request.extend({ element: z.string(), attribute: z.string() }),
  /** Settings of the master, which need a sign-in. */
  master: request,
  /** State of the air synchronization, by the texts of the reply. */
  sync: request.extend({ texts: z.array(z.string()) }),
  /** `accepted` is in the reply of a restart. */
  restart: request.extend({ accepted: z.string() }),
})

/** The facts in use. */
export let ascomData: z.infer<typeof schema>
export const ascomFacts: FactFile = factFile('ascom', file, schema, (data) => {
  ascomData = data
})
