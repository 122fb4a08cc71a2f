/** The core as tests hold it: the contract called in this process, or in a child that can be killed. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Problem, ProblemCode } from '#shared/errors.ts'

export interface PracticePorts {
  readonly http: number
  readonly sip: number
  readonly snmp: number
}

/** Ports that were free a moment ago: a core that is killed must find its practice site on the same ones again. */
export async function freePorts(): Promise<PracticePorts> {
  const servers = [createServer(), createServer(), createServer()]
  const ports: number[] = []
  for (const server of servers) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    ports.push(address.port)
  }
  await Promise.all(
    servers.map((server) => {
      const closed = once(server, 'close')
      server.close()
      return closed
    }),
  )
  const [http = 0, sip = 0, snmp = 0] = ports
  return { http, sip, snmp }
}

export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'punchdown-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

export interface CoreCall {
  readonly id: number
  readonly path: readonly string[]
  readonly input?: unknown
}
export type CoreAnswer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly problem: Problem }

/** A problem that came over the contract. */
export class ContractProblem extends Error {
  readonly code: ProblemCode
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.code} ${JSON.stringify(problem.facts)}`)
    this.code = problem.code
    this.problem = problem
  }
}

/**
 * The core in a process of its own. `call` names a contract procedure by its path; a stream answers with its first
 * event, except a scan, which answers with all of them.
 */
export interface ChildCore extends AsyncDisposable {
  call(path: string, input?: unknown): Promise<unknown>
  /** SIGKILL: nothing is flushed, nothing is closed. */
  kill(): Promise<void>
}

export async function startChildCore(
  dataFolder: string,
  ports: PracticePorts,
  pace = 0.01,
): Promise<ChildCore> {
  const child = fork(
    join(import.meta.dirname, 'core-child.ts'),
    [dataFolder, JSON.stringify(ports), String(pace)],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  )
  const exited = once(child, 'exit')
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>()
  let next = 1
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the core ended before it was ready: ${String(code)}`)))
  })
  await ready
  child.on('message', (answer: CoreAnswer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('problem' in answer) call?.reject(new ContractProblem(answer.problem))
    else call?.resolve(answer.output)
  })
  child.on('exit', () => {
    for (const call of waiting.values()) call.reject(new Error('the core ended'))
    waiting.clear()
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    call(path, input) {
      const id = next++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        const call: CoreCall = { id, path: path.split('.'), ...(input === undefined ? {} : { input }) }
        child.send(call, (error) => {
          if (error !== null) reject(error)
        })
      })
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
