/**
 * After a firmware push the device downloads and restarts in its own time. It is asked what it runs until that is the version it
 * was told to take, so that nobody has to press "Read again".
 */
import { toProblem } from '#shared/errors.ts'
import type { Description } from '#shared/model/settings.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'

export interface FirmwareWatch {
  /** Asks the device until it runs `version`; replaces an earlier expectation of the same device. */
  expect(deviceId: string, version: string): void
  stop(): void
}

export interface FirmwareWatchParts {
  /** Asks the device what it runs and takes the answer into its identity. */
  readonly describe: (deviceId: string) => Promise<Description>
  readonly timing: Timing
  readonly log: Log
  readonly everyMs: number
  readonly withinMs: number
}

/** A device that downloads or restarts answers like this. Any other problem ends the watch. */
const passing = [
  'unreachable',
  'timed-out',
  'connection-lost',
  'device-busy',
  'http-malformed',
  'unexpected-page',
]

export function createFirmwareWatch(parts: FirmwareWatchParts): FirmwareWatch {
  const { describe, timing, log, everyMs, withinMs } = parts
  const cancels = new Map<string, () => void>()

  const look = async (deviceId: string, version: string, until: number, isCurrent: () => boolean) => {
    let firmware: string | null = null
    try {
      firmware = (await describe(deviceId)).firmware
    } catch (error) {
      const { code } = toProblem(error)
      if (!passing.includes(code)) {
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
