/** One question at a time at an address, across the stages of a scan and across scans. First come, first served. */
import { PunchdownError } from '#shared/errors.ts'

export interface AddressLocks {
  /** Resolves to the function that releases the lock. @throws PunchdownError cancelled */
  hold(key: string, signal: AbortSignal): Promise<() => void>
}

export function createAddressLocks(): AddressLocks {
  const waiting = new Map<string, (() => void)[]>()
  const release = (key: string) => () => {
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
        return release(key)
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
      return release(key)
    },
  }
}
