/** A gateway worker that fails on command, sent over a broadcast channel named after the process. */
import { BroadcastChannel } from 'node:worker_threads'
import { runGatewayWorker } from '#electron/gateway/worker/run-worker.ts'
import { practiceWriter } from './bench.ts'

export type Death = 'uncaught' | 'memory' | 'loop'

const deaths: Record<Death, () => void> = {
  uncaught() {
    throw new Error('told to end')
  },
  memory() {
    const held: number[][] = []
    for (;;) held.push(new Array<number>(1_000_000).fill(Math.PI))
  },
  loop() {
    for (;;);
  },
}

const channel = new BroadcastChannel(`mortal-${process.pid}`)
channel.onmessage = (event: unknown) => {
  const death: unknown = Reflect.get(Object(event), 'data')
  if (death === 'uncaught' || death === 'memory' || death === 'loop') deaths[death]()
}
runGatewayWorker(() => [practiceWriter])
