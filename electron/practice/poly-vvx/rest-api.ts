/** The phone's REST API: `{"data":…,"Status":"2000"}`, all values strings. */
import { z } from 'zod'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { names, type StoredSource } from './settings.ts'
import { bareMac, hasFactoryPassword, type Phone, upTime } from './state.ts'

/** From a public client: ok, bad input, not allowed, too big, factory password, failed. */
type Status = '2000' | '4000' | '4003' | '4009' | '4010' | '5000'

/** Maximum number of names in one config/get; from a public client. */
const mostNames = 20
const type = 'application/json'
const text = (value: object): string => JSON.stringify(value)

const reply = (status: Status, rest: object = {}): DeviceReply => ({
  ...{ kind: 'page', type, body: text({ ...rest, Status: status }) },
})
const data = (value: unknown): DeviceReply => reply('2000', { data: value })
const stored = (afterwards?: () => void): DeviceReply => ({
  ...{ kind: 'accepted', type, body: text({ Status: '2000' }) },
  ...(afterwards === undefined ? {} : { afterwards }),
})
/** The reply to every request of a client that signs in with the factory password. */
export const factoryPasswordReply = reply('4010')

type Run = (phone: Phone, request: DeviceRequest) => DeviceReply

/** By method and path in lower case: clients write both lineInfo and lineinfo. */
const functions: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['GET /api/v1/mgmt/device/info', deviceInfo],
  ['GET /api/v2/mgmt/device/info', deviceInfoV2],
  ['GET /api/v1/mgmt/network/info', networkInfo],
  ['GET /api/v1/mgmt/lineinfo', lineInfo],
  ['GET /api/v1/mgmt/device/runningconfig', runningConfig],
  [
    'GET /api/v1/mgmt/pollforstatus',
    ({ calling }) => data({ State: calling() ? 'Active' : 'Idle', StateData: '' }),
  ],
  ['POST /api/v1/mgmt/config/get', configGet],
  ['POST /api/v1/mgmt/config/set', configSet],
  ['POST /api/v1/mgmt/saferestart', ({ restart }) => stored(() => restart('restart'))],
  ['POST /api/v1/mgmt/safereboot', ({ restart }) => stored(() => restart('reboot'))],
  ['POST /api/v1/mgmt/factoryreset', ({ factoryReset }) => stored(factoryReset)],
  ['POST /api/v1/mgmt/configreset', (phone) => reset(phone, 'all')],
  ['POST /api/v1/mgmt/configreset/web', (phone) => reset(phone, 'web')],
  ['POST /api/v1/mgmt/configreset/device', (phone) => reset(phone, 'device')],
  ['POST /api/v1/callctrl/dial', dial],
])

export function restAnswer(phone: Phone, request: DeviceRequest): DeviceReply {
  const run = functions.get(`${request.method} ${request.path.toLowerCase()}`)
  if (run === undefined) return { kind: 'not-found' }
  return hasFactoryPassword(phone) ? factoryPasswordReply : run(phone, request)
}

const two = (value: number): string => String(value).padStart(2, '0')

function deviceInfo(phone: Phone): DeviceReply {
  const { days, hours, minutes, seconds } = upTime(phone.upMs())
  return data({
    ModelNumber: phone.data.model,
    DeviceType: 'hardwareEndpoint',
    FirmwareRelease: phone.data.firmware,
    DeviceVendor: 'Polycom',
    MACAddress: bareMac(phone).toLowerCase(),
    UpTimeSinceLastReboot: `${days} Day ${hours}:${two(minutes)}:${two(seconds)}`,
    IPV4Address: phone.address,
    IPV6Address: '::',
    AttachedHardware: {},
  })
}

function deviceInfoV2(phone: Phone): DeviceReply {
  const { days, hours, minutes, seconds } = upTime(phone.upMs())
  const { firmware, model } = phone.data
  return data({
    DeviceType: 'HardwareEndpoint',
    Firmware: { Application: firmware, Updater: firmware },
    DeviceVendor: 'Polycom',
    UpTime: {
      ...{ Seconds: String(seconds), Minutes: String(minutes) },
      ...{ Days: String(days), Hours: String(hours) },
    },
    ModelNumber: model,
    IPAddress: phone.address,
    AppState: 'AppStateMenu',
    MACAddress: bareMac(phone).toLowerCase(),
    AttachedHardware: {},
    ReadyToUse: 'True',
  })
}

/** Texts of `DHCPBootServerUseOption`, by the value of device.dhcp.bootSrvUseOpt. */
const bootServerWords = new Map([
  ['Static', 'Static'],
  ['CustomAndOpt66', 'Custom+Option66'],
])

function networkInfo({ settings, address }: Phone): DeviceReply {
  const use = settings.get(names.bootServerUse)
  return data({
    DHCP: 'enabled',
    DHCPServer: address,
    DHCPBootServerUseOption: bootServerWords.get(use) ?? use,
    DHCPBootServerOption: '160',
    DHCPBootServerOptionType: 'String',
    DHCPOption60Format: 'ASCII String',
    IPV4Address: address,
    IPV6Address: '::',
    SubnetMask: '255.0.0.0',
    VLANID: '',
    LLDP: 'enabled',
    CDPCompatibility: 'enabled',
    LANPortStatus: 'active',
    LANSpeed: '1000Mbps',
    ProvServerAddress: settings.get(names.server),
    ProvServerType: settings.get(names.serverType),
    ProvServerUser: settings.get(names.serverUser),
    UpgradeServer: '',
    ZTPStatus: 'disabled',
  })
}

function lineInfo({ settings, registration, data: { model } }: Phone): DeviceReply {
  const address = settings.get(names.address)
  const line = {
    LineNumber: '1',
    RegistrationStatus: registration.registered() ? 'registered' : 'unregistered',
    LineType: 'private',
    // a phone without an account lists one line with its own name
    SIPAddress: address === '' ? model.replaceAll(' ', '') : address,
    Label: settings.get(names.label) || model,
    UserID: settings.get(names.authUser),
  }
  if (!registration.registered()) return data([line])
  const server = {
    ProxyAddress: settings.get(names.sipServer),
    Port: settings.get(names.sipPort),
    Protocol: 'SIP',
  }
  return data([{ ...line, ...server }])
}

function runningConfig({ settings, address }: Phone): DeviceReply {
  return data({
    Network: { IPAddress: address, SubnetMask: '255.0.0.0', VLAN: '', CDP: 'Enabled', LLDP: 'Enabled' },
    DHCP: {
      ...{ Feature: 'Enabled', Option60Format: 'ASCII String', BootServerOption: '160' },
      BootServerUseOption: settings.get(names.bootServerUse),
    },
    Provisioning: {
      FileTxTries: settings.get(names.attemptLimit),
      RetryWait: settings.get(names.attemptDelay),
      ServerType: settings.get(names.serverType),
      Server: settings.get(names.server),
      User: settings.get(names.serverUser),
      TagSerialNo: settings.get(names.tagSerial) === '1' ? 'Enabled' : 'Disabled',
    },
    SNTP: { Server: settings.get(names.sntp) },
  })
}

const namesSchema = z.object({ data: z.array(z.string()) })

/** A password is returned as an empty text; ours. */
function configGet({ settings }: Phone, { body }: DeviceRequest): DeviceReply {
  const asked = namesSchema.safeParse(jsonIn(body))
  if (!asked.success) return reply('4000')
  if (asked.data.data.length > mostNames) return reply('4009')
  const known: [string, { Value: string; Source: string }][] = []
  const unknown: string[] = []
  for (const name of asked.data.data) {
    const found = settings.read(name)
    if (found === null) unknown.push(name)
    else known.push([name, { Value: isSecret(name) ? '' : found.value, Source: found.source }])
  }
  return reply('2000', { data: Object.fromEntries(known), ...invalidParams(unknown) })
}

const isSecret = (name: string): boolean => /password$/i.test(name)

/** `"InvalidParams":{"1":"no.such.name"}` */
const invalidParams = (unknown: readonly string[]): object =>
  unknown.length === 0
    ? {}
    : { InvalidParams: Object.fromEntries(unknown.map((name, at) => [String(at + 1), name])) }

const valuesSchema = z.object({ data: z.record(z.string(), z.string()) })

/** Stores all values or none; inferred: one bad value makes the phone refuse all. */
function configSet(phone: Phone, { body, keep }: DeviceRequest): DeviceReply {
  const asked = valuesSchema.safeParse(jsonIn(body))
  if (!asked.success) return reply('4000')
  const values = new Map(Object.entries(asked.data.data))
  if (values.size > mostNames) return reply('4009')
  const bad = [...values].filter(([name, value]) => !phone.settings.accepts(name, value))
  if (bad.length > 0) return reply('4000', invalidParams(bad.map(([name]) => name)))
  if (!keep) return stored()
  phone.settings.store(values, 'web')
  phone.settingsChanged()
  return stored(phone.data.options.rebootsAfterSet ? () => phone.restart('reboot') : undefined)
}

function reset(phone: Phone, source: StoredSource | 'all'): DeviceReply {
  return stored(() => {
    phone.settings.reset(source)
    phone.settingsChanged()
  })
}

const dialSchema = z.object({
  data: z.object({ Dest: z.string().min(1), Line: z.string().default('1'), Type: z.enum(['TEL', 'SIP']) }),
})

function dial(phone: Phone, { body }: DeviceRequest): DeviceReply {
  const asked = dialSchema.safeParse(jsonIn(body))
  if (!asked.success || asked.data.data.Line !== '1') return reply('4000')
  return phone.dial(asked.data.data.Dest) ? reply('2000') : reply('5000')
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
