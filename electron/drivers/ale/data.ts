/** Facts about ALE desk phones from resources/vendors/ale.json. Names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/ale.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })

const schema = z.object({
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these phones. */
    prefixes: z.array(z.string()),
    /** Beginnings of the User-Agent. */
    userAgents: z.array(z.string()),
  }),
  /** Number in the ids of the settings of an account. */
  account: fact.extend({ line: z.string() }),
})

/** The facts in use. */
export let aleData: z.infer<typeof schema>
export const aleFacts: FactFile = factFile('ale', file, schema, (data) => {
  aleData = data
})
