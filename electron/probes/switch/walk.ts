/**
 * Walks tables, several columns in one request, and keeps whole rows. The columns of a row come in one answer where they fit, so that the
 * row is consistent.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { TableReading } from '#shared/model/neighbour.ts'
import { compareOids, numbersOf } from '../../protocols/snmp/oid.ts'
import type { Value } from '../../protocols/snmp/values.ts'
import type { Row, SnmpSession } from './session.ts'
import { RequestRefused } from './snmp-problems.ts'
import type { TableName, TablePlan } from './tables.ts'

export interface TableRow {
  readonly index: readonly number[]
  /** By column number. */
  readonly cells: Map<number, Value>
}

export interface WalkedTable {
  readonly name: TableName
  readonly state: TableReading['state']
  readonly notes: readonly string[]
  /** By the dotted text of the index, in the agent's order. */
  readonly rows: ReadonlyMap<string, TableRow>
}

export interface WalkLimits {
  /** Values in one request: about one Ethernet frame of answer. */
  readonly values: number
  /** Columns in one request. */
  readonly columns: number
  /** Requests at the same time while answers are slow; 1 while they are fast. */
  readonly window: number
}
export const usualLimits: WalkLimits = { values: 40, columns: 11, window: 3 }

/** Round trip, milliseconds, from which the distance costs more time than the agent's own work. */
const slowAnswer = 15
/** Time marks of one neighbour before its agent is taken to list every moment (TimeFilter, RFC 4502). */
const mostTimeMarks = 3

interface Lane {
  readonly column: number
  readonly prefix: string
  cursor: string
  last: readonly number[]
  /** Indexes of rows so far, once they stopped increasing: a repeated one is a loop. */
  seen: Set<string> | null
  rows: number
  readonly marks: Map<string, number>
}

interface Walking {
  readonly plan: TablePlan
  readonly rows: Map<string, TableRow>
  readonly notes: Set<string>
  state: TableReading['state']
  lanesLeft: number
}

interface Chunk {
  readonly table: Walking
  readonly lanes: readonly Lane[]
  /** Rows to ask for at once. */
  readonly repetitions: number
  readonly tries: number
}

/** Yields each table when it is complete. @throws as SnmpSession.next, but never RequestRefused */
export async function* walkTables(
  session: SnmpSession,
  plans: readonly TablePlan[],
  limits: WalkLimits = usualLimits,
): AsyncGenerator<WalkedTable, void> {
  const waiting: Chunk[] = []
  const done: Walking[] = []
  for (const plan of plans) waiting.push(...chunksOf(plan, session, limits))
  const running = new Set<Promise<void>>()
  let answerMs = 0
  let failure: unknown = null
  const run = async (chunk: Chunk): Promise<void> => {
    const since = performance.now()
    try {
      const next = await step(session, chunk, limits)
      answerMs = performance.now() - since
      // in front: a started table is completed first
      waiting.unshift(...next)
      if (chunk.table.lanesLeft === 0) done.push(chunk.table)
    } catch (error) {
      failure ??= error
    }
  }
  try {
    while (waiting.length > 0 || running.size > 0 || done.length > 0) {
      if (failure !== null) throw failure
      const ready = done.shift()
      if (ready !== undefined) {
        yield finished(ready)
        continue
      }
      const window = answerMs >= slowAnswer ? limits.window : 1
      while (running.size < window) {
        const chunk = waiting.shift()
        if (chunk === undefined) break
        const work = run(chunk).finally(() => running.delete(work))
        running.add(work)
      }
      await Promise.race(running)
    }
    if (failure !== null) throw failure
  } finally {
    // a caller that leaves early may close the session: wait for the requests on the wire
    if (failure === null) await Promise.all(running)
  }
}

function chunksOf(plan: TablePlan, session: SnmpSession, limits: WalkLimits): Chunk[] {
  const columns = Object.values(plan.columns)
  const table: Walking = {
    plan,
    rows: new Map(),
    notes: new Set(),
    state: 'read',
    lanesLeft: columns.length,
  }
  const lanes = columns.map((column): Lane => {
    const cursor = `${plan.entry}.${column}`
    return { column, prefix: `${cursor}.`, cursor, last: [], seen: null, rows: 0, marks: new Map() }
  })
  const chunks: Chunk[] = []
  for (let at = 0; at < lanes.length; at += limits.columns) {
    chunks.push(chunkOf(table, lanes.slice(at, at + limits.columns), session, limits))
  }
  return chunks
}

const chunkOf = (
  table: Walking,
  lanes: readonly Lane[],
  session: SnmpSession,
  limits: WalkLimits,
): Chunk => ({
  table,
  lanes,
  repetitions: session.bulk ? Math.max(1, Math.floor(limits.values / lanes.length)) : 1,
  tries: 0,
})

/** Sends one request; returns the rest of its chunk. */
async function step(session: SnmpSession, chunk: Chunk, limits: WalkLimits): Promise<Chunk[]> {
  const { table, lanes } = chunk
  let columns: readonly (readonly Row[])[]
  try {
    columns = await session.next(
      lanes.map(({ cursor }) => cursor),
      chunk.repetitions,
    )
  } catch (error) {
    return afterFailure(session, chunk, error)
  }
  const left = lanes.filter((lane, at) => goesOn(lane, columns[at] ?? [], table))
  table.lanesLeft -= lanes.length - left.length
  if (left.length === 0) return []
  // an answer without any row would be repeated for ever
  const moved = columns.some((rows) => rows.length > 0)
  if (!moved) {
    if (chunk.tries > 0) return giveUp(chunk, 'no-answer')
    return [{ ...chunk, lanes: left, tries: chunk.tries + 1 }]
  }
  if (left.length === lanes.length) return [{ ...chunk, tries: 0 }]
  return [chunkOf(table, left, session, limits)]
}

/**
 * Adds a lane's rows to its table; false at the end of the lane. Some agents list rows out of order: they are followed in the agent's own
 * order, as `snmpwalk -Cc` does, until a row comes again.
 */
function goesOn(lane: Lane, rows: readonly Row[], table: Walking): boolean {
  for (const { oid, value } of rows) {
    if (value === null || !oid.startsWith(lane.prefix)) return false
    const key = oid.slice(lane.prefix.length)
    const index = numbersOf(key)
    if (index === null) return end(table, 'stopped', 'index-malformed')
    if (compareOids(index, lane.last) <= 0 || lane.seen !== null) {
      lane.seen ??= new Set(rowsOf(table, lane.column))
      table.notes.add('not-increasing')
      if (lane.seen.has(key)) return end(table, 'stopped', 'loop')
      lane.seen.add(key)
    }
    if (lane.rows >= table.plan.mostRows) return end(table, 'cut', 'row-limit')
    if (table.plan.remote && repeats(lane, index)) return end(table, 'stopped', 'time-filter')
    const row = table.rows.get(key)
    if (row === undefined) table.rows.set(key, { index, cells: new Map([[lane.column, value]]) })
    else row.cells.set(lane.column, value)
    lane.cursor = oid
    lane.last = index
    lane.rows++
  }
  return true
}

function end(table: Walking, state: TableReading['state'], note: string): false {
  table.state = state
  table.notes.add(note)
  return false
}

function* rowsOf({ rows }: Walking, column: number): Generator<string> {
  for (const [key, { cells }] of rows) if (cells.has(column)) yield key
}

/** Whether a neighbour occurs under too many time marks. An index of fewer than three numbers has no time mark. */
function repeats(lane: Lane, [, ...rest]: readonly number[]): boolean {
  if (rest.length < 2) return false
  const key = rest.join('.')
  const marks = (lane.marks.get(key) ?? 0) + 1
  lane.marks.set(key, marks)
  return marks > mostTimeMarks
}

/** Retries with smaller requests, then without the column that the agent refuses, then gives the table up. */
async function afterFailure(session: SnmpSession, chunk: Chunk, error: unknown): Promise<Chunk[]> {
  if (error instanceof RequestRefused) {
    if (error.reason === 'too-big' && (chunk.repetitions > 1 || chunk.lanes.length > 1)) return smaller(chunk)
    const culprit = chunk.lanes.find(({ cursor }) => cursor === error.oid)
    if (culprit !== undefined) return without(chunk, culprit, error.reason)
    if (chunk.lanes.length > 1) return smaller({ ...chunk, repetitions: 1 })
    return giveUp(chunk, error.reason === 'no-such-name' ? null : error.reason)
  }
  if (!(error instanceof PunchdownError) || error.code !== 'timed-out') throw error
  // some firewalls drop the fragments of long answers
  if (chunk.repetitions > 4 || chunk.lanes.length > 4) return smaller(chunk)
  // throws when the agent is gone; an agent that is stuck in this table still answers
  await session.get(['1.3.6.1.2.1.1.3.0'])
  return giveUp(chunk, 'no-answer')
}

function smaller(chunk: Chunk): Chunk[] {
  const { lanes } = chunk
  if (chunk.repetitions > 1) return [{ ...chunk, repetitions: Math.ceil(chunk.repetitions / 4) }]
  const half = Math.ceil(lanes.length / 2)
  return [lanes.slice(0, half), lanes.slice(half)].map((part) => ({ ...chunk, lanes: part }))
}

/** In SNMPv1 noSuchName is the end of the agent's objects (endOfMibView in RFC 3416). */
function without(chunk: Chunk, culprit: Lane, reason: RequestRefused['reason']): Chunk[] {
  chunk.table.lanesLeft--
  if (reason !== 'no-such-name') end(chunk.table, 'stopped', reason)
  const lanes = chunk.lanes.filter((lane) => lane !== culprit)
  return lanes.length === 0 ? [] : [{ ...chunk, lanes }]
}

function giveUp(chunk: Chunk, note: string | null): Chunk[] {
  chunk.table.lanesLeft -= chunk.lanes.length
  if (note !== null) end(chunk.table, 'stopped', note)
  return []
}

function finished({ plan, rows, notes, state }: Walking): WalkedTable {
  const absent = rows.size === 0 && state === 'read'
  return { name: plan.name, state: absent ? 'absent' : state, notes: [...notes], rows }
}
