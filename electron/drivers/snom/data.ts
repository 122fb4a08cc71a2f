/** Facts about Snom desk phones from resources/vendors/snom.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/snom.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })
const field = z.object({ name: z.string(), value: z.string() })

const wantedSetting = fact.extend({
  name: z.string(),
  /** `{url}` is the provisioning URL. */
  value: z.string(),
  /** Left out of a plan for a page without the field. */
  optional: z.boolean(),
})
export type WantedSetting = z.infer<typeof wantedSetting>

const schema = z.object({
  vendor: z.string(),
  provenance: provenanceSchema,
  models: z.array(z.string()),
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  /** Page whose title names the model. */
  home: request,
  update: request.extend({
    /** Where the page stands in the menu. */
    menu: z.string(),
    group: z.string(),
  }),
  /** Write by a query: fields before and after the settings. */
  query: request.extend({ before: z.array(field), after: z.array(field) }),
  /** Write by the form of the update page. */
  form: fact.extend({ button: field }),
  /** `service` names the setting to change, in the problem of a phone that refuses queries. */
  queriesOff: fact.extend({ service: z.string() }),
  restart: request.extend({ accepted: z.number().int() }),
  /** Restart by forms, in their order. */
  restartForms: fact.extend({ forms: z.array(field.extend({ path: z.string().startsWith('/') })).min(1) }),
  /** Settings of the export that are shown. */
  settingsFile: request.extend({ names: z.array(z.string()) }),
  /** Labels of fields; a field without one is shown by its name. */
  labels: z.array(fact.extend({ name: z.string(), label: z.string() })),
  provisioning: z.array(wantedSetting),
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these devices. */
    prefixes: z.array(z.string()),
    userAgent: z.string(),
  }),
  factoryReset: z.array(fact.extend({ way: z.enum(['web', 'keys']), instruction: z.string() })),
})

/** The facts in use. */
export let snomData: z.infer<typeof schema>
export const snomFacts: FactFile = factFile('snom', file, schema, (data) => {
  snomData = data
})
