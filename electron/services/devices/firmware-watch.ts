/** After a firmware push: reads the device's firmware until it is the pushed version, because the device downloads and restarts later. */
import { toProblem } from '#shared/errors.ts'
import { expectedWhileRestarting } from '#shared/machines/push.ts'
import type { Description } from '#shared/model/settings.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'

export interface FirmwareWatch {
  /** Reads the device until it runs `version`; replaces an earlier expectation of the same device. */
  expect(deviceId: string, version: string): void
  stop(): void
}

export interface FirmwareWatchParts {
  /** Reads the device and updates its identity. */
  readonly describe: (deviceId: string) => Promise<Description>
  readonly timing: Timing
  readonly log: Log
  readonly everyMs: number
  readonly withinMs: number
}

export function createFirmwareWatch(parts: FirmwareWatchParts): FirmwareWatch {
  const { describe, timing, log, everyMs, withinMs } = parts
  const cancels = new Map<string, () => void>()

  const look = async (deviceId: string, version: string, until: number, isCurrent: () => boolean) => {
    let firmware: string | null = null
    try {
      firmware = (await describe(deviceId)).firmware
    } catch (error) {
      const { code } = toProblem(error)
      if (!expectedWhileRestarting.has(code)) {
        log.write('devices.firmware-watch-ended', { deviceId, version, problem: code })
        if (isCurrent()) cancels.delete(deviceId)
        return
      }
    }
    if (!isCurrent()) return
    if (firmware === version || timing.now() >= until) {
      log.write('devices.firmware-watch-ended', { deviceId, version, firmware })
      cancels.delete(deviceId)
      return
    }
    next(deviceId, version, until)
  }

  const next = (deviceId: string, version: string, until: number): void => {
    const cancelTimer = timing.after(everyMs, () => {
      void look(deviceId, version, until, () => cancels.get(deviceId) === cancelTimer)
    })
    cancels.set(deviceId, cancelTimer)
  }

  return {
    expect(deviceId, version) {
      cancels.get(deviceId)?.()
      next(deviceId, version, timing.now() + withinMs)
    },
    stop() {
      for (const cancel of cancels.values()) cancel()
      cancels.clear()
    },
  }
}
