/** XML exports of the phone: status.xml, spacfg.xml, cfg.xml. */
import { Markup, markup } from '../../protocols/markup/template.ts'
import { labelOf, type Parameter } from './settings.ts'
import { type Phone, registrationStates } from './state.ts'

type Row = readonly [name: string, value: string]

/** In the order of spacfg.xml: public readers take the model from its tenth line and the MAC address from its fourteenth. */
const systemInformation = ({ address }: Phone): Row[] => [
  ['Connection_Type', 'DHCP'],
  ['Current_IP', address],
  ['Host_Name', ''],
  ['Domain', ''],
  ['Current_Netmask', '255.0.0.0'],
  ['Current_Gateway', ''],
  ['Primary_DNS', ''],
  ['Secondary_DNS', ''],
]
const productInformation = ({ data, settings }: Phone): Row[] => [
  ['Product_Name', data.model],
  ['Serial_Number', data.serial],
  ['Software_Version', settings.firmware()],
  ['Hardware_Version', data.hardware],
  ['MAC_Address', data.mac.replaceAll(':', '')],
  ['Client_Certificate', 'Installed'],
  ['Customization', data.options.customization],
]

/** `[08/10/14 14:03:43]Provisioning`; empty after a power cut. */
function rebootReason({ body }: Phone): string {
  const last = body.life.lastRestart()
  if (last === null) return ''
  const [date = '', time = ''] = new Date(last.at).toISOString().slice(2, 19).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `[${month}/${day}/${year} ${time}]${last.reason}`
}

const element = ([name, value]: Row, attribute: Markup | null): Markup => {
  const tag = new Markup(name)
  return value === '' ? markup`<${tag}${attribute}/>\n` : markup`<${tag}${attribute}>${value}</${tag}>\n`
}

/** Not seen on this family: the names of the exports in the form of an adapter's status (inferred). */
export const statusXml = (phone: Phone): string =>
  markup`<?xml version="1.0"?>\n<flat-status>\n${[
    ...productInformation(phone),
    ...systemInformation(phone),
    ['Registration_State', registrationStates(phone.body)[0] ?? ''] as const,
    ['Reboot_Reason_1', rebootReason(phone)] as const,
  ].map((row) => element(row, null))}</flat-status>\n`.text

/** Status and configuration: `<MAC_Address group="Info/Product_Information">00562B0A1B2C</MAC_Address>`. Passwords are blank. */
export function spacfgXml(phone: Phone): string {
  const info = (rows: readonly Row[], group: string) =>
    rows.map((row) => element(row, markup` group="Info/${group}"`))
  return markup`<flat-profile>\n${info(systemInformation(phone), 'System_Information')}${info(
    productInformation(phone),
    'Product_Information',
  )}${info([['Reboot_Reason_1', rebootReason(phone)]], 'Reboot_History')}${phone.settings.parameters.map(
    (each) => element([each.name, shown(phone, each)], markup` group="${groupOf(each)}"`),
  )}</flat-profile>\n`.text
}

/** Sample: `<Profile_Rule ua="na">/$PSN.xml</Profile_Rule>`, `<Profile_Rule_B ua="na"/>` (the maker's guide). */
export const cfgXml = (phone: Phone): string =>
  markup`<?xml version="1.0" encoding="UTF-8"?>\n<device>\n<flat-profile>\n${phone.settings.parameters.map(
    (each) => element([each.name, shown(phone, each)], markup` ua="na"`),
  )}</flat-profile>\n</device>\n`.text

const shown = ({ settings }: Phone, { name, kind }: Parameter): string =>
  kind === 'password' ? '' : settings.get(name)

/** `Ext_1/Subscriber_Information` is published; the second part of the other groups is ours. */
const groupOf = ({ section }: Parameter): string =>
  section.startsWith('Ext')
    ? `${section.replace(' ', '_')}/Subscriber_Information`
    : `${section}/Configuration`

/** Rows of the page's Info tab. */
export const infoRows = (phone: Phone): (readonly [label: string, value: string])[] =>
  [
    ...systemInformation(phone),
    ...productInformation(phone),
    ['Registration_State', registrationStates(phone.body)[0] ?? ''] as const,
    ['Reboot_Reason_1', rebootReason(phone)] as const,
    ['Provisioning_Status', phone.body.resync.lastOutcome()] as const,
  ].map(([name, value]) => [name === 'Reboot_Reason_1' ? 'Reboot Reason 1' : labelOf({ name }), value])
