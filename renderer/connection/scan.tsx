/** The scan of a job, above its screens: leaving a screen does not end it, leaving the job does. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Problem } from '#shared/errors.ts'
import type { ScanStage, scanRequestSchema } from '#shared/model/scan.ts'
import { problemOf } from './connection.ts'
import { useClient } from './context.ts'

/** What a scan is asked for; the job is the one on screen. */
export type ScanRequest = Omit<z.input<typeof scanRequestSchema>, 'jobId'>

export interface ScanProgress {
  /** Null until the core has taken the scan up. */
  readonly scanId: string | null
  readonly running: boolean
  readonly paused: boolean
  readonly stage: ScanStage | null
  readonly done: number
  readonly total: number
  readonly answering: number
  /** Devices whose vendor at least is known; the others are listed as well. */
  readonly found: number
  /** Questions a second. */
  readonly rate: number | null
  readonly leftMs: number | null
  readonly startedAt: number
  readonly tookMs: number | null
  readonly cancelled: boolean
  readonly problem: Problem | null
}

export interface Scan {
  readonly progress: ScanProgress | null
  start(request: ScanRequest): void
  pause(): void
  goOn(): void
  cancel(): void
}

const ScanContext = createContext<Scan | null>(null)

export function useScan(): Scan {
  const scan = useContext(ScanContext)
  if (scan === null) throw new Error('no scan above this component')
  return scan
}

const begun = (): ScanProgress => ({
  scanId: null,
  running: true,
  paused: false,
  stage: null,
  done: 0,
  total: 0,
  answering: 0,
  found: 0,
  rate: null,
  leftMs: null,
  startedAt: Date.now(),
  tookMs: null,
  cancelled: false,
  problem: null,
})

export function ScanProvider({ jobId, children }: { jobId: string; children: ReactNode }) {
  const client = useClient()
  const [progress, setProgress] = useState<ScanProgress | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const change = (fields: Partial<ScanProgress>) =>
    setProgress((before) => (before === null ? null : { ...before, ...fields }))

  const follow = async (request: ScanRequest, signal: AbortSignal) => {
    const found = new Set<string>()
    try {
      const events = await client.discovery.scan({ jobId, ...request }, { signal })
      for await (const event of events) {
        switch (event.kind) {
          case 'started':
            change({ scanId: event.scanId, total: event.addresses })
            break
          case 'progress': {
            const { stage, done, total, answering, rate, leftMs, paused } = event
            change({ stage, done, total, answering, rate, leftMs, paused })
            break
          }
          case 'devices':
            for (const { id, identity } of event.devices) {
              if (identity.vendor !== null) found.add(id)
            }
            change({ found: found.size })
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

  /** The stream tells whether it worked; a scan that has ended since is no fault. */
  const tell = (say: (which: { scanId: string }) => Promise<unknown>) => {
    const scanId = progress?.scanId
    if (scanId !== null && scanId !== undefined) say({ scanId }).catch(() => undefined)
  }

  const scan: Scan = {
    progress,
    start(request) {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      setProgress(begun())
      void follow(request, controller.signal)
    },
    pause: () => tell((which) => client.discovery.pauseScan(which)),
    goOn: () => tell((which) => client.discovery.resumeScan(which)),
    cancel() {
      leaving.current?.abort()
      change({ running: false, cancelled: true })
    },
  }
  return <ScanContext.Provider value={scan}>{children}</ScanContext.Provider>
}
