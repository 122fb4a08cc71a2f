/** Listening in a job, above its screens: leaving a screen does not end it, leaving the job does. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import { problemOf } from './connection.ts'
import { useClient } from './context.ts'

export interface ListenState {
  readonly targets: readonly string[]
  readonly running: boolean
  /** Ids of devices that were heard. */
  readonly devices: ReadonlySet<string>
  /** Addresses that were heard and not picked; known when it has ended. */
  readonly others: number | null
  /** Ways of listening that this laptop cannot do now. */
  readonly deaf: readonly string[]
  readonly startedAt: number
  readonly problem: Problem | null
}

export interface Hearing {
  readonly state: ListenState | null
  start(targets: readonly string[]): void
  stop(): void
}

const ListeningContext = createContext<Hearing | null>(null)

export function useListening(): Hearing {
  const hearing = useContext(ListeningContext)
  if (hearing === null) throw new Error('no hearing above this component')
  return hearing
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
          case 'deaf':
            change(({ deaf }) => ({ deaf: [...new Set([...deaf, event.listener])] }))
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

  const hearing: Hearing = {
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
        deaf: [],
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
  return <ListeningContext.Provider value={hearing}>{children}</ListeningContext.Provider>
}
