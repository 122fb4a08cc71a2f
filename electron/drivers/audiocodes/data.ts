/** Facts about AudioCodes devices from resources/vendors/audiocodes.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/audiocodes.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })
const field = z.object({ name: z.string(), value: z.string() })

const phoneSetting = fact.extend({
  /** Key in the configuration file. */
  key: z.string(),
  label: z.string(),
  /** Value in the configuration file. `{url}` is the provisioning URL. */
  value: z.string(),
  /** Field of the form, and its codes for values of the file; a field without codes sends the value. */
  field: z.string(),
  codes: z.array(z.object({ value: z.string(), sent: z.string() })),
})
export type PhoneSetting = z.infer<typeof phoneSetting>

const phone = fact.extend({
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  models: z.array(z.string()),
  /** First numbers of the firmware with these pages. */
  firmware: fact.extend({ majors: z.array(z.string()) }),
  signIn: request.extend({
    userField: z.string(),
    passwordField: z.string(),
    /** Texts of the page after a refused sign-in, before a sign-in, and after an accepted one. */
    refused: z.string(),
    page: z.string(),
    accepted: z.string(),
  }),
  /** Words in the labels of rows, in lower case. */
  info: request.extend({ firmware: z.array(z.string()), serial: z.array(z.string()) }),
  /** Page that names the configuration file. */
  file: request,
  status: request,
  /** Fields in their order, with the value for a page without the field. `fixed` are sent with that value always. */
  form: request.extend({
    menu: z.string(),
    group: z.string(),
    fields: z.array(field),
    fixed: z.array(z.string()),
  }),
  provisioning: z.array(phoneSetting),
  /** Keys that are shown. */
  shown: fact.extend({ prefixes: z.array(z.string()) }),
  restart: request.extend({ fields: z.array(field), accepted: z.array(z.number().int()) }),
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these phones. */
    prefixes: z.array(z.string()),
    userAgents: z.array(z.string()),
  }),
  factoryReset: z.array(fact.extend({ way: z.enum(['web', 'keys']), instruction: z.string() })),
})

const schema = z.object({ vendor: z.string(), phone })

/** The facts in use. */
export let audiocodesData: z.infer<typeof schema>
export const audiocodesFacts: FactFile = factFile('audiocodes', file, schema, (data) => {
  audiocodesData = data
})
