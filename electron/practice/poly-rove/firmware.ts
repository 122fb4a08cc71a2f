/** Firmware updates of the practice base: the download shows progress but fetches nothing. */
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { Release } from './data.ts'
import { names } from './parameters.ts'

export interface FirmwareUpdate {
  /** Reads the settings and starts a download when they name another release. */
  consider(when: 'start' | 'submit'): void
  /** Abandons a running download; the base calls it when it restarts. */
  stop(): void
  /** Text for the status page: `40%`, or empty without a download. */
  progress(): string
}

export interface FirmwareParts {
  readonly releases: readonly Release[]
  readonly setting: (name: string) => string
  readonly running: () => string
  readonly install: (release: Release) => void
  readonly pace: Pace
  readonly syslog: Syslog
  readonly onChange: () => void
}

/** Events at which each value of Method checks for firmware (OBi manual). */
const checks: ReadonlyMap<string, readonly string[]> = new Map([
  ['Periodically', ['start', 'submit']],
  ['System Start', ['start']],
])

/** Ours: a release downloads in ten steps of this many milliseconds. */
const stepMs = 1_500

export function createFirmwareUpdate(parts: FirmwareParts): FirmwareUpdate {
  const { releases, setting, pace, syslog, onChange } = parts
  let shown = ''
  let download: AbortController | null = null

  const wanted = (): Release | null => {
    if (setting(names.firmwareServer) === '' || setting(names.firmwarePath) === '') return null
    const [baseFw, fwBranch] = [setting(names.baseFw), setting(names.fwBranch)]
    if (baseFw === '' || fwBranch === '') return null
    const release = releases.find((each) => each.baseFw === baseFw && each.fwBranch === fwBranch)
    if (release === undefined) {
      syslog.write(`FW: ${baseFw} ${fwBranch} not found on ${setting(names.firmwareServer)}`)
      return null
    }
    return release.base === parts.running() ? null : release
  }

  const fetchRelease = async (release: Release, stopped: AbortSignal): Promise<void> => {
    const from = `${setting(names.firmwareServer)}${setting(names.firmwarePath)}`
    syslog.write(`FW: downloading ${release.base} from ${from}`)
    for (let percent = 10; percent <= 100; percent += 10) {
      if (!(await pace.wait(stepMs)) || stopped.aborted) return
      shown = `${percent}%`
      syslog.write(`FW: ${release.base} ${percent}%`)
      onChange()
    }
    syslog.write(`FW: ${release.base} downloaded, restarting`)
    shown = ''
    parts.install(release)
  }

  return {
    consider(when) {
      if (download !== null || checks.get(setting(names.firmwareMethod))?.includes(when) !== true) return
      const release = wanted()
      if (release === null) return
      const started = new AbortController()
      download = started
      fetchRelease(release, started.signal)
        .catch((error: unknown) => syslog.write(`FW: failed ${String(error)}`))
        .finally(() => {
          if (download === started) download = null
        })
    },
    stop() {
      download?.abort()
      download = null
      shown = ''
    },
    progress: () => shown,
  }
}
