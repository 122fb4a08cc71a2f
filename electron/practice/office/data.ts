/** Reads the practice office from resources/sites/practice/office.json and expands its banner templates for each device. */
import { z } from 'zod'
import officeData from '#resources/sites/practice/office.json' with { type: 'json' }
import { confidenceSchema } from '#shared/model/confidence.ts'
import { type DeviceKind, deviceKindSchema } from '#shared/model/identity.ts'
import type { SipName } from './sip.ts'
import type { Page } from './web.ts'

const sources = z
  .array(z.object({ what: z.string(), source: z.string(), confidence: confidenceSchema }))
  .min(1)
const mac = z.string().regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/)
const untold = z.array(z.enum(['model', 'firmware', 'kind']))

const formSchema = z.object({
  vendor: z.string(),
  /** Name of the maker in LLDP-MED. */
  maker: z.string(),
  web: z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: z.string() }),
  sip: z.object({ header: z.enum(['User-Agent', 'Server']), value: z.string() }).nullable(),
  snmp: z.object({ sysDescr: z.string(), sysObjectID: z.string() }).nullable(),
  /** SNMP answers with the MAC address only, because no banner has it; ours, instead of an ARP table. */
  macByStandIn: z.boolean(),
  lldp: z.object({ name: z.string(), description: z.string() }).nullable(),
  /**
   * A whole practice device in the place of the banners: a description in resources/practice, with values of this device by their path
   * (`options.userAgent.sip`).
   */
  practice: z.object({ description: z.string(), values: z.record(z.string(), z.string()) }).optional(),
  /** Facts that are not in its banners. */
  silentAbout: untold,
  sources,
})
const deviceSchema = z.object({
  id: z.string(),
  form: z.string(),
  model: z.string(),
  /** The model in the spelling of the device. */
  says: z.string(),
  firmware: z.string().nullable(),
  kind: deviceKindSchema,
  mac,
  serial: z.string().optional(),
  switch: z.string(),
  port: z.number().int(),
  /** Its voice VLAN, when it differs from the office's. */
  vlan: z.number().int().optional(),
  lesson: z.string().optional(),
  decoy: z.boolean().default(false),
})
const switchSchema = z.object({
  id: z.string(),
  name: z.string(),
  vendor: z.string(),
  model: z.string(),
  firmware: z.string().nullable(),
  mac,
  ports: z.number().int(),
  /** `Gi1/0/{n}` */
  portName: z.string(),
  /** Tables it has: LLDP and CDP neighbours, one forwarding table (RFC 4188) or one per VLAN (RFC 4363). */
  speaks: z.array(z.enum(['lldp', 'cdp', 'forwarding', 'vlan-forwarding'])),
  sysDescr: z.string(),
  sysObjectID: z.string(),
  silentAbout: untold,
  uplinks: z.array(z.object({ port: z.number().int(), to: z.string(), toPort: z.number().int() })),
  sources,
})
const officeSchema = z.object({
  voiceVlan: z.number().int(),
  dataVlan: z.number().int(),
  base: z.object({ switch: z.string(), port: z.number().int() }),
  forms: z.record(z.string(), formSchema),
  switches: z.array(switchSchema),
  devices: z.array(deviceSchema),
  sources,
})

export interface OfficeDevice {
  readonly id: string
  readonly kind: DeviceKind
  readonly vendor: string
  readonly maker: string
  readonly model: string
  readonly firmware: string | null
  readonly mac: string
  readonly serial: string | null
  readonly at: { readonly switch: string; readonly port: number }
  /** Null for a device outside the voice VLANs. */
  readonly voiceVlan: number | null
  readonly lesson: string | null
  readonly decoy: boolean
  readonly silentAbout: readonly ('model' | 'firmware' | 'kind')[]
  readonly web: Page
  readonly sip: SipName | null
  readonly snmp: { readonly sysDescr: string; readonly sysObjectID: string } | null
  readonly macByStandIn: boolean
  readonly lldp: { readonly name: string; readonly description: string } | null
  /** The whole practice device in the place of the banners; null for a device that only identifies itself. */
  readonly practice: { readonly description: string; readonly values: ReadonlyMap<string, string> } | null
}
export type OfficeSwitch = z.infer<typeof switchSchema>

export interface Office {
  readonly voiceVlan: number
  readonly dataVlan: number
  /** Switch port of the practice base. */
  readonly base: { readonly switch: string; readonly port: number }
  readonly switches: readonly OfficeSwitch[]
  readonly devices: readonly OfficeDevice[]
}

export function readOffice(): Office {
  const { forms, devices, ...office } = officeSchema.parse(officeData)
  return {
    ...office,
    devices: devices.map((device): OfficeDevice => {
      const form = forms[device.form]
      if (form === undefined) throw new Error(`practice office: no form ${device.form}`)
      const bare = device.mac.replaceAll(':', '')
      const fill = (text: string): string =>
        filled(text, {
          model: device.model,
          says: device.says,
          spaced: device.says.replaceAll('_', ' '),
          // first part of the version, in twelve digits
          twelve: (device.firmware?.split('.')[0] ?? '').padStart(12, '0'),
          firmware: device.firmware ?? '',
          dashed: (device.firmware ?? '').replaceAll('.', '-'),
          colons: device.mac,
          mac: bare.toLowerCase(),
          MAC: bare,
          serial: device.serial ?? '',
        })
      const { vendor, maker, macByStandIn, silentAbout, web, sip, snmp, lldp } = form
      return {
        ...{
          id: device.id,
          kind: device.kind,
          vendor,
          maker,
          model: device.model,
          firmware: device.firmware,
        },
        ...{
          mac: device.mac,
          serial: device.serial ?? null,
          at: { switch: device.switch, port: device.port },
        },
        ...{ lesson: device.lesson ?? null, decoy: device.decoy, silentAbout, macByStandIn },
        voiceVlan: device.decoy ? null : (device.vlan ?? office.voiceVlan),
        web: {
          status: web.status,
          headers: Object.fromEntries(Object.entries(web.headers).map(([name, text]) => [name, fill(text)])),
          body: fill(web.body),
        },
        sip: sip === null ? null : { ...sip, value: fill(sip.value) },
        snmp: snmp === null ? null : { ...snmp, sysDescr: fill(snmp.sysDescr) },
        lldp: lldp === null ? null : { name: fill(lldp.name), description: fill(lldp.description) },
        practice:
          form.practice === undefined
            ? null
            : {
                description: form.practice.description,
                values: new Map([
                  ...Object.entries({ id: device.id, model: device.model, mac: device.mac }),
                  ...Object.entries({ firmware: device.firmware, serial: device.serial }).flatMap(
                    ([name, value]) => (value == null ? [] : [[name, value] as const]),
                  ),
                  ...Object.entries(form.practice.values).map(([name, text]) => [name, fill(text)] as const),
                ]),
              },
      }
    }),
  }
}

/** Replaces `{model}` and the other known names; leaves unknown names as they are. */
function filled(text: string, known: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(known))
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole)
}

export const portNameOf = ({ portName }: OfficeSwitch, port: number): string =>
  portName.replace('{n}', String(port))
