/** Settings of the phone by the ids of its configuration file, in flash memory. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'

export interface Settings {
  /** The factory's value of an unset id; empty for an unknown one. */
  get(id: string): string
  /** An empty value restores the factory's; unknown ids and long values are left out. */
  store(values: Iterable<readonly [id: string, value: string]>): void
}

/** Ids and factory values of a public template. */
const factory: ReadonlyMap<string, string> = new Map([
  ['DeviceProvisionServerUrl', ''],
  ['DeviceProvisionFileFirst', 'config.$model.xml'],
  ['DeviceProvisionFileSecond', 'config.$mac.xml'],
  ['DeviceProvisionFileThird', ''],
  ['DeviceSecurityAdminName', 'admin'],
  ['DeviceSecurityAdminPwd', '123456'],
  ['DeviceSecurityVarName', 'var'],
  ['DeviceSecurityVarPwd', 'var'],
  ['DeviceSecurityUserName', 'user'],
  ['DeviceSecurityUserPwd', 'user'],
  ['Account1Enable', 'false'],
  ['Account1RegName', ''],
  ['Account1UserName', ''],
  ['Account1Password', ''],
  ['Account1DisplayName', ''],
  ['Account1Server1Address', ''],
  ['Account1Server1Port', '5060'],
  ['Account1Server1Transport', 'udp'],
  ['Account1OutboundProxy1Address', ''],
  ['Account1OutboundProxy1Port', '5060'],
])

/** Longest value, characters; ours. */
const longestValue = 1024

const contentSchema = z.object({ values: z.array(z.tuple([z.string(), z.string()])) })

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [...options.initial] },
    complete: (stored) => stored,
  })
  const values = new Map(flash.content.values)
  return {
    get: (id) => values.get(id) ?? factory.get(id) ?? '',
    store(given) {
      for (const [id, value] of given) {
        if (value === '') values.delete(id)
        else if (factory.has(id) && value.length <= longestValue) values.set(id, value)
      }
      flash.content.values = [...values]
      flash.save()
    },
  }
}
