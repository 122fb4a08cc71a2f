/** An SNMP agent of the tests' own over a real UDP socket: plays recorded walks, and misbehaves when told to. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  type Element,
  elements,
  encode,
  integer,
  integerBody,
  numberIn,
  oidBody,
  oidNumbers,
  sequence,
  tags,
} from './ber.ts'

export interface AgentRow {
  readonly oid: readonly number[]
  readonly tag: number
  readonly body: Buffer
}

export interface Request {
  readonly version: '1' | '2c'
  readonly kind: 'get' | 'get-next' | 'get-bulk'
  readonly oids: readonly (readonly number[])[]
  readonly repetitions: number
}

export interface AgentOptions {
  readonly rows: readonly AgentRow[]
  readonly community?: string
  /** Rows that other communities see. */
  readonly contexts?: Readonly<Record<string, readonly AgentRow[]>>
  /** Changes an answer, or takes it away (null); called once for each request. */
  readonly twist?: (request: Request, answer: readonly AgentRow[]) => readonly AgentRow[] | Buffer | null
  /** Longest answer; as many rows of a GETBULK as fit, tooBig for anything else. */
  readonly mostBytes?: number
  /** Any free one where absent. */
  readonly port?: number
  /** Before each answer, milliseconds. */
  readonly delayMs?: number
}

export interface Agent extends AsyncDisposable {
  readonly port: number
  readonly requests: readonly Request[]
  /** Stops it; its port is free for another. */
  stop(): Promise<number>
}

const kinds: Readonly<Record<number, Request['kind']>> = { 160: 'get', 161: 'get-next', 165: 'get-bulk' }
const response = 0xa2
const errors = { none: 0, tooBig: 1, noSuchName: 2 }

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
    const [message] = elements(bytes)
    const [version, given, pdu] = elements(message?.body ?? Buffer.alloc(0))
    const versionNumber = numberIn(version)
    const named = given?.body.toString('latin1') ?? ''
    const rows = named === community ? plainRows : contexts[named]
    if (pdu === undefined || given === undefined || versionNumber > 1 || rows === undefined) return
    const kind = kinds[pdu.tag]
    if (kind === undefined) return
    const [id, first, second, list] = elements(pdu.body)
    const oids = elements(list?.body ?? Buffer.alloc(0)).map((each) => oidNumbers(nameOf(each)))
    const request: Request = {
      version: versionNumber === 0 ? '1' : '2c',
      kind,
      oids,
      repetitions: kind === 'get-bulk' ? numberIn(second) : 1,
    }
    requests.push(request)
    const send = (found: readonly AgentRow[], status = errors.none, index = 0) => {
      const body = Buffer.concat([
        encode(tags.integer, id?.body ?? Buffer.alloc(1)),
        integer(status),
        integer(index),
        sequence(...found.map(varbind)),
      ])
      const message = sequence(
        integer(versionNumber),
        encode(tags.octets, given.body),
        encode(response, body),
      )
      if (message.length > mostBytes) return false
      reply(message, from)
      return true
    }
    const plain = answerTo(request, rows, numberIn(first))
    const found = twist === undefined ? plain : twist(request, plain)
    if (found === null) return
    if (Buffer.isBuffer(found)) return reply(found, from)
    const missing = found.findIndex(({ tag }) => tag >= tags.noSuchObject && tag <= tags.endOfMibView)
    const echo = oids.map((oid): AgentRow => ({ oid, tag: tags.null, body: Buffer.alloc(0) }))
    if (request.version === '1' && missing >= 0) return void send(echo, errors.noSuchName, missing + 1)
    for (let rest = found; ; rest = rest.slice(0, Math.floor(rest.length / 2))) {
      if (send(rest)) return
      if (kind !== 'get-bulk' || rest.length <= 1) return void send([], errors.tooBig)
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

const nameOf = (element: Element): Buffer => elements(element.body)[0]?.body ?? Buffer.alloc(0)
const varbind = ({ oid, tag, body }: AgentRow): Buffer =>
  sequence(encode(tags.oid, oidBody(oid)), encode(tag, body))

function answerTo(request: Request, rows: readonly AgentRow[], nonRepeaters: number): AgentRow[] {
  const nothing = (oid: readonly number[], tag: number): AgentRow => ({ oid, tag, body: Buffer.alloc(0) })
  if (request.kind === 'get') {
    return request.oids.map(
      (oid) => rows.find((row) => compare(row.oid, oid) === 0) ?? nothing(oid, tags.noSuchObject),
    )
  }
  const next = (oid: readonly number[]) => rows[firstBehind(rows, oid)] ?? nothing(oid, tags.endOfMibView)
  if (request.kind === 'get-next') return request.oids.map(next)
  const found = request.oids.slice(0, nonRepeaters).map(next)
  let cursors = request.oids.slice(nonRepeaters)
  for (let i = 0; i < request.repetitions; i++) {
    const row = cursors.map(next)
    found.push(...row)
    cursors = row.map(({ oid }) => oid)
    if (row.every(({ tag }) => tag === tags.endOfMibView)) break
  }
  return found
}

function firstBehind(rows: readonly AgentRow[], oid: readonly number[]): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(rows[middle]?.oid ?? [], oid) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

export function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0)
  }
  return a.length - b.length
}

/** `1.3.6.1.2.1.1.5.0|4|switch-1`, in any order. */
export function rowsOf(lines: readonly string[]): AgentRow[] {
  return lines
    .filter((line) => line.includes('|'))
    .map(rowOf)
    .sort((a, b) => compare(a.oid, b.oid))
}

function rowOf(line: string): AgentRow {
  const [oid = '', type = '', ...rest] = line.split('|')
  const value = rest.join('|')
  const tag = Number.parseInt(type, 10)
  return { oid: oid.split('.').map(Number), tag, body: bodyOf(tag, value, type.endsWith('x')) }
}

function bodyOf(tag: number, value: string, hex: boolean): Buffer {
  if (hex) return Buffer.from(value, 'hex')
  if (tag === tags.octets) return Buffer.from(value, 'utf8')
  if (tag === tags.oid) return oidBody(value.split('.').map(Number))
  if (tag === tags.ipAddress) return Buffer.from(value.split('.').map(Number))
  return integerBody(BigInt(value))
}

export const readRecording = (file: string): AgentRow[] => rowsOf(readFileSync(file, 'utf8').split('\n'))
