/** Pages of the servlet web interface. Ids, field names and variables are published, the layout is ours. */
import { Markup, markup } from '../../protocols/markup/template.ts'
import type { DeviceReply } from '../kit/web-server.ts'
import type { Session } from './sessions.ts'
import { autopFields, names } from './settings.ts'
import { statusOf } from './state.ts'
import type { WebParts } from './web-parts.ts'

export const html = (body: Markup, headers: Readonly<Record<string, string>> = {}): DeviceReply => ({
  ...{ kind: 'page', type: 'text/html', body: body.text, headers },
})

/** `T42S` in variables and titles, `SIP-T42S` in the User-Agent. */
const bareModel = ({ device }: WebParts): string => device.data.model.replace(/^SIP-/, '')

function framed(parts: WebParts, variables: Markup, body: Markup): Markup {
  const { data } = parts.device
  return markup`<html><head><title>Yealink ${bareModel(parts)} Phone</title><script>
var g_phonetype = "${bareModel(parts)}";
var g_strFirmware = "${data.firmware}";
var g_hwVer = "${data.hardware}";
${variables}
</script></head><body>${body}</body></html>`
}

const token = (session: Session): Markup => markup`var g_strToken = "${session.token}";`

export const loginPage = (parts: WebParts): Markup =>
  framed(
    parts,
    markup`var g_rsa_n = "${parts.key.n}";\nvar g_rsa_e = "${parts.key.e}";`,
    markup`<form name="formInput"><input id="idUsername" name="username"/><input id="idPassword" name="pwd" type="password"/></form>`,
  )

/** Two password fields and no user field, as in a field report. */
export const passwordPage = (parts: WebParts, session: Session): Markup =>
  framed(
    parts,
    markup`var g_rsa_n = "${parts.key.n}";\nvar g_rsa_e = "${parts.key.e}";\n${token(session)}`,
    markup`<form name="formInput" method="post" action="/servlet?m=mod_password&amp;p=security&amp;q=change"><input type="password" name="editOldPassword"/><input type="password" name="editNewPassword"/><input type="hidden" name="mode" value="admin"/></form>`,
  )

export const plainPage = (parts: WebParts, session: Session): Markup =>
  framed(parts, token(session), markup`<form name="formInput"></form>`)

export function autopPage(parts: WebParts, session: Session): Markup {
  const { settings } = parts.device
  const inputs = [...autopFields].map(([field, name]) => {
    const value = settings.get(name)
    if (name !== names.dhcpOption)
      return markup`<input name="${field}" value="${name === names.password ? '' : value}"/>`
    return ['1', '0'].map((each) =>
      each === value
        ? markup`<input type="radio" name="${field}" value="${each}" checked="checked"/>`
        : markup`<input type="radio" name="${field}" value="${each}"/>`,
    )
  })
  return framed(
    parts,
    token(session),
    markup`<form name="formInput" method="post" action="/servlet?m=mod_data&amp;p=settings-autop&amp;q=write">${inputs}<input type="button" id="btn_confirm1" value="Confirm"/><input type="button" id="btnAutopNow" value="Auto Provision Now"/></form>`,
  )
}

/** Port status 16 is 100 Mbit/s full duplex; NetworkWanType 0 is DHCP. */
export function statusPage(parts: WebParts, session: Session): Markup {
  const { device } = parts
  const { data, address } = device
  const labels: readonly (readonly [string, string])[] = [
    ['tdMACAddress', data.mac],
    ['tdMachineID', data.serial],
    ['NetworkWanType', '0'],
    ['tdWANIP', address],
    ['tdGateway', address],
    ['tdPrimaryDNS', address],
    ['tdSecondaryDNS', ''],
    ['tdWANProtStatus', '16'],
    ['tdPCPortStatus', '0'],
    ['tdPowerOnTime', String(Math.floor(device.upMs() / 1000))],
    ['tdCurrentTime', new Date(device.now()).toISOString()],
  ]
  return framed(
    parts,
    markup`${token(session)}\nvar g_dataAccStatus = ${accountStatus(parts)};`,
    markup`${labels.map(([id, value]) => markup`<label id="${id}" dvalue="${value}"></label>`)}`,
  )
}

/** `{"Account1":"1001@pbx.example:2"}` */
function accountStatus({ device }: WebParts): Markup {
  const entries = device
    .accounts()
    .map((state) => [`Account${state.id}`, `${state.account?.identity ?? ''}:${statusOf(state)}`] as const)
  return new Markup(JSON.stringify(Object.fromEntries(entries)).replaceAll('<', '\\u003c'))
}
