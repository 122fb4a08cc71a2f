/** Passive discovery in the open job. It continues when its screen is left, and ends when the job is left. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import { problemOf } from './connection.ts'
import { useClient } from './context.ts'

export interface ListenState {
  readonly targets: readonly string[]
  readonly running: boolean
  /** Ids of devices that announced themselves. */
  readonly devices: ReadonlySet<string>
  /** Number of unpicked addresses that announced themselves; known at the end. */
  readonly others: number | null
  /** Listeners that do not work on this laptop now. */
  readonly failedListeners: readonly string[]
  readonly startedAt: number
  readonly problem: Problem | null
}

export interface Listening {
  readonly state: ListenState | null
  start(targets: readonly string[]): void
  stop(): void
}

const ListeningContext = createContext<Listening | null>(null)

export function useListening(): Listening {
  const listening = useContext(ListeningContext)
  if (listening === null) throw new Error('no ListeningProvider above this component')
  return listening
}

export function ListeningProvider({ jobId, children }: { jobId: string; children: ReactNode }) {
  const client = useClient()
  const [state, setState] = useState<ListenState | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const follow = async (targets: readonly string[], signal: AbortSignal) => {
    const change = (next: (before: ListenState) => Partial<ListenState>) =>
      setState((before) => (before === null || signal.aborted ? before : { ...before, ...next(before) }))
    try {
      const events = await client.discovery.listen({ jobId, targets: [...targets] }, { signal })
      for await (const event of events) {
        switch (event.kind) {
          case 'started':
            break
          case 'listener-failed':
            change(({ failedListeners }) => ({
              failedListeners: [...new Set([...failedListeners, event.listener])],
            }))
            break
          case 'device':
            change(({ devices }) => ({ devices: new Set([...devices, event.device.id]) }))
            break
          case 'ended':
            change(() => ({ running: false, others: event.others }))
            break
          case 'failed':
            change(() => ({ running: false, problem: event.problem }))
            break
        }
      }
    } catch (error) {
      change(() => ({ running: false, problem: problemOf(error) }))
    }
  }

  const listening: Listening = {
    state,
    start(targets) {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      setState({
        targets,
        running: true,
        devices: new Set(),
        others: null,
        failedListeners: [],
        startedAt: Date.now(),
        problem: null,
      })
      void follow(targets, controller.signal)
    },
    stop() {
      leaving.current?.abort()
      setState((before) => (before === null ? null : { ...before, running: false }))
    },
  }
  return <ListeningContext.Provider value={listening}>{children}</ListeningContext.Provider>
}
