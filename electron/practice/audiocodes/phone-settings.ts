/** Keys of the phone's configuration file, in its flash memory. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sameText } from '../../platform/same-text.ts'
import { openFlash } from '../kit/flash.ts'
import type { PhoneData } from './data.ts'

export const keys = {
  method: 'provisioning/method',
  url: 'provisioning/configuration/url',
  firmwareUrl: 'provisioning/firmware/url',
  period: 'provisioning/period/type',
  hours: 'provisioning/period/hourly/hours_interval',
  randomSeconds: 'provisioning/random_provisioning_time',
  dhcpOption: 'provisioning/url_option_value',
  redirectServer: 'provisioning/redirect_server_url',
  verifyServer: 'security/provisioning/verify_server_certificate',
  httpUser: 'provisioning/configuration/http_auth/user_name',
  type: 'system/type',
  user: 'system/user_name',
  sessionSeconds: 'system/web_session_timeout',
  telnet: 'management/telnet/enabled',
  vlanMode: 'network/lan/vlan/mode',
  forceReboot: 'voip/services/notify/check_sync/force_reboot_enabled',
  lineEnabled: 'voip/line/0/enabled',
  lineId: 'voip/line/0/id',
  lineName: 'voip/line/0/description',
  authName: 'voip/line/0/auth_name',
  authPassword: 'voip/line/0/auth_password',
  useProxy: 'voip/signalling/sip/use_proxy',
  proxy: 'voip/signalling/sip/proxy_address',
  proxyPort: 'voip/signalling/sip/proxy_port',
  transport: 'voip/signalling/sip/transport_protocol',
  useRegistrar: 'voip/signalling/sip/sip_registrar/enabled',
  registrar: 'voip/signalling/sip/sip_registrar/addr',
  registrarPort: 'voip/signalling/sip/sip_registrar/port',
} as const

/**
 * Values that a key accepts. `number`: decimal digits. `encrypted`: any text, which the downloaded file has encrypted. `fixed`: the factory's
 * value alone. A list: one of its values.
 */
type Kind = 'text' | 'number' | 'encrypted' | 'fixed' | readonly string[]
const flag = ['0', '1'] as const

/** Factory values that no publication states are ours: the period, hours, SIP ports. */
const factoryOf = ({ model, user }: PhoneData): ReadonlyMap<string, readonly [string, Kind]> =>
  new Map<string, readonly [string, Kind]>([
    [keys.method, ['DYNAMIC', ['STATIC', 'DYNAMIC', 'DISABLE']]],
    [keys.url, ['', 'text']],
    [keys.firmwareUrl, ['', 'text']],
    [keys.period, ['POWERUP', ['HOURLY', 'DAILY', 'WEEKLY', 'POWERUP']]],
    [keys.hours, ['24', 'number']],
    [keys.randomSeconds, ['120', 'number']],
    [keys.dhcpOption, ['160', 'number']],
    [keys.redirectServer, ['https://redirect.audiocodes.com', 'text']],
    [keys.verifyServer, ['0', flag]],
    [keys.httpUser, ['', 'text']],
    [keys.type, [model, 'fixed']],
    [keys.user, [user, 'text']],
    [keys.sessionSeconds, ['600', 'number']],
    [keys.telnet, ['0', flag]],
    [keys.vlanMode, ['CDP_LLDP', ['CDP', 'LLDP', 'CDP_LLDP', 'Disable']]],
    [keys.forceReboot, ['0', flag]],
    [keys.lineEnabled, ['0', flag]],
    [keys.lineId, ['', 'text']],
    [keys.lineName, ['', 'text']],
    [keys.authName, ['', 'text']],
    [keys.authPassword, ['', 'encrypted']],
    [keys.useProxy, ['0', flag]],
    [keys.proxy, ['', 'text']],
    [keys.proxyPort, ['5060', 'number']],
    [keys.transport, ['UDP', ['UDP', 'TCP', 'TLS']]],
    [keys.useRegistrar, ['0', flag]],
    [keys.registrar, ['', 'text']],
    [keys.registrarPort, ['5060', 'number']],
  ])

export interface PhoneSettings {
  /** @throws nothing; an unknown key gives ''. */
  get(key: string): string
  /** Stores the valid values of known keys; true when one changed. */
  store(values: Iterable<readonly [string, string]>): boolean
  /** All keys as the downloaded file has them. */
  file(): readonly (readonly [string, string])[]
  firmware(): string
  setFirmware(firmware: string): void
  reset(): void
}

const contentSchema = z.object({ values: z.array(z.tuple([z.string(), z.string()])), firmware: z.string() })

/** Longest value, characters; ours. */
const longestValue = 511

export function openPhoneSettings(
  folder: string | null,
  data: PhoneData,
  onFailure: (reason: string) => void,
): PhoneSettings {
  const flash = openFlash({
    ...{ folder, name: data.id, schema: contentSchema, onFailure },
    factory: { values: [], firmware: data.firmware },
    complete: (stored) => stored,
  })
  const factory = factoryOf(data)
  const stored = new Map(flash.content.values)
  const get = (key: string): string => stored.get(key) ?? factory.get(key)?.[0] ?? ''
  const save = (): void => {
    flash.content.values = [...stored]
    flash.save()
  }
  const kindOf = (key: string): Kind => factory.get(key)?.[1] ?? 'fixed'
  return {
    get,
    store(values) {
      let hasChanged = false
      for (const [key, value] of values) {
        if (get(key) === value || !accepts(kindOf(key), value, get(key))) continue
        stored.set(key, value)
        hasChanged = true
      }
      if (hasChanged) save()
      return hasChanged
    },
    file: () =>
      [...factory.keys()].map((key) => [key, kindOf(key) === 'encrypted' ? sealed(get(key)) : get(key)]),
    firmware: () => flash.content.firmware,
    setFirmware(firmware) {
      flash.content.firmware = firmware
      flash.save()
    },
    reset() {
      stored.clear()
      save()
    },
  }
}

function accepts(kind: Kind, value: string, now: string): boolean {
  if (value.length > longestValue || /\p{Cc}/u.test(value) || kind === 'fixed') return false
  if (kind === 'number') return /^\d{1,6}$/.test(value)
  // an encrypted value that comes back unchanged keeps its text; another one is not this phone's
  if (kind === 'encrypted') return !sameText(value, sealed(now)) && !/^\{".*"\}$/.test(value)
  return kind === 'text' || kind.includes(value)
}

/** `{"3q2+7w=="}`: the form of an encrypted value is not published; ours, and cannot be decrypted. */
const sealed = (text: string): string =>
  text === '' ? '' : `{"${createHash('sha256').update(`practice ${text}`).digest('base64').slice(0, 24)}"}`
