/** Facts about Cisco phones and adapters from resources/vendors/cisco.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/cisco.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
const request = fact.extend({ path: z.string().startsWith('/') })

const wantedSetting = fact.extend({
  section: z.string(),
  label: z.string(),
  /** `{url}` is the provisioning URL. */
  value: z.string(),
  /** Whether the setting is left out for a device without it. */
  optional: z.boolean(),
})
export type WantedSetting = z.infer<typeof wantedSetting>

/** Labels of the rows with the identity. */
const identityRows = fact.extend({
  model: z.string(),
  firmware: z.string(),
  serial: z.string(),
  hardware: z.string(),
  mac: z.string(),
})
export type IdentityRows = z.infer<typeof identityRows>

const factoryReset = z.array(fact.extend({ way: z.enum(['web', 'menu', 'keys']), instruction: z.string() }))

const family = fact.extend({
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
  /** Numbers of the models. */
  models: z.array(z.string()),
  /** Page with the settings. */
  page: request,
  identity: identityRows,
  /** Sections of the page that are shown. */
  sections: z.array(z.string()),
  factoryReset,
})

/** Name of a setting that switches an interface on. */
const service = fact.extend({ service: z.string() })

const schema = fact.extend({
  vendor: z.string(),
  provisioning: z.array(wantedSetting),
  /** When a submitted page takes effect. */
  takesEffect: fact.extend({ afterMs: z.number(), checkEveryMs: z.number().positive(), untilMs: z.number() }),
  /** Words of multiplatform firmware, with `|` between them. */
  marker: fact.extend({ text: z.string() }),
  mpp: family.extend({
    /** Action for a page whose form has none. */
    submit: fact.extend({ action: z.string().startsWith('/') }),
    restart: request,
    /** `{url}` is the Profile Rule. */
    fetchNow: request,
    directActions: service,
    webAdmin: service,
  }),
  ata: family.extend({
    signIn: request.extend({ userField: z.string(), passwordField: z.string(), session: z.string() }),
    status: request,
    /** `{port}` is the number of the port. */
    ports: fact.extend({
      count: z.number().int(),
      section: z.string(),
      registration: z.string(),
      identity: z.string(),
      registered: z.string(),
      notRegistered: z.string(),
    }),
    /** `{session}` is the id of the session. */
    restart: request.extend({ fields: z.array(z.object({ name: z.string(), value: z.string() })) }),
  }),
})

/** The facts in use. */
export let ciscoData: z.infer<typeof schema>
export const ciscoFacts: FactFile = factFile('cisco', file, schema, (data) => {
  ciscoData = data
})
