/** The objects of an agent in OID order, and the variables it answers with (RFC 3416, 4.2). Pure. */
import { type AgentRow, integerBody, oidBody, type Request, tags } from './message.ts'

/** `1.3.6.1.2.1.1.5.0|4|switch-1`, in any order. */
export function rowsOf(lines: readonly string[]): AgentRow[] {
  return lines
    .filter((line) => line.includes('|'))
    .map(rowOf)
    .sort((a, b) => compare(a.oid, b.oid))
}

/** ifPhysAddress of the first interface (RFC 2863). */
export const macLineOf = (mac: string): string => `1.3.6.1.2.1.2.2.1.6.1|4x|${mac.replaceAll(':', '')}`

function rowOf(line: string): AgentRow {
  const [oid = '', type = '', ...rest] = line.split('|')
  const value = rest.join('|')
  const tag = Number.parseInt(type, 10)
  return { oid: oid.split('.').map(Number), tag, body: bodyOf(tag, value, type.endsWith('x')) }
}

function bodyOf(tag: number, value: string, hex: boolean): Buffer {
  if (hex) return Buffer.from(value, 'hex')
  if (tag === tags.octets) return Buffer.from(value, 'utf8')
  if (tag === tags.oid) return oidBody(value)
  if (tag === tags.ipAddress) return Buffer.from(value.split('.').map(Number))
  return integerBody(BigInt(value))
}

export function answerTo(request: Request, rows: readonly AgentRow[], nonRepeaters: number): AgentRow[] {
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
