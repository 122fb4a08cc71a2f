/** Sends the changes of a run to its watchers, at most ten times a second. */
import type { BulkRun, BulkRunChange } from '#shared/model/bulk-run.ts'
import type { Timing } from '../../platform/timing.ts'

const quietMs = 100

/** The whole run, then what changed, until the signal fires or the reader leaves. */
export async function* watchRun(
  { timing, read, onChange }: RunSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<BulkRunChange, undefined> {
  let wake: (() => void) | null = null
  let isNews = false
  const notify = () => {
    isNews = true
    wake?.()
  }
  const stopListening = onChange(notify)
  signal?.addEventListener('abort', notify)
  try {
    let last = read()
    yield { whole: true, run: headOf(last), devices: last.devices }
    while (signal?.aborted !== true) {
      if (!isNews) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
        continue
      }
      isNews = false
      const run = read()
      const known = new Set(last.devices)
      yield { whole: false, run: headOf(run), devices: run.devices.filter((device) => !known.has(device)) }
      last = run
      await new Promise<void>((resolve) => void timing.after(quietMs, resolve))
    }
  } finally {
    signal?.removeEventListener('abort', notify)
    stopListening()
  }
}

interface RunSource {
  readonly timing: Timing
  readonly read: () => BulkRun
  /** Calls back after each change; the result ends that. */
  readonly onChange: (listener: () => void) => () => void
}

function headOf({ devices: _, ...head }: BulkRun): BulkRunChange['run'] {
  return head
}
