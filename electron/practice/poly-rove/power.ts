/** Start and restart of the base. */

import type { Syslog } from '../kit/syslog.ts'
import type { FirmwareUpdate } from './firmware.ts'
import type { BaseFlash } from './flash-content.ts'
import type { PracticeHandset } from './handset.ts'
import type { Schedule } from './schedule.ts'

export interface Power {
  boot(): void
  restart(): void
  restarting(): boolean
  /** Since the last start, milliseconds. */
  upMs(): number
  /** True after a setting was stored that takes effect with the next start. */
  rebootRequired(): boolean
  requireReboot(): void
}

export interface PowerParts {
  readonly flash: BaseFlash
  readonly handsets: readonly PracticeHandset[]
  readonly schedule: Schedule
  readonly firmware: () => FirmwareUpdate
  readonly syslog: Syslog
  readonly now: () => number
  /** Runs `work` after a realistic delay, unless the base is switched off before. */
  readonly later: (ms: number, work: () => void) => void
  readonly onChange: () => void
}

/** A realistic figure of ours, milliseconds. */
const restartMs = 12_000

export function createPower(parts: PowerParts): Power {
  const { flash, handsets, schedule, syslog, now, onChange } = parts
  let bootedAt = now()
  let isRestarting = false
  let isRebootRequired = false
  const boot = (): void => {
    bootedAt = now()
    flash.content.bootCount++
    flash.save()
    isRebootRequired = false
    syslog.write(`SYS: started, firmware ${flash.content.firmware}`)
    for (const handset of handsets) handset.boot(schedule.template())
    schedule.arm()
    parts.firmware().consider('start')
    onChange()
  }
  return {
    boot,
    restart() {
      if (isRestarting) return
      isRestarting = true
      schedule.stop()
      parts.firmware().stop()
      for (const handset of handsets) handset.stop()
      syslog.write('SYS: restarting')
      onChange()
      parts.later(restartMs, () => {
        isRestarting = false
        boot()
      })
    },
    restarting: () => isRestarting,
    upMs: () => now() - bootedAt,
    rebootRequired: () => isRebootRequired,
    requireReboot() {
      isRebootRequired = true
    },
  }
}
