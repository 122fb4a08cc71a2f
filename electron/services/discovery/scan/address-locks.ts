/** One at a time at an address, whoever asks: stages of a scan, scans beside each other. First come, first served. */
import { PunchdownError } from '#shared/errors.ts'

export interface AddressLocks {
  /** Resolves to what gives it back. @throws PunchdownError cancelled */
  hold(key: string, signal: AbortSignal): Promise<() => void>
}

export function createAddressLocks(): AddressLocks {
  const waiting = new Map<string, (() => void)[]>()
  const giveBack = (key: string) => () => {
    const next = waiting.get(key)?.shift()
    if (next === undefined) waiting.delete(key)
    else next()
  }
  return {
    async hold(key, signal) {
      if (signal.aborted) throw new PunchdownError('cancelled')
      const queue = waiting.get(key)
      if (queue === undefined) {
        waiting.set(key, [])
        return giveBack(key)
      }
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const stop = () => {
          const at = queue.indexOf(go)
          if (at >= 0) queue.splice(at, 1)
          reject(new PunchdownError('cancelled'))
        }
        queue.push(go)
        signal.addEventListener('abort', stop, { once: true })
      })
      return giveBack(key)
    },
  }
}
