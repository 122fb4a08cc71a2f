/** Facts about Poly phones from resources/vendors/poly-vvx.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/poly-vvx.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })
const fields = request.extend({ fields: z.array(z.string()) })

const wantedSetting = fact.extend({
  /** Name of a parameter. */
  name: z.string(),
  /** `{url}` is the provisioning URL, `{scheme}` its scheme in capitals. */
  value: z.string(),
})
export type WantedSetting = z.infer<typeof wantedSetting>

const schema = z.object({
  vendor: z.string(),
  provenance: provenanceSchema,
  families: z.array(
    fact.extend({
      name: z.string(),
      /** Names of models in lower case without separators; `#` is any digit. */
      models: z.array(z.string()),
      /** Class of resources/vendors/provisioning-urls.json. */
      class: z.string(),
      /** First firmware with the REST API. */
      restFrom: z.string(),
    }),
  ),
  rest: z.object({
    /** Name of the interface in the words of the maker. */
    service: z.string(),
    deviceInfo: request,
    networkInfo: fields,
    lineInfo: fields,
    runningConfig: request,
    get: request.extend({ mostNames: z.number().int() }),
    set: request,
    restart: request,
    statuses: z.array(
      z.object({
        status: z.string(),
        problem: z.enum([
          'value-refused',
          'device-busy',
          'rights-missing',
          'not-available-here',
          'password-change-needed',
        ]),
      }),
    ),
    accepted: z.string(),
    statusesProvenance: provenanceSchema,
  }),
  web: z.object({
    login: request.extend({
      /** Texts of the reply to a refused sign-in. */
      refused: z.array(z.string()),
      /** Cookie that a client makes itself when the phone sets none. */
      cookie: z.string(),
    }),
    index: request.extend({ meta: z.string(), header: z.string() }),
    home: request,
    provisioning: request,
    submit: request.extend({ accepted: z.string() }),
    restart: request,
    /** Field of the form that demands a new password. */
    passwordChange: fact.extend({ field: z.string() }),
  }),
  /** Parameters that are shown. */
  parameters: z.array(z.object({ name: z.string(), label: z.string() })),
  parametersProvenance: provenanceSchema,
  provisioning: z.array(wantedSetting),
  factoryReset: z.array(fact.extend({ way: z.enum(['rest', 'web', 'keys']), instruction: z.string() })),
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these phones. */
    prefixes: z.array(z.string()),
    userAgent: z.string(),
  }),
})

/** The facts in use. */
export let vvxData: z.infer<typeof schema>
export const vvxFacts: FactFile = factFile('poly-vvx', file, schema, (data) => {
  vvxData = data
})
