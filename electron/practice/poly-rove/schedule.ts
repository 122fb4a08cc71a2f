/** When the base fetches: its provisioning settings, and the timer of the Periodically method. */
import type { PracticeHandset } from './handset.ts'
import type { Settings } from './pages-view.ts'
import { names } from './parameters.ts'

export interface Schedule {
  /** The URL template while provisioning is on, else null. */
  template(): string | null
  /** Reads the settings again and sets the timer. */
  arm(): void
  stop(): void
}

/** Longest delay of setTimeout, milliseconds. */
const longestDelayMs = 2_147_483_647

export function createSchedule(settings: Settings, handsets: readonly PracticeHandset[]): Schedule {
  let timer: NodeJS.Timeout | undefined
  const template = (): string | null => {
    const isOn =
      settings.get(names.method) !== 'Disabled' && settings.get(names.provisioningOption) === 'Config URL'
    const url = settings.get(names.configUrl)
    return isOn && url !== '' ? url : null
  }
  const arm = (): void => {
    clearTimeout(timer)
    const seconds = Number(settings.get(names.interval))
    if (settings.get(names.method) !== 'Periodically' || !(seconds > 0) || template() === null) return
    const refresh = () => {
      for (const handset of handsets) handset.refresh()
      arm()
    }
    timer = setTimeout(refresh, Math.min(seconds * 1000, longestDelayMs))
    timer.unref()
  }
  return { template, arm, stop: () => clearTimeout(timer) }
}
