/** The phone's parameters (UC Software names): values by source, with the priority of the sources. */
import { z } from 'zod'
import { type Flash, openFlash } from '../kit/flash.ts'
import type { PhoneData } from './data.ts'

/** `web` takes precedence over `config` (a file of the provisioning server); device.* parameters have one value, with the source `device`. */
const sourceSchema = z.enum(['web', 'device', 'config'])
export type StoredSource = z.infer<typeof sourceSchema>
const priority: readonly StoredSource[] = ['web', 'device', 'config']

const contentSchema = z.object({
  /** Stored values: name, source, value. */
  values: z.array(z.tuple([z.string(), sourceSchema, z.string()])),
  password: z.string(),
})
export type PhoneFlash = Flash<z.infer<typeof contentSchema>>

export const names = {
  server: 'device.prov.serverName',
  serverType: 'device.prov.serverType',
  serverUser: 'device.prov.user',
  serverPassword: 'device.prov.password',
  attemptLimit: 'device.prov.redunAttemptLimit',
  attemptDelay: 'device.prov.redunInterAttemptDelay',
  tagSerial: 'device.prov.tagSerialNo',
  bootServerUse: 'device.dhcp.bootSrvUseOpt',
  restApi: 'apps.restapi.enabled',
  sntp: 'tcpIpApp.sntp.address',
  alwaysReboot: 'voIpProt.SIP.specialEvent.checkSync.alwaysReboot',
  address: 'reg.1.address',
  label: 'reg.1.label',
  displayName: 'reg.1.displayName',
  authUser: 'reg.1.auth.userId',
  authPassword: 'reg.1.auth.password',
  sipServer: 'reg.1.server.1.address',
  sipPort: 'reg.1.server.1.port',
  sipTransport: 'reg.1.server.1.transport',
} as const

/** Names and factory values. A real phone has thousands of parameters; names outside this table are unknown. */
const factory: ReadonlyMap<string, string> = new Map([
  [names.server, ''],
  [names.serverType, 'FTP'],
  [names.serverUser, 'PlcmSpIp'],
  [names.serverPassword, ''],
  [names.attemptLimit, '3'],
  [names.attemptDelay, '1'],
  [names.tagSerial, '0'],
  [names.bootServerUse, 'CustomAndOpt66'],
  [names.restApi, '0'],
  [names.sntp, ''],
  [names.alwaysReboot, '0'],
  [names.address, ''],
  [names.label, ''],
  [names.displayName, ''],
  [names.authUser, ''],
  [names.authPassword, ''],
  [names.sipServer, ''],
  [names.sipPort, '0'],
  [names.sipTransport, 'DNSnaptr'],
])
const choices: ReadonlyMap<string, readonly string[]> = new Map([
  [names.serverType, ['FTP', 'TFTP', 'HTTP', 'HTTPS', 'FTPS']],
  [names.restApi, ['0', '1']],
  [names.tagSerial, ['0', '1']],
  [names.alwaysReboot, ['0', '1']],
])
export const serverTypes: readonly string[] = choices.get(names.serverType) ?? []

export interface Settings {
  get(name: string): string
  /** Null for an unknown name. */
  read(name: string): { readonly value: string; readonly source: StoredSource | 'default' } | null
  /** False for an unknown name and for an invalid value. */
  accepts(name: string, value: string): boolean
  /** Stores values as if set from `source`; a device.* parameter is stored as `device`. */
  store(values: ReadonlyMap<string, string>, source: StoredSource): void
  /** Removes the values of one source, or of all. */
  reset(source: StoredSource | 'all'): void
}

export function openPhoneFlash(
  folder: string | null,
  { id, password, options }: PhoneData,
  onFailure: (reason: string) => void,
): PhoneFlash {
  return openFlash({
    ...{ folder, name: id, schema: contentSchema, onFailure },
    factory: { values: options.restApi ? [[names.restApi, 'web', '1']] : [], password },
    complete: (stored) => stored,
  })
}

export function settingsIn(flash: PhoneFlash): Settings {
  const read: Settings['read'] = (name) => {
    const usual = factory.get(name)
    if (usual === undefined) return null
    for (const source of priority) {
      const found = flash.content.values.find((each) => each[0] === name && each[1] === source)
      if (found !== undefined) return { value: found[2], source }
    }
    return { value: usual, source: 'default' }
  }
  return {
    read,
    get: (name) => read(name)?.value ?? '',
    accepts: (name, value) => factory.has(name) && (choices.get(name)?.includes(value) ?? true),
    store(values, source) {
      for (const [name, value] of values) {
        const from: StoredSource = name.startsWith('device.') ? 'device' : source
        const others = flash.content.values.filter((each) => each[0] !== name || each[1] !== from)
        flash.content.values = [...others, [name, from, value]]
      }
      flash.save()
    },
    reset(source) {
      flash.content.values = source === 'all' ? [] : flash.content.values.filter((each) => each[1] !== source)
      flash.save()
    },
  }
}
