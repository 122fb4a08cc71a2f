/** Facts about the Rove from resources/vendors/poly-rove.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/poly-rove.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const request = z.object({ path: z.string().startsWith('/'), provenance: provenanceSchema })
const page = z.object({
  menu: z.string(),
  title: z.string(),
  /** File of a page that the menu may omit; null when the menu always names the file. */
  file: z.string().nullable(),
  provenance: provenanceSchema,
})
const place = z.object({ group: z.string(), label: z.string() })
const wantedSetting = place.extend({
  id: z.string(),
  /** Full dotted name, whose hash must be the form key on the page; null when unknown. */
  name: z.string().nullable(),
  value: z.string(),
  /** Firmware that introduced the setting, for the remedy when it is missing. */
  missingBelow: z.string().optional(),
  provenance: provenanceSchema,
})
const fileName = z.tuple([z.string(), z.string()])

export type WantedSetting = z.infer<typeof wantedSetting>
export type PageName = 'status' | 'provisioning' | 'admin' | 'handsets' | 'log'

const schema = z.object({
  vendor: z.string(),
  models: z.array(z.string()),
  provenance: provenanceSchema,
  requests: z.object({ menu: request, submit: request, restart: request }),
  pages: z.object({ status: page, provisioning: page, admin: page, handsets: page, log: page }),
  description: z.object({
    model: place,
    firmware: place,
    serial: place,
    hardware: place,
    upFor: place,
    mac: place,
    provenance: provenanceSchema,
  }),
  handsetFields: z.object({
    prefix: z.string(),
    ipei: z.array(z.string()),
    state: z.array(z.string()),
    model: z.array(z.string()),
    firmware: z.array(z.string()),
    identity: z.array(z.string()),
    registration: z.array(z.string()),
    registered: z.array(z.string()),
    notRegistered: z.array(z.string()),
    provenance: provenanceSchema,
  }),
  provisioning: z.array(wantedSetting),
  firmware: z.object({
    format: z.object({ example: z.string(), provenance: provenanceSchema }),
    settings: z.array(wantedSetting),
    everyFieldNamed: z.object({ baseFw: z.string(), fwBranch: z.string(), provenance: provenanceSchema }),
  }),
  configurationFile: z.object({
    names: z.object({
      configUrl: fileName,
      registrarServer: fileName,
      registrarPort: fileName,
      proxyServer: fileName,
      proxyPort: fileName,
      transport: fileName,
      authUser: fileName,
      authPassword: fileName,
      uri: fileName,
      displayName: fileName,
    }),
    provenance: provenanceSchema,
  }),
})

/** The facts in use. */
export let rove: z.infer<typeof schema>
export const roveFacts: FactFile = factFile('poly-rove', file, schema, (data) => {
  rove = data
})
