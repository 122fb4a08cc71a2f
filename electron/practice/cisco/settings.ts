/** Parameters of a Cisco device by their XML names, in its flash memory. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'

export interface Parameter {
  /** XML name: `Profile_Rule`; a line's with its number: `User_ID_1_`. */
  readonly name: string
  /** Heading of the page: `Provisioning`, `Ext 1`. */
  readonly section: string
  readonly factory: string
  /** Values that it may have; `number`: decimal digits; `password`: text that no page shows. */
  readonly kind: 'text' | 'password' | 'number' | readonly string[]
}

export interface Settings {
  readonly parameters: readonly Parameter[]
  /** @throws nothing; an unknown name gives ''. */
  get(name: string): string
  /** Stores the valid values of known parameters; gives the names that changed. */
  store(values: ReadonlyMap<string, string>): string[]
  /** Firmware as the device names it. */
  firmware(): string
  setFirmware(firmware: string): void
  reset(): void
}

const contentSchema = z.object({ values: z.array(z.tuple([z.string(), z.string()])), firmware: z.string() })

/** Longest value, characters; ours. */
const longestValue = 2048

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly firmware: string
  readonly parameters: readonly Parameter[]
  /** Values of the description that differ from the factory's. */
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const { parameters, initial } = options
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [...initial], firmware: options.firmware },
    complete: (stored) => stored,
  })
  const known = new Map(parameters.map((each) => [each.name, each]))
  const get = (name: string): string =>
    flash.content.values.find(([key]) => key === name)?.[1] ?? known.get(name)?.factory ?? ''
  return {
    ...{ parameters, get },
    store(values) {
      const changed = [...values].filter(([name, value]) => {
        const parameter = known.get(name)
        return parameter !== undefined && isValid(parameter, value) && get(name) !== value
      })
      const names = changed.map(([name]) => name)
      const others = flash.content.values.filter(([name]) => !names.includes(name))
      flash.content.values = [...others, ...changed]
      if (names.length > 0) flash.save()
      return names
    },
    firmware: () => flash.content.firmware,
    setFirmware(firmware) {
      flash.content.firmware = firmware
      flash.save()
    },
    reset() {
      flash.content.values = []
      flash.save()
    },
  }
}

function isValid({ kind }: Parameter, value: string): boolean {
  if (value.length > longestValue) return false
  if (kind === 'number') return /^\d{1,9}$/.test(value)
  return typeof kind === 'string' || kind.includes(value)
}

/** `Enable_Web_Admin_Access` → Enable Web Admin Access; `User_ID_1_` → User ID. */
export const labelOf = ({ name }: Pick<Parameter, 'name'>): string =>
  name.replace(/_\d_$/, '').replaceAll('_', ' ')

export const isYes = (settings: Settings, name: string): boolean => settings.get(name) === 'Yes'
