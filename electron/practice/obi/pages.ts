/** The pages of the adapter: for programs in the form of a published status page of an OBi200, for people as tables. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import { type PageRow, pageHtml } from '../kit/obi-page-html.ts'
import { keyOf, lineName, type Page, type Parameter, services } from './parameters.ts'
import { stars } from './settings.ts'
import { type Adapter, bareMac } from './state.ts'

/** Form of the device's menu in a public client. */
export function menuHtml({ pages, data }: Adapter): string {
  const items = pages.flatMap(({ file, title, inMenu }) =>
    inMenu
      ? [markup`<li><a href="javascript:void(0);" onclick="e('${file}')" class="cmenu">${title}</a></li>\n`]
      : [],
  )
  return markup`<html><head><title>${data.wireModel}</title></head><body><ul id="nav2">\n${items}</ul></body></html>`
    .text
}

/** The page for a person; ours. */
export function personPage(adapter: Adapter, page: Page): string {
  const { pages, data, rebootRequired } = adapter
  const menu = pages.map(({ file, title }) => ({ file, title, menu: 'Pages' }))
  const currentOf = currentValues(adapter)
  const rowOf = (parameter: Parameter): PageRow => {
    const { label, access, factory, choices } = parameter
    const current = currentOf(parameter)
    return {
      ...{ key: keyOf(parameter), label, access, isDefault: current === undefined },
      value: visible(parameter, current ?? factory),
      ...(choices === undefined ? {} : { options: choices }),
    }
  }
  return pageHtml(data.wireModel, menu, {
    ...{ title: page.title, rebootRequired },
    groups: page.objects.map(({ title, parameters }) => ({ title, rows: parameters.map(rowOf) })),
  })
}

export function pageXml(adapter: Adapter, page: Page): string {
  const current = currentValues(adapter)
  const objects = page.objects.map(
    ({ title, parameters }) =>
      markup`\t<object name="${title}" minEntries="1" maxEntries="1" >\n${parameters.map((each) =>
        parameterXml(each, current(each)),
      )}\t</object>\n`,
  )
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="default.xsl"?>
<model reboot_req="${String(adapter.rebootRequired)}" >
${objects}</model>
`.text
}

/** The stored or the live value of a parameter; undefined for the factory's. */
function currentValues(adapter: Adapter): (parameter: Parameter) => string | undefined {
  const readOnly = readOnlyValues(adapter)
  return ({ access, name }) => (access === 'readOnly' ? readOnly.get(name) : adapter.settings.current(name))
}

/** Passwords are replaced by stars (ours). */
const visible = ({ secret }: Parameter, value: string): string =>
  secret === true && value !== '' ? stars : value

/** A value without `current` is the factory's. */
function parameterXml(parameter: Parameter, current: string | undefined): Markup {
  const { label, access, factory, choices } = parameter
  const syntax =
    choices === undefined
      ? markup`\t\t\t\t<string ></string>\n`
      : markup`\t\t\t\t<string >\n${choices.map(
          (choice) => markup`\t\t\t\t\t<enumeration value="${choice}" ></enumeration>\n`,
        )}\t\t\t\t</string>\n`
  const type = choices === undefined ? 'input' : 'list'
  const now = current === undefined ? null : markup` current="${visible(parameter, current)}"`
  return markup`\t\t<parameter name="${label}" access="${access}" >
\t\t\t<syntax >
${syntax}\t\t\t</syntax>
\t\t\t<value hash="${keyOf(parameter)}" type="${type}" default="${visible(parameter, factory)}"${now} ></value>
\t\t</parameter>
`
}

function readOnlyValues(adapter: Adapter): ReadonlyMap<string, string> {
  const { data, core, address, lines } = adapter
  const mac = bareMac(data)
  const values = new Map<string, string>([
    ['WAN.IPAddress', address],
    ['WAN.MACAddress', mac],
    ['DeviceInfo.ModelName', data.wireModel],
    ['DeviceInfo.MACAddress', mac],
    ['DeviceInfo.SerialNumber', data.serial],
    ['DeviceInfo.HardwareVersion', data.hardware],
    ['DeviceInfo.SoftwareVersion', softwareVersion(data.firmware)],
    ['DeviceInfo.UpTime', upTime(core.life.upMs())],
  ])
  for (const [at, line] of lines.entries()) {
    const { registration } = line
    const account = registration.account()
    values.set(`Port.${at + 1}.State`, line.calling() ? 'Off Hook' : 'On Hook')
    values.set(lineName(at + 1, 'Status'), statusOf(account?.registrar ?? null, registration.registered()))
    values.set(lineName(at + 1, 'CallState'), `${line.calling() ? 1 : 0} Active Calls`)
  }
  for (let service = lines.length + 1; service <= services; service++)
    values.set(lineName(service, 'Status'), statusOf(null, false))
  return values
}

/** `3.2.5.8732` → `3.2.5 (Build: 8732)` */
function softwareVersion(firmware: string): string {
  const at = firmware.lastIndexOf('.')
  return `${firmware.slice(0, at)} (Build: ${firmware.slice(at + 1)})`
}

/** ` 7 Days  0:28:58    (9)`; the number in brackets is ours. */
function upTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = `${Math.floor(seconds / 3600) % 24}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return ` ${Math.floor(seconds / 86_400)} Days  ${clock}    (1)`
}

/** `Registered (server=192.0.2.1:5060; expire in 1800s)`. The seconds and the text of a failed registration are ours. */
function statusOf(registrar: string | null, isRegistered: boolean): string {
  if (registrar === null) return 'Service Not Configured'
  return isRegistered ? `Registered (server=${registrar}; expire in 1800s)` : 'Register Failed'
}
