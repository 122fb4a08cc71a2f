/** Pages of the phone. Addresses, field names and the texts that clients look for are published; the other markup is ours. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { DeviceReply } from '../kit/web-server.ts'
import { writeCfg } from './cfg-file.ts'
import { bareMac } from './data.ts'
import type { Session } from './phone-sessions.ts'
import { keys } from './phone-settings.ts'
import { httpUserAgent, type Phone } from './phone-state.ts'

type PageReply = Extract<DeviceReply, { readonly kind: 'page' }>

export const html = (body: string): PageReply => ({ kind: 'page', type: 'text/html', body })
const plain = (body: string): PageReply => ({ kind: 'page', type: 'text/plain', body })
const page = (title: string, content: Markup): PageReply =>
  html(markup`<html><head><title>${title}</title></head><body>${content}</body></html>`.text)

/** Published: the text `URL=mainform.cgi?go=mainframe.htm`. */
export const firstPage = html(
  '<html><head><meta http-equiv="refresh" content="0; URL=mainform.cgi?go=mainframe.htm"></head><body></body></html>',
)
const loginForm = markup`<form method="post" action="/login.cgi"><input type="text" name="user"><input type="password" name="psw"><input type="submit" value="Login"></form>`
/** Published: the text `Web Login`, the fields. The script of a real page encodes the password; it is not published. */
export const loginPage = page('Web Login', markup`<h1>Web Login</h1>${loginForm}`)
export const loginFailed = page('Web Login', markup`<h1>Web Login</h1><p>Login failed</p>${loginForm}`)

/** Published: status 200, the cookie, the address of the main page. */
export const signedInPage = (session: Session): DeviceReply => ({
  ...html(
    '<html><head><meta http-equiv="refresh" content="0; URL=/mainform.cgi?go=mainframe.htm"></head><body></body></html>',
  ),
  headers: { 'Set-Cookie': `session=${session.id}; path=/` },
})

/** Not published: a page with a field for the new password and one to repeat it. */
export const passwordPage = page(
  'Change Password',
  markup`<form method="post"><input type="password" name="new"><input type="password" name="again"><input type="submit" value="Submit"></form>`,
)

const pageNames: readonly (readonly [string, string])[] = [
  ['info.htm', 'Device Information'],
  ['network_status.htm', 'Network Status'],
  ['manu_config.htm', 'Configuration File'],
  ['Auto_Provision.htm', 'Automatic Update'],
  ['Manu_Firmware_Upgrade.htm', 'Firmware Upgrade'],
  ['reboot.htm', 'Restart System'],
  ['reset.htm', 'Restore Defaults'],
]

/** A page by its name; null for another name. */
export function pageNamed(phone: Phone, name: string): PageReply | null {
  switch (name.toLowerCase()) {
    case 'mainframe.htm':
      return page(
        phone.data.model,
        markup`${pageNames.map(([file, title]) => markup`<p><a href="/mainform.cgi/${file}">${title}</a></p>`)}`,
      )
    case 'info.htm':
      return infoPage(phone)
    case 'network_status.htm':
      return rows('Network Status', [
        ['MAC Address', phone.data.mac],
        ['IP Address', phone.address],
      ])
    case 'manu_config.htm':
      return configurationPage(phone)
    case 'auto_provision.htm':
      return phone.data.options.provisioningPage ? provisioningPage(phone) : null
    case 'manu_firmware_upgrade.htm':
      return page('Firmware Upgrade', button('UPGRADESHOW', '1', 'Start Upgrade'))
    case 'reboot.htm':
      return page('Restart System', button('REBOOT', '2', 'Restart'))
    case 'reset.htm':
      return page('Restore Defaults', button('CONFIG', '2', 'Restore Defaults'))
    default:
      return null
  }
}

const button = (name: string, value: string, text: string): Markup =>
  markup`<form method="post"><input type="hidden" name="${name}" value="${value}"><input type="submit" value="${text}"></form>`

const rows = (title: string, content: readonly (readonly [string, string])[]): PageReply =>
  page(
    title,
    markup`<table>${content.map(([label, value]) => markup`<tr><td>${label}</td><td>${value}</td></tr>`)}</table>`,
  )

/** The layout and the labels are not published. */
const infoPage = ({ data, settings }: Phone): PageReply =>
  rows('Device Information', [
    ['Model', data.model],
    ['Firmware Version', settings.firmware()],
    ['MAC Address', data.mac],
    ['Serial Number', data.serial],
  ])

/** `/configuration/450HD_00908F4F0450.cfg` */
const fileOf = ({ data }: Phone): string => `/configuration/${data.model}_${bareMac(data)}.cfg`

/** Published: the script with the URL of the file, the fields of the upload. */
const configurationPage = (phone: Phone): PageReply =>
  page(
    'Configuration File',
    markup`<script>var url='${fileOf(phone)}';</script><form method="post" action="/mainform.cgi/auto_config.htm" enctype="multipart/form-data"><input type="hidden" name="TYPE" value="6"><input type="file" name="upname"><input type="submit" value="Loading New Configuration File"></form>`,
  )

export const methodCodes: ReadonlyMap<string, string> = new Map([
  ['0', 'DISABLE'],
  ['1', 'DYNAMIC'],
  ['2', 'STATIC'],
])
/** 3 is power-up only, 0 hourly; the two between are inferred from the order of the values in the file. */
export const periodCodes: ReadonlyMap<string, string> = new Map([
  ['0', 'HOURLY'],
  ['1', 'DAILY'],
  ['2', 'WEEKLY'],
  ['3', 'POWERUP'],
])
const codeOf = (codes: ReadonlyMap<string, string>, value: string): string =>
  [...codes].find(([, each]) => each === value)?.[0] ?? ''

/** Published: the names of the fields. NOW_FW, NOW_CFG, FW_DYN, CFG_DYN and the schedule have no key in the file and are not simulated. */
function provisioningPage({ settings: { get } }: Phone): PageReply {
  const fields: readonly (readonly [string, string])[] = [
    ['ASU_METHOD', codeOf(methodCodes, get(keys.method))],
    ['CFG_URL', get(keys.url)],
    ['FW_URL', get(keys.firmwareUrl)],
    ['OPTVAL', get(keys.dhcpOption)],
    ['ASU_PERIOD', codeOf(periodCodes, get(keys.period))],
    ['ASU_HOURS', get(keys.hours)],
    ['ASU_RANDOM', get(keys.randomSeconds)],
    ...['NOW_FW', 'NOW_CFG', 'FW_DYN', 'CFG_DYN', 'ASU_EDTIME', 'ASU_EDWDAY', 'ASU_EDWTIME'].map(
      (name) => [name, '0'] as const,
    ),
  ]
  return page(
    'Automatic Update',
    markup`<form method="post" action="/mainform.cgi/Auto_Provision.htm">${fields.map(([name, value]) => markup`<p>${name} <input type="text" name="${name}" value="${value}"></p>`)}<input type="submit" value="Submit"></form>`,
  )
}

/** Registration of each line; published: the elements, `Registered`. Other values are ours. */
export function statusXml({ data, body, settings }: Phone): PageReply {
  const lines = Array.from({ length: data.lines }, (_, at) => {
    const line = body.lines[at]
    const isRegistered = line?.registration.registered() === true
    return markup`<Line><PhoneState>${line?.calling() === true ? 'CALLING' : 'IDLE'}</PhoneState><SipStatus>${isRegistered ? 'Registered' : 'Not Registered'}</SipStatus><SipRegSrv>${at === 0 ? settings.get(keys.registrar) : ''}</SipRegSrv><Dnd>0</Dnd><Mute>0</Mute><ForwardState>0</ForwardState></Line>`
  })
  const isOff = body.lines.some((line) => line.calling())
  return {
    kind: 'page',
    type: 'text/xml',
    body: markup`<?xml version="1.0" encoding="UTF-8"?><Status><AudioDevice>Handset</AudioDevice><HookState>${isOff ? 'OffHook' : 'OnHook'}</HookState>${lines}</Status>`
      .text,
  }
}

/** Files below /configuration/; null for another one. All but the first are in the list of one author of public code. */
export function configurationFile(phone: Phone, path: string): PageReply | null {
  const { data, settings, body } = phone
  switch (path) {
    case fileOf(phone):
      return plain(writeCfg(settings.file()))
    case '/configuration/provision_url':
      return plain(settings.get(keys.url))
    case '/configuration/last_request.url':
      return plain(phone.lastRequest())
    case '/configuration/user_agent.txt':
      return plain(httpUserAgent(data, settings))
    case '/configuration/wget_provivion_log_file':
      return plain(body.syslog.lines().join('\n'))
    default:
      return null
  }
}
