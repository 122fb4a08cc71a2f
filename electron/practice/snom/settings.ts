/** Settings of the phone by their XML names: values at work, and those in flash memory that survive a restart. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'

export interface Setting {
  readonly name: string
  readonly value: string
  /** Attribute of a provisioned setting: `R` locks it for the web pages until a factory reset; `RW` or empty does not. */
  readonly permission: string
}

export interface Settings {
  /** An unknown name gives an empty text. */
  get(name: string): string
  /** Changes the values at work by hand; unknown, locked and too long ones are left out. */
  change(values: Iterable<readonly [name: string, value: string]>): void
  /** Keeps the values at work over a restart. */
  keep(): void
  /** Stores settings of a file with their permissions. */
  provision(settings: readonly Setting[]): void
  firmware(): string
  setFirmware(version: string): void
  /** Drops the values that were not kept. */
  restart(): void
  reset(): void
}

/** Factory values (public template for the D735, security guide); those of one identity carry its index. */
const factory: ReadonlyMap<string, string> = new Map([
  ['setting_server', ''],
  ['pnp_server', ''],
  ['update_policy', 'auto_update'],
  ['settings_refresh_timer', '0'],
  ['http_user', ''],
  ['http_pass', ''],
  ['phone_name', ''],
  ['restrict_uri_queries', 'off'],
  ['user_active 1', 'on'],
  ['user_realname 1', ''],
  ['user_name 1', ''],
  ['user_pname 1', ''],
  ['user_pass 1', ''],
  ['user_host 1', ''],
  ['user_outbound 1', ''],
])

/** Longest value, characters; ours. */
const longestValue = 2048

const contentSchema = z.object({
  values: z.array(z.object({ name: z.string(), value: z.string(), permission: z.string() })),
  firmware: z.string(),
})

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly firmware: string
  /** Values of the description that differ from the factory's. */
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const initial = [...options.initial].map(([name, value]) => ({ name, value, permission: '' }))
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: initial, firmware: options.firmware },
    complete: (stored) => stored,
  })
  let atWork = byName(flash.content.values)
  const isAccepted = (name: string, value: string): boolean =>
    factory.has(name) && value.length <= longestValue
  const keep = (): void => {
    flash.content.values = [...atWork.values()]
    flash.save()
  }
  return {
    get: (name) => atWork.get(name)?.value ?? factory.get(name) ?? '',
    keep,
    change(values) {
      for (const [name, value] of values) {
        const permission = atWork.get(name)?.permission ?? ''
        if (isAccepted(name, value) && permission !== 'R') atWork.set(name, { name, value, permission })
      }
    },
    provision(settings) {
      for (const each of settings) if (isAccepted(each.name, each.value)) atWork.set(each.name, each)
      keep()
    },
    firmware: () => flash.content.firmware,
    setFirmware(version) {
      flash.content.firmware = version
      flash.save()
    },
    restart() {
      atWork = byName(flash.content.values)
    },
    reset() {
      atWork = new Map()
      keep()
    },
  }
}

const byName = (settings: readonly Setting[]): Map<string, Setting> =>
  new Map(settings.map((each) => [each.name, each]))
