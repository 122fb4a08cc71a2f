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

const adapterSetting = fact.extend({
  /** Parameter of the ini file. */
  name: z.string(),
  /** `{url}` is the provisioning URL. */
  value: z.string(),
})
export type AdapterSetting = z.infer<typeof adapterSetting>

const adapterModel = z.object({
  name: z.string(),
  /** Number of ports; null for a model with several sizes. */
  ports: z.number().int().nullable(),
})

/** The ini file of all adapters. */
const ini = fact.extend({
  /** Where the device shows its parameters. */
  page: z.string(),
  group: z.string(),
  shown: z.array(z.string()),
  /** Table with the addresses of the proxy sets. */
  proxies: fact.extend({ table: z.string() }),
  /** Table with an account for each port. */
  accounts: fact.extend({ table: z.string() }),
})

const mediant = fact.extend({
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  models: z.array(adapterModel),
  /** Name of the interface in the words of the maker. */
  rest: fact.extend({ service: z.string() }),
  status: request,
  ini: request,
  incremental: request.extend({ field: z.string(), fileName: z.string() }),
  save: request,
  /** `gracefulTimeout` in seconds. */
  restart: request.extend({ saveConfiguration: z.boolean(), gracefulTimeout: z.number().int() }),
  provisioning: z.array(adapterSetting),
  factoryReset: z.array(fact.extend({ way: z.enum(['rest', 'button']), instruction: z.string() })),
})

/** A page behind links of another, by their texts. */
const linkedPage = request.extend({ links: z.array(z.string()) })
const button = fact.extend({ button: z.string() })

const mediaPack = fact.extend({
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  models: z.array(adapterModel),
  /** Page with the form for one parameter of the ini file. */
  parameters: linkedPage,
  ini: linkedPage,
  /** Comments of the ini file. */
  comments: fact.extend({ model: z.string(), firmware: z.string(), serial: z.string() }),
  /** Page with the buttons. */
  maintenance: linkedPage,
  burn: button,
  restart: button,
  provisioning: z.array(adapterSetting),
  factoryReset: z.array(fact.extend({ way: z.enum(['web', 'button']), instruction: z.string() })),
})

const schema = fact.extend({ vendor: z.string(), phone, ini, mediant, mediaPack })

/** The facts in use. */
export let audiocodesData: z.infer<typeof schema>
export const audiocodesFacts: FactFile = factFile('audiocodes', file, schema, (data) => {
  audiocodesData = data
})
