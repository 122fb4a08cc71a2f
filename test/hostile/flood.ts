/** Sends a flood of datagrams from a process of its own, so that it takes no turns of the event loop of the gateway under test. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Flood {
  /** Source address. */
  readonly source: string
  /** UDP port on 127.0.0.1. */
  readonly port: number
  readonly count: number
  /** Text of each datagram in latin1; `NUMBER` is replaced by its number. */
  readonly text: string
}

/** Resolves when all datagrams were sent. */
export async function flood(options: Flood): Promise<void> {
  const child = fork(join(import.meta.dirname, 'flood-child.ts'), { stdio: 'ignore' })
  child.send(options)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the flood ended with ${code}`)
}
