/** Fetch of a URL as it was typed, for devices whose file names and keys are not published: the content is ignored. */
import type { DeviceCore } from './device.ts'
import { fetchFile } from './fetching.ts'

/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000

export interface TypedUrlFetch {
  /** Asks until a server answers; a refused URL is not tried again. */
  start(): void
  stop(): void
}

/** No User-Agent is sent, because none is published for these devices. */
export function createTypedUrlFetch(core: DeviceCore, url: () => string): TypedUrlFetch {
  let turn = 0
  return {
    start() {
      turn += 1
      const mine = turn
      core.life.run(async () => {
        while (url() !== '' && mine === turn) {
          const file = await fetchFile(url(), null, core.pace.off)
          core.syslog.write(`provisioning ${file.outcome} ${url()}`)
          if (file.outcome !== 'failed' || !(await core.pace.waitToRetry(retryMs))) return
        }
      })
    },
    stop() {
      turn += 1
    },
  }
}
