/** The Action URI: GET /servlet?key=Reboot with Basic, from allowed addresses only. */
import type { DeviceReply, RequestHead } from '../kit/web-server.ts'
import { names, type Settings } from './settings.ts'
import { bareMac, statusOf, type Yealink } from './state.ts'

/** Practice devices are reached from this laptop only. */
const clientAddress = '127.0.0.1'
const paths: readonly string[] = ['/servlet', '/cgi-bin/ConfigManApp.com', '/cgi-bin/cgiServer.exx']

export const isActionUri = ({ path, query }: RequestHead): boolean =>
  paths.includes(path) && (query.has('key') || (path === '/servlet' && query.has('phonecfg')))

/** features.action_uri_limit_ip: empty refuses every address, `any` allows every one; `10.10.*.*`, and a list with commas. */
export function isAllowed(settings: Settings, address: string = clientAddress): boolean {
  if (settings.get(names.actionUri) !== '1') return false
  const parts = address.split('.')
  return settings
    .get(names.actionUriLimitIp)
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === 'any') return true
      const pattern = entry.split('.')
      return pattern.length === 4 && pattern.every((part, at) => part === '*' || part === parts[at])
    })
}

const text = (status: number, body: string): DeviceReply => ({
  ...{ kind: 'page', status, type: 'text/plain', body },
})

/** 403 for an address that is not allowed, before any sign-in. */
export const actionForbidden: DeviceReply = text(403, '')

/** The reply to a signed-in request. Other keys exist and are not simulated: 404, as a refused reset. */
export function actionAnswer(device: Yealink, { query }: RequestHead): DeviceReply {
  if (query.has('phonecfg'))
    return query.get('phonecfg') === 'get' ? text(200, readable(device)) : text(400, '')
  switch (query.get('key')?.toLowerCase()) {
    case 'reboot':
      return accepted(device.restart)
    case 'autop':
      return accepted(device.provisionNow)
    case 'reset':
      return accepted(device.factoryReset)
    default:
      return text(404, '')
  }
}

const accepted = (afterwards: () => void): DeviceReply => ({
  ...{ kind: 'accepted', status: 200, type: 'text/plain', body: '', afterwards },
})

/**
 * Account0 has its `number@server` as the sixth field; the other fields are ours. Sample:
 *   MACAddress=805ec0a1b2c3
 *   Account0=1|0|0|2|Desk|1001@pbx.example
 */
function readable(device: Yealink): string {
  const { data } = device
  const accounts = device.accounts().map((state, at) => {
    const isOn = state.account === null ? 0 : 1
    const name = state.account?.displayName ?? ''
    return `Account${at}=${isOn}|0|0|${statusOf(state)}|${name}|${state.account?.identity ?? ''}`
  })
  const lines = [
    `FirmwareVersion=${data.firmware}`,
    `BuildVersion=${data.hardware}`,
    `MACAddress=${bareMac(device)}`,
    `MachineID=${data.serial}`,
    ...accounts,
  ]
  return `${lines.join('\n')}\n`
}
