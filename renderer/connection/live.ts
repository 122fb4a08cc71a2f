/** Streams of the contract as React state: the first event contains everything, later ones contain changes. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Problem } from '#shared/errors.ts'
import type { BulkRun, BulkRunChange } from '#shared/model/bulk-run.ts'
import type { Status } from '#shared/model/host.ts'
import type { JobChange } from '#shared/model/job.ts'
import { problemOf } from './connection.ts'
import { useConnection } from './context.ts'
import type { JobView } from './job-view.ts'

export interface Live<Value> {
  /** Null until the first event. The last value is kept while the connection is lost. */
  readonly value: Value | null
  readonly problem: Problem | null
}

/** Follows a stream while the connection is open, and opens it again after a loss. `open` must be stable. */
function useLive<Event, Value>(
  key: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  join: (before: Value | null, event: Event) => Value,
): Live<Value> {
  const connection = useConnection()
  const state = useSyncExternalStore(connection.subscribe, connection.state)
  const [live, setLive] = useState<Live<Value> & { key: string }>({ key, value: null, problem: null })
  useEffect(() => {
    if (state !== 'open') return
    const leaving = new AbortController()
    const follow = async () => {
      try {
        for await (const event of await open(leaving.signal)) {
          if (leaving.signal.aborted) return
          setLive((before) => ({
            key,
            value: join(before.key === key ? before.value : null, event),
            problem: null,
          }))
        }
      } catch (error) {
        const problem = problemOf(error)
        if (leaving.signal.aborted || problem.code === 'core-stopped' || problem.code === 'cancelled') return
        setLive((before) => ({ key, value: before.key === key ? before.value : null, problem }))
      }
    }
    void follow()
    return () => leaving.abort()
  }, [key, state, open, join])
  return live.key === key ? live : { value: null, problem: null }
}

function merged<Item extends { readonly id: string }>(
  before: readonly Item[],
  change: { readonly upserted: readonly Item[]; readonly removed: readonly string[] },
): readonly Item[] {
  if (change.upserted.length === 0 && change.removed.length === 0) return before
  const items = new Map(before.map((item) => [item.id, item]))
  for (const item of change.upserted) items.set(item.id, item)
  for (const id of change.removed) items.delete(id)
  return [...items.values()]
}

/** A job while it is received in parts. After a lost connection, the old view is shown until the new one is complete. */
export interface JobIntake {
  readonly shown: JobView | null
  /** Received parts of an incomplete view; null when the view is complete. */
  readonly coming: JobView | null
}

export function takeIn(before: JobIntake | null, change: JobChange): JobIntake {
  const from = change.whole ? null : (before?.coming ?? before?.shown ?? null)
  const view = joinJob(from, change)
  if (!change.more) return { shown: view, coming: null }
  const isFirst = before === null || before.shown === null || before.shown === before.coming
  return { shown: isFirst ? view : before.shown, coming: view }
}

function joinJob(before: JobView | null, change: JobChange): JobView | null {
  const from = change.whole ? null : before
  const job = change.job ?? from?.job
  if (job === undefined) return before
  return {
    job,
    devices: merged(from?.devices ?? [], change.devices),
    endpoints: merged(from?.endpoints ?? [], change.endpoints),
    pushes: merged(from?.pushes ?? [], change.pushes),
    guidedSetups: merged(from?.guidedSetups ?? [], change.guidedSetups),
    switches: merged(from?.switches ?? [], change.switches),
    neighbours: merged(from?.neighbours ?? [], change.neighbours),
    history: [...(before?.history ?? []), ...change.history],
  }
}

export function useJobView(jobId: string): Live<JobView> {
  const { client } = useConnection()
  const [open] = useState(() => new Map<string, (signal: AbortSignal) => Promise<AsyncIterable<JobChange>>>())
  let follow = open.get(jobId)
  if (follow === undefined) {
    follow = (signal) => client.jobs.watch({ jobId }, { signal })
    open.set(jobId, follow)
  }
  const { value, problem } = useLive<JobChange, JobIntake>(jobId, follow, takeIn)
  return { value: value?.shown ?? null, problem }
}

const newest = (_before: Status | null, status: Status): Status => status

export function useStatus(): Live<Status> {
  const { client } = useConnection()
  const [follow] = useState(() => (signal: AbortSignal) => client.app.watch(undefined, { signal }))
  return useLive('status', follow, newest)
}

function joinRun(before: BulkRun | null, { whole, run, devices }: BulkRunChange): BulkRun {
  if (whole || before === null) return { ...run, devices }
  const changed = new Map(devices.map((device) => [device.deviceId, device]))
  return { ...run, devices: before.devices.map((device) => changed.get(device.deviceId) ?? device) }
}

export function useBulkRun(runId: string): Live<BulkRun> {
  const { client } = useConnection()
  const follow = useCallback(
    (signal: AbortSignal) => client.bulk.watch({ runId }, { signal }),
    [client, runId],
  )
  return useLive(runId, follow, joinRun)
}
