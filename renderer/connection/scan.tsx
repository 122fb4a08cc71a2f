/** The scan of a job, above its screens: leaving a screen does not end it, leaving the job does. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import type { SnmpAccessInput } from '#shared/model/snmp.ts'
import { problemOf } from './connection.ts'
import { useClient } from './context.ts'

export interface ScanProgress {
  readonly targets: readonly string[]
  readonly running: boolean
  readonly done: number
  readonly total: number
  readonly answering: number
  readonly found: number
  readonly startedAt: number
  readonly tookMs: number | null
  readonly cancelled: boolean
  readonly problem: Problem | null
}

export interface Scan {
  readonly progress: ScanProgress | null
  /** `snmp`: as the technician said; with the community `public` without it. */
  start(targets: readonly string[], ports: Partial<Ports>, snmp?: SnmpAccessInput): void
  cancel(): void
}

const ScanContext = createContext<Scan | null>(null)

export function useScan(): Scan {
  const scan = useContext(ScanContext)
  if (scan === null) throw new Error('no scan above this component')
  return scan
}

export function ScanProvider({ jobId, children }: { jobId: string; children: ReactNode }) {
  const client = useClient()
  const [progress, setProgress] = useState<ScanProgress | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const change = (fields: Partial<ScanProgress>) =>
    setProgress((before) => (before === null ? null : { ...before, ...fields }))

  const follow = async (
    targets: readonly string[],
    ports: Partial<Ports>,
    snmp: SnmpAccessInput | undefined,
    signal: AbortSignal,
  ) => {
    let found = 0
    try {
      const events = await client.discovery.scan(
        { jobId, targets: [...targets], ports, ...(snmp === undefined ? {} : { snmp }) },
        { signal },
      )
      for await (const event of events) {
        switch (event.kind) {
          case 'started':
            change({ total: event.addresses })
            break
          case 'progress':
            change({ done: event.done, total: event.total, answering: event.answering })
            break
          case 'devices':
            found += event.devices.length
            change({ found })
            break
          case 'ended':
            change({ running: false, tookMs: event.tookMs, cancelled: event.cancelled })
            break
          case 'failed':
            change({ running: false, problem: event.problem })
            break
        }
      }
    } catch (error) {
      const problem = problemOf(error)
      change(
        signal.aborted || problem.code === 'cancelled'
          ? { running: false, cancelled: true }
          : { running: false, problem },
      )
    }
  }

  const scan: Scan = {
    progress,
    start(targets, ports, snmp) {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      setProgress({
        targets,
        running: true,
        done: 0,
        total: 0,
        answering: 0,
        found: 0,
        startedAt: Date.now(),
        tookMs: null,
        cancelled: false,
        problem: null,
      })
      void follow(targets, ports, snmp, controller.signal)
    },
    cancel() {
      leaving.current?.abort()
      change({ running: false, cancelled: true })
    },
  }
  return <ScanContext.Provider value={scan}>{children}</ScanContext.Provider>
}
