/** Facts about 2N from resources/vendors/two-n.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/two-n.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const request = z.object({ path: z.string().startsWith('/'), provenance: provenanceSchema })

const wantedSetting = z.object({
  /** Element of the section that contains the setting. */
  group: z.string(),
  /** Element of the setting. */
  label: z.string(),
  /** `{server}` and `{path}` are parts of the URL. */
  value: z.string(),
  provenance: provenanceSchema,
})

export type WantedSetting = z.infer<typeof wantedSetting>

const schema = z.object({
  vendor: z.string(),
  models: z.array(z.string()),
  provenance: provenanceSchema,
  requests: z.object({
    identity: request,
    configuration: request.extend({ field: z.string(), fileName: z.string() }),
    restart: request,
    phoneStatus: request,
  }),
  /** When an uploaded configuration takes effect. */
  takesEffect: z.object({
    afterMs: z.number(),
    checkEveryMs: z.number(),
    untilMs: z.number(),
    provenance: provenanceSchema,
  }),
  errors: z.array(
    z.object({
      code: z.number().int(),
      problem: z.enum(['interface-off', 'licence-missing', 'rights-missing', 'value-refused']),
    }),
  ),
  errorsProvenance: provenanceSchema,
  rights: z.object({
    service: z.string(),
    privilege: z.string(),
    licence: z.string(),
    provenance: provenanceSchema,
  }),
  document: z.object({
    root: z.string(),
    /** Path of the section with the provisioning settings. */
    section: z.array(z.string()).min(1),
    provenance: provenanceSchema,
  }),
  provisioning: z.array(wantedSetting),
  provisioningSuffix: z.object({ template: z.string(), provenance: provenanceSchema }),
})

/** The facts in use. */
export let twoNData: z.infer<typeof schema>
export const twoNFacts: FactFile = factFile('two-n', file, schema, (data) => {
  twoNData = data
})
