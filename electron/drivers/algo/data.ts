/** Facts about Algo devices from resources/vendors/algo.json. Paths and keys are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/algo.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })

const schema = z.object({
  vendor: z.string(),
  provenance: provenanceSchema,
  models: z.array(z.string()),
  signIn: fact.extend({
    /** The one account of the REST API. */
    user: z.string(),
    nonceDigits: z.number().int().positive(),
  }),
  api: fact.extend({
    /** Name of the interface and where it is enabled. */
    service: z.string(),
    /** Setting that every device with the interface has. */
    probe: z.string(),
  }),
  about: request.extend({ model: z.string(), firmware: z.string(), mac: z.string(), hardware: z.string() }),
  status: request,
  /** One setting; `{key}` is its name. */
  setting: request,
  /** Several settings in one write. */
  settings: request,
  restart: request,
  /** Settings that are shown. */
  shown: fact.extend({ keys: z.array(z.string()) }),
  provisioning: z.array(
    fact.extend({
      key: z.string(),
      /** `{url}` is the provisioning URL. */
      value: z.string(),
    }),
  ),
  provisioningSuffix: fact.extend({ template: z.string() }),
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these devices. */
    prefixes: z.array(z.string()),
    userAgent: z.string(),
  }),
  factoryReset: z.array(fact.extend({ way: z.enum(['rest', 'web']), instruction: z.string() })),
})

/** The facts in use. */
export let algoData: z.infer<typeof schema>
export const algoFacts: FactFile = factFile('algo', file, schema, (data) => {
  algoData = data
})
