/** Facts of the status strip, and a stream of them. */
import type { Capability, SecretsKept, Status, UnreadableRecord } from '#shared/model/host.ts'

export interface StatusParts {
  readonly version: string
  readonly capabilities: readonly Capability[]
  readonly dataFolder: string
  readonly secrets: SecretsKept
  readonly store: () => Status['store']
  readonly unreadable: () => UnreadableRecord[]
  readonly catalogue: () => Status['catalogue']
  readonly gateway: () => Status['gateway']
  readonly practice: () => Status['practice']
  readonly work: () => Status['work']
}

export interface StatusService {
  now(): Status
  /** Records that could not be read, whole. */
  unreadable(): UnreadableRecord[]
  /** Sends the status to every watcher. Changes that were not read yet are sent as one. */
  changed(): void
  watch(signal: AbortSignal | undefined): AsyncGenerator<Status, void>
}

export function createStatus(parts: StatusParts): StatusService {
  const waiting = new Set<() => void>()
  const now = (): Status => ({
    version: parts.version,
    capabilities: [...parts.capabilities],
    dataFolder: parts.dataFolder,
    secrets: parts.secrets,
    store: parts.store(),
    catalogue: parts.catalogue(),
    gateway: parts.gateway(),
    practice: parts.practice(),
    work: parts.work(),
  })
  return {
    now,
    unreadable: parts.unreadable,
    changed() {
      for (const wake of waiting) wake()
    },
    async *watch(signal) {
      let dirty = true
      let wake = () => {}
      const mark = () => {
        dirty = true
        wake()
      }
      waiting.add(mark)
      signal?.addEventListener('abort', mark)
      try {
        while (signal?.aborted !== true) {
          if (dirty) {
            dirty = false
            yield now()
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        waiting.delete(mark)
        signal?.removeEventListener('abort', mark)
      }
    },
  }
}
