/** The scan of the open job. It continues when its screen is left, and is cancelled when the job is left. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Problem } from '#shared/errors.ts'
import type { ScanProfile, ScanStage, scanRequestSchema } from '#shared/model/scan.ts'
import { problemOf } from './connection.ts'
import { useClient } from './context.ts'

/** A scan request for the open job. */
export type ScanRequest = Omit<z.input<typeof scanRequestSchema>, 'jobId'>

/** The scan form as typed. */
export interface ScanDraft {
  readonly targets: string
  readonly exclude: string
  readonly profile: ScanProfile
  readonly wide: boolean
}

export interface ScanProgress {
  /** Null until the core has started the scan. */
  readonly scanId: string | null
  readonly running: boolean
  readonly paused: boolean
  readonly stage: ScanStage | null
  readonly done: number
  readonly total: number
  readonly answering: number
  /** Devices with a known vendor; the others are listed as well. */
  readonly found: number
  /** Requests per second. */
  readonly rate: number | null
  readonly leftMs: number | null
  readonly startedAt: number
  readonly tookMs: number | null
  readonly cancelled: boolean
  readonly problem: Problem | null
}

export interface Scan {
  readonly progress: ScanProgress | null
  /** Kept while the job is open; null until the form is changed. */
  readonly draft: ScanDraft | null
  setDraft(draft: ScanDraft): void
  start(request: ScanRequest): void
  pause(): void
  resume(): void
  cancel(): void
}

const ScanContext = createContext<Scan | null>(null)

export function useScan(): Scan {
  const scan = useContext(ScanContext)
  if (scan === null) throw new Error('no scan above this component')
  return scan
}

const initialProgress = (): ScanProgress => ({
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
  const [draft, setDraft] = useState<ScanDraft | null>(null)
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

  /** The stream reports the result; an error means that the scan has ended. */
  const control = (send: (which: { scanId: string }) => Promise<unknown>) => {
    const scanId = progress?.scanId
    if (scanId !== null && scanId !== undefined) send({ scanId }).catch(() => undefined)
  }

  const scan: Scan = {
    progress,
    draft,
    setDraft,
    start(request) {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      setProgress(initialProgress())
      void follow(request, controller.signal)
    },
    pause: () => control((which) => client.discovery.pauseScan(which)),
    resume: () => control((which) => client.discovery.resumeScan(which)),
    cancel() {
      leaving.current?.abort()
      change({ running: false, cancelled: true })
    },
  }
  return <ScanContext.Provider value={scan}>{children}</ScanContext.Provider>
}
