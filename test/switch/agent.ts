/** An SNMP agent for tests on a real UDP socket: plays recorded walks, and misbehaves on request. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AgentRow, Request } from '#electron/practice/kit/snmp/message.ts'
import { errorStatus, readRequest, tags, writeResponse } from '#electron/practice/kit/snmp/message.ts'
import { answerTo, rowsOf } from '#electron/practice/kit/snmp/mib.ts'

export type { AgentRow } from '#electron/practice/kit/snmp/message.ts'
export { compare, rowsOf } from '#electron/practice/kit/snmp/mib.ts'

export interface AgentOptions {
  readonly rows: readonly AgentRow[]
  readonly community?: string
  /** Rows for other communities. */
  readonly contexts?: Readonly<Record<string, readonly AgentRow[]>>
  /** Changes an answer, or drops it (null); called once per request. */
  readonly twist?: (request: Request, answer: readonly AgentRow[]) => readonly AgentRow[] | Buffer | null
  /** Longest answer; as many rows of a GETBULK as fit, tooBig for anything else. */
  readonly mostBytes?: number
  /** A free port when absent. */
  readonly port?: number
  /** Before each answer, milliseconds. */
  readonly delayMs?: number
}

export interface Agent extends AsyncDisposable {
  readonly port: number
  readonly requests: readonly Request[]
  /** Stops the agent and frees its port. */
  stop(): Promise<number>
}

export async function startAgent(options: AgentOptions): Promise<Agent> {
  const {
    rows: plainRows,
    community = 'public',
    contexts = {},
    twist,
    mostBytes = 65_000,
    delayMs = 0,
  } = options
  const requests: Request[] = []
  const socket = createSocket('udp4')
  const waiting = new Set<NodeJS.Timeout>()
  const reply = (bytes: Buffer, { port, address }: RemoteInfo): void => {
    if (delayMs === 0) {
      socket.send(bytes, port, address)
      return
    }
    const timer = setTimeout(() => {
      waiting.delete(timer)
      socket.send(bytes, port, address)
    }, delayMs)
    waiting.add(timer)
  }
  socket.on('message', (bytes, from) => {
    const message = readRequest(bytes)
    const rows = message?.community === community ? plainRows : contexts[message?.community ?? '']
    if (message === null || rows === undefined) return
    const { request } = message
    requests.push(request)
    const send = (found: readonly AgentRow[], status: number = errorStatus.none, index = 0) => {
      const response = writeResponse(message, found, status, index)
      if (response.length > mostBytes) return false
      reply(response, from)
      return true
    }
    const plain = answerTo(request, rows, message.nonRepeaters)
    const found = twist === undefined ? plain : twist(request, plain)
    if (found === null) return
    if (Buffer.isBuffer(found)) return reply(found, from)
    const missing = found.findIndex(({ tag }) => tag >= tags.noSuchObject && tag <= tags.endOfMibView)
    const echo = request.oids.map((oid): AgentRow => ({ oid, tag: tags.null, body: Buffer.alloc(0) }))
    if (request.version === '1' && missing >= 0) return void send(echo, errorStatus.noSuchName, missing + 1)
    for (let rest = found; ; rest = rest.slice(0, Math.floor(rest.length / 2))) {
      if (send(rest)) return
      if (request.kind !== 'get-bulk' || rest.length <= 1) return void send([], errorStatus.tooBig)
    }
  })
  socket.bind(options.port ?? 0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  let stopped = false
  const stop = async () => {
    if (stopped) return port
    stopped = true
    for (const timer of waiting) clearTimeout(timer)
    socket.close()
    await once(socket, 'close')
    return port
  }
  return { port, requests, stop, [Symbol.asyncDispose]: async () => void (await stop()) }
}

export const readRecording = (file: string): AgentRow[] => rowsOf(readFileSync(file, 'utf8').split('\n'))
