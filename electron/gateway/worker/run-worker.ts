/** Runs a gateway core in the current worker thread and serves the contract on its message port. */
import { MessagePort, workerData } from 'node:worker_threads'
import { RPCHandler } from '@orpc/server/message-port'
import { z } from 'zod'
import { toProblem } from '#shared/errors.ts'
import type { ConfigurationWriter } from '../../drivers/driver.ts'
import { logBugsTo } from '../../platform/bugs.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLog, type Log } from '../../platform/log.ts'
import { createSealer, keyringSchema } from '../../platform/secrets.ts'
import { systemTiming } from '../../platform/timing.ts'
import type { Backups } from '../../store/store.ts'
import { createGatewayCore } from '../create-gateway-core.ts'
import { type GatewayDocuments, openGatewayDocuments } from '../documents.ts'
import type { GatewayCore } from '../gateway-core.ts'
import { serviceOverridesSchema } from '../service-settings.ts'
import { EventQueue } from './event-queue.ts'
import { type WorkerContext, workerRouter } from './router.ts'

const workerDataSchema = z.object({
  port: z.instanceof(MessagePort),
  /** Element 0 counts heartbeats. The supervisor terminates a worker whose count does not change. */
  beats: z.custom<Int32Array<SharedArrayBuffer>>(
    (value) => value instanceof Int32Array && value.buffer instanceof SharedArrayBuffer,
  ),
  beatMs: z.number().positive(),
  /** Null stores nothing. */
  folder: z.string().nullable(),
  keyring: keyringSchema,
  settings: serviceOverridesSchema,
})
export type GatewayWorkerData = z.infer<typeof workerDataSchema>

interface WriterParts {
  /** Data folder; null stores nothing. */
  readonly folder: string | null
  readonly log: Log
}

/** The first call, `open`, opens the database, so that its errors are passed on by the contract. */
export function runGatewayWorker(writersIn: (parts: WriterParts) => readonly ConfigurationWriter[]): void {
  const { port, beats, beatMs, folder, keyring, settings } = workerDataSchema.parse(workerData)
  const queue = new EventQueue()
  const log = createLog(100, systemClock.now, ({ path, fields }) =>
    queue.push({ kind: 'log', path, fields: { ...fields } }),
  )
  logBugsTo(log)
  let hasGuesses = false
  let opened: { core: GatewayCore; documents: GatewayDocuments; backups: Backups | null } | null = null
  const coreNow = (): GatewayCore => {
    if (opened === null) throw new Error('the database of the gateway is not open')
    return opened.core
  }

  const context: WorkerContext = {
    open(inherited) {
      if (opened !== null) return
      const documents = openGatewayDocuments(folder, createSealer(keyring), systemClock.now())
      documents.takeOver(inherited, systemClock.now())
      const core = createGatewayCore({
        ...{ documents, configurationWriters: writersIn({ folder, log }), clock: systemClock, log, settings },
        damaged: documents.damaged,
      })
      core.onFact((fact) => queue.push({ kind: 'fact', fact }))
      core.onFetch((fetch) => queue.push({ kind: 'fetch', fetch }))
      core.onChange(() => queue.statusChanged())
      const backups = documents.keepBackups({
        now: systemClock.now,
        after: systemTiming.after,
        onProblem: (error) => log.write('gateway.backup-failed', { problem: toProblem(error).code }),
      })
      opened = { core, documents, backups }
    },
    core: coreNow,
    events: (signal) =>
      queue.read(() => {
        const status = coreNow().status()
        hasGuesses = status.guesses.length > 0
        return { kind: 'status', status }
      }, signal),
    async close() {
      await opened?.core.stop()
      opened?.backups?.[Symbol.dispose]()
      opened?.documents[Symbol.dispose]()
      opened = null
    },
    reportBug: (error) =>
      log.write('gateway.bug', {
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  }
  setInterval(() => {
    Atomics.add(beats, 0, 1)
    // the status lists the guesses of the last minute
    if (hasGuesses) queue.statusChanged()
  }, beatMs)
  Atomics.add(beats, 0, 1)
  new RPCHandler(workerRouter).upgrade(port, { context })
  port.start()
}
