/** Settings of the base by the names of its provisioning file, and its list of handsets, in flash memory. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'

/** A row of the list of mobile devices. */
interface Slot {
  /** `00001` */
  readonly number: string
  /** Empty for the next handset that registers. */
  ipui: string
  status: 'ToReg' | 'Registered'
}

export const names = {
  server: 'Provisioning.global.ProvisioningServer',
  multicast: 'SystemSettings.global.SipMulticastEnabled',
  rebootByCheckSync: 'SystemSettings.global.CheckSyncRebootEnabled',
  band: 'DmGlobal.0.SystemRegDomain',
  webPassword: 'WebUIAccounts.1.Password',
} as const

export interface Settings {
  /** Empty for an unset name. */
  get(name: string): string
  store(values: Iterable<readonly [name: string, value: string]>): void
  slots(): readonly Slot[]
  /** Adds a slot that waits for its handset; nothing when it exists. */
  addSlot(number: string, ipui: string): void
  keepSlots(numbers: readonly string[]): void
  /** Gives the slot to a handset. */
  register(number: string, ipui: string): void
  firmware(): { readonly version: string; readonly build: string }
  setFirmware(version: string, build: string): void
}

/** Groups of settings that the practice base has; the others of a file are ignored. */
const known =
  /^(?:Provisioning|SystemSettings|DmGlobal|WebUIAccounts|SipProvider|SipAccount|hs)\.[\w.]{1,80}$/
/** Longest value, characters, and number of settings; ours. */
const longestValue = 1024
const mostValues = 5_000

const contentSchema = z.object({
  values: z.array(z.tuple([z.string(), z.string()])),
  slots: z.array(z.object({ number: z.string(), ipui: z.string(), status: z.enum(['ToReg', 'Registered']) })),
  version: z.string(),
  build: z.string(),
})

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly firmware: string
  readonly build: string
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [...options.initial], slots: [], version: options.firmware, build: options.build },
    complete: (stored) => stored,
  })
  const { content } = flash
  const values = new Map(content.values)
  const update = (change: () => void): void => {
    change()
    content.values = [...values]
    flash.save()
  }
  return {
    get: (name) => values.get(name) ?? '',
    store: (given) =>
      update(() => {
        for (const [name, value] of given) {
          const isNew = !values.has(name)
          if (!known.test(name) || value.length > longestValue || (isNew && values.size >= mostValues))
            continue
          values.set(name, value)
        }
      }),
    slots: () => content.slots,
    addSlot: (number, ipui) =>
      update(() => {
        if (content.slots.some((slot) => slot.number === number)) return
        content.slots = [...content.slots, { number, ipui, status: 'ToReg' }]
      }),
    keepSlots: (numbers) =>
      update(() => {
        content.slots = content.slots.filter(({ number }) => numbers.includes(number))
      }),
    register: (number, ipui) =>
      update(() => {
        for (const slot of content.slots)
          if (slot.number === number) Object.assign(slot, { ipui, status: 'Registered' })
      }),
    firmware: () => ({ version: content.version, build: content.build }),
    setFirmware: (version, build) => update(() => Object.assign(content, { version, build })),
  }
}
