/** Starts one worker thread with a gateway core, and terminates it when it no longer responds. */
import { MessageChannel, Worker } from 'node:worker_threads'
import type { ContractRouterClient } from '@orpc/contract'
import type { Problem } from '#shared/errors.ts'
import type { Keyring } from '../../platform/secrets.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { GatewayContract } from './contract.ts'
import type { GatewayWorkerData } from './run-worker.ts'

export interface ThreadOptions {
  /** Path of the module that calls `runGatewayWorker`. */
  readonly file: string
  /** Data folder; null stores nothing. */
  readonly folder: string | null
  /** Keys of the sealed documents. */
  readonly keyring: Keyring
  readonly settings: Partial<ServiceSettings>
  readonly limits: ThreadLimits
}

export interface ThreadLimits {
  readonly heapMegabytes: number
  readonly beatMs: number
  /** Heartbeats that may be missed in a row. Counted in ticks of our own timer, so that a suspended laptop misses none. */
  readonly mostMissedBeats: number
  readonly closeWithinMs: number
}

export const usualThreadLimits: ThreadLimits = {
  heapMegabytes: 256,
  beatMs: 1_000,
  mostMissedBeats: 10,
  closeWithinMs: 3_000,
}

export interface GatewayThread {
  readonly client: ContractRouterClient<GatewayContract>
  /** Resolves when the thread has ended; `facts.reason` is `memory`, `unresponsive`, `error` or `closed`. */
  readonly ended: Promise<Problem>
  /** Closes the core, then terminates the thread, at the latest after `closeWithinMs`. */
  close(): Promise<void>
}

export async function startGatewayThread({
  file,
  folder,
  keyring,
  settings,
  limits,
}: ThreadOptions): Promise<GatewayThread> {
  // loaded with the first worker, because most commands start none
  const [{ createORPCClient }, { RPCLink }] = await Promise.all([
    import('@orpc/client'),
    import('@orpc/client/message-port'),
  ])
  const { port1, port2 } = new MessageChannel()
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const data: GatewayWorkerData = { port: port2, beats, beatMs: limits.beatMs, folder, keyring, settings }
  const worker = new Worker(file, {
    workerData: data,
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes },
  })
  const client: ContractRouterClient<GatewayContract> = createORPCClient(new RPCLink({ port: port1 }))
  port1.start()

  let reason = 'error'
  let text: string | null = null
  const watch = watchBeats(beats, limits, () => {
    reason = 'unresponsive'
    void worker.terminate()
  })
  const { promise: ended, resolve } = Promise.withResolvers<Problem>()
  worker.on('error', (error) => {
    text = error instanceof Error ? error.message.slice(0, 200) : String(error)
    if ('code' in Object(error) && Reflect.get(Object(error), 'code') === 'ERR_WORKER_OUT_OF_MEMORY')
      reason = 'memory'
  })
  worker.once('exit', () => {
    clearInterval(watch)
    port1.close()
    resolve({ code: 'gateway-stopped', facts: { reason, ...(text === null ? {} : { error: text }) } })
  })

  return {
    client,
    ended,
    async close() {
      reason = 'closed'
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, limits.closeWithinMs)
      // the call rejects when the thread ends during it
      await Promise.race([client.close().catch(() => {}), late.promise, ended])
      clearTimeout(timer)
      await worker.terminate()
      await ended
    },
  }
}

/** Calls `onStill` when the count has not changed for too many ticks. Begins with the first heartbeat. */
function watchBeats(beats: Int32Array, limits: ThreadLimits, onStill: () => void): NodeJS.Timeout {
  let last = 0
  let missed = 0
  const timer = setInterval(() => {
    const count = Atomics.load(beats, 0)
    missed = count === last && count > 0 ? missed + 1 : 0
    last = count
    if (missed >= limits.mostMissedBeats) {
      clearInterval(timer)
      onStill()
    }
  }, limits.beatMs)
  timer.unref()
  return timer
}
