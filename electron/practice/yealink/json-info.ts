/** Replies to /api/common/info by id: what a client may read with and without a sign-in. */

import type { Session } from './sessions.ts'
import { accountNames } from './settings.ts'
import { statusOf, type Yealink } from './state.ts'
import type { WebParts } from './web-parts.ts'

/** Without a session only `wui` and its parts are served. Ids that are not known are left out: ours. */
export function infoReply(
  parts: WebParts,
  ids: readonly string[],
  session: Session | null,
): Record<string, unknown> {
  const { device } = parts
  const entries = ids.flatMap((id) => {
    const value = infoFor(parts, id, session)
    return value === undefined ? [] : [[id, value] as const]
  })
  if (device.data.options.json.info === 'by-id') return Object.fromEntries(entries)
  return entries.reduce<Record<string, unknown>>(
    (tree, [id, value]) => merged(tree, id.split('.'), value),
    {},
  )
}

/** `['wui', 'common', 'rsaN']` → `{ wui: { common: { rsaN: value } } }`, merged into `tree`. */
function merged(
  tree: Record<string, unknown>,
  [first = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (rest.length === 0) return { ...tree, [first]: value }
  const inner = Object.entries(tree).find(([name]) => name === first)?.[1]
  const branch = typeof inner === 'object' && inner !== null ? { ...inner } : {}
  return { ...tree, [first]: merged(branch, rest, value) }
}

function infoFor({ device, key }: WebParts, id: string, session: Session | null): unknown {
  const { data } = device
  const common = { rsaN: key.n, rsaE: key.e, ...(session === null ? {} : { token: session.token }) }
  switch (id) {
    case 'wui':
      return { common, device: { phoneName: data.model, firmware: data.firmware, mac: data.mac } }
    case 'wui.common.rsaN':
      return key.n
    case 'wui.common.rsaE':
      return key.e
    case 'wui.common.token':
      return session?.token
    default:
      return session === null ? undefined : signedInValue(device, id)
  }
}

function signedInValue(device: Yealink, id: string): unknown {
  const { data } = device
  switch (id) {
    case 'system':
      return {
        version: { firmware: data.firmware, hardware: data.hardware },
        localtime: localTime(device.now()),
        powerontime: String(Math.floor(device.upMs() / 1000)),
      }
    case 'network':
      return networkOf(device)
    case 'account.info':
      // not on a base
      return data.handsets.length === 0 ? networkAccounts(device) : undefined
    default:
      return undefined
  }
}

/** wantype 0 is DHCP; port status 0 is down, 64 is 1000 Mbit/s full duplex. */
const networkOf = ({ data, address }: Yealink) => ({
  common: {
    mac: data.mac,
    machineid: data.serial,
    vlanid: '0',
    wanportstatus: '64',
    pcportstatus: '0',
  },
  ipv4: { wantype: '0', addr: address, mask: '255.0.0.0', gateway: address, dns1: address, dns2: '' },
})

export const networkAccounts = (device: Yealink) =>
  device.accounts().map((state) => {
    const parameter = accountNames(state.id)
    const value = (name: string) => device.settings.get(name)
    return {
      id: state.id,
      userName: value(parameter.userName),
      registerName: value(parameter.authName),
      label: value(parameter.label),
      displayName: value(parameter.displayName),
      sipServer: value(parameter.server),
      status: statusOf(state),
    }
  })

/** `2026.11.30_23.05.00`, UTC. */
const localTime = (now: number): string =>
  new Date(now).toISOString().slice(0, 19).replaceAll('-', '.').replace('T', '_').replaceAll(':', '.')
