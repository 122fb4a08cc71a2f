/** The device's parameters by their names in a cfg file, with the fields of the web pages that show them. */
import { z } from 'zod'
import { type Flash, openFlash } from '../kit/flash.ts'
import type { YealinkData } from './data.ts'

const contentSchema = z.object({
  /** Stored values: name, value. */
  values: z.array(z.tuple([z.string(), z.string()])),
  /** Names that were last set in the web interface. */
  byHand: z.array(z.string()),
  password: z.string(),
})
export type YealinkFlash = Flash<z.infer<typeof contentSchema>>

export const names = {
  url: 'static.auto_provision.server.url',
  user: 'static.auto_provision.server.username',
  password: 'static.auto_provision.server.password',
  dhcpOption: 'static.auto_provision.dhcp_option.enable',
  pnp: 'static.auto_provision.pnp_enable',
  protect: 'static.auto_provision.custom.protect',
  actionUri: 'features.action_uri.enable',
  actionUriLimitIp: 'features.action_uri_limit_ip',
  notifyReboot: 'sip.notify_reboot_enable',
  macInUserAgent: 'sip.mac_in_ua',
  idleMinutes: 'features.relog_offtime',
} as const

/** Fields of the page settings-autop and their parameters. */
export const autopFields: ReadonlyMap<string, string> = new Map([
  ['AutoProvisionServerURL', names.url],
  ['AutoProvisionUser', names.user],
  ['AutoProvisionPassword', names.password],
  ['AutoPEnableDHCPOptionOn', names.dhcpOption],
])

const flags: ReadonlySet<string> = new Set([
  names.dhcpOption,
  names.pnp,
  names.protect,
  names.actionUri,
  names.macInUserAgent,
])

/** Parameters of account `id`, which counts from 1. */
export const accountNames = (id: number) => ({
  enable: `account.${id}.enable`,
  label: `account.${id}.label`,
  displayName: `account.${id}.display_name`,
  authName: `account.${id}.auth_name`,
  userName: `account.${id}.user_name`,
  password: `account.${id}.password`,
  server: `account.${id}.sip_server.1.address`,
  port: `account.${id}.sip_server.1.port`,
  transport: `account.${id}.sip_server.1.transport_type`,
})

/** Names and factory values. A real device has thousands of parameters; names outside this table are unknown. */
function factoryOf({ accounts, options }: YealinkData): ReadonlyMap<string, string> {
  const values = new Map<string, string>([
    [names.url, ''],
    [names.user, ''],
    [names.password, ''],
    [names.dhcpOption, '1'],
    [names.pnp, '1'],
    [names.protect, '0'],
    [names.actionUri, '1'],
    [names.actionUriLimitIp, options.actionUriLimitIp],
    [names.notifyReboot, '1'],
    [names.macInUserAgent, '0'],
    [names.idleMinutes, '5'],
  ])
  for (let id = 1; id <= accounts; id++) {
    for (const name of Object.values(accountNames(id))) values.set(name, '')
    values.set(accountNames(id).enable, '0')
    values.set(accountNames(id).port, '5060')
    values.set(accountNames(id).transport, '0')
  }
  return values
}

/** Longest accepted value, characters; ours. */
const longestValue = 511

export interface Settings {
  get(name: string): string
  /** False for an unknown name and for a value out of range. */
  accepts(name: string, value: string): boolean
  /** True when a value changed. Values that are not accepted are left out, and protected ones when they come from a file. */
  store(values: Iterable<readonly [string, string]>, from: 'web' | 'file'): boolean
  reset(): void
  /** All values that differ from the factory ones. */
  changed(): readonly (readonly [string, string])[]
}

export function openYealinkFlash(
  folder: string | null,
  data: YealinkData,
  onFailure: (reason: string) => void,
): YealinkFlash {
  return openFlash({
    ...{ folder, name: data.id, schema: contentSchema, onFailure },
    factory: { values: [], byHand: [], password: data.password },
    complete: (stored) => stored,
  })
}

export function settingsIn(flash: YealinkFlash, data: YealinkData): Settings {
  const factory = factoryOf(data)
  const stored = new Map(flash.content.values)
  const get = (name: string): string => stored.get(name) ?? factory.get(name) ?? ''
  const save = (byHand: readonly string[]): void => {
    flash.content.values = [...stored]
    flash.content.byHand = [...byHand]
    flash.save()
  }
  const accepts = (name: string, value: string): boolean =>
    factory.has(name) && value.length <= longestValue && !/\p{Cc}/u.test(value) && isInRange(name, value)
  return {
    get,
    accepts,
    store(values, from) {
      let hasChanged = false
      const byHand = new Set(flash.content.byHand)
      const isProtected = from === 'file' && get(names.protect) === '1'
      for (const [given, text] of values) {
        const name = nameOf(given, factory)
        const value = name === names.url ? withScheme(text, data) : text
        if (!accepts(name, value) || (isProtected && byHand.has(name))) continue
        if (get(name) !== value) hasChanged = true
        stored.set(name, value)
        if (from === 'web') byHand.add(name)
        else byHand.delete(name)
      }
      save([...byHand])
      return hasChanged
    },
    reset() {
      stored.clear()
      save([])
    },
    changed: () => [...stored].filter(([name, value]) => factory.get(name) !== value),
  }
}

/** Files of the gateway also have names without `static.`. */
const nameOf = (name: string, factory: ReadonlyMap<string, string>): string =>
  !factory.has(name) && factory.has(`static.${name}`) ? `static.${name}` : name

/** A field report: the device adds its default scheme to a URL without one. */
const withScheme = (url: string, { options }: YealinkData): string =>
  url === '' || url.includes('://') ? url : `${options.defaultScheme}://${url}`

function isInRange(name: string, value: string): boolean {
  if (flags.has(name)) return value === '0' || value === '1'
  if (name === names.notifyReboot) return ['0', '1', '2'].includes(value)
  if (name === names.idleMinutes) return isNumber(value, 1, 1000)
  if (name.endsWith('.port')) return isNumber(value, 0, 65_535)
  if (name.endsWith('.transport_type')) return ['0', '1', '2', '3'].includes(value)
  return true
}

const isNumber = (text: string, least: number, most: number): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most
