/** Reads a switch over SNMP: its identity, its ports and its neighbours. */
import { PunchdownError } from '#shared/errors.ts'
import type { TableReading } from '#shared/model/neighbour.ts'
import { textIn, type Value } from '../../protocols/snmp/values.ts'
import type { Access } from './access.ts'
import { readContexts, vlanContexts } from './contexts.ts'
import { firstAnswer } from './first-answer.ts'
import { type Joined, joinRemote, sameRows, type Tables } from './remote-tables.ts'
import { openSession, type SnmpSession } from './session.ts'
import { RequestRefused } from './snmp-problems.ts'
import {
  remotePlans,
  type ScalarName,
  scalars,
  type TableName,
  type TablePlan,
  tablePlans,
} from './tables.ts'
import { readingOf, type SwitchView, viewOf } from './view.ts'
import { type WalkedTable, type WalkLimits, walkTables } from './walk.ts'

export type ReadingEvent =
  | { readonly kind: 'answered'; readonly name: string | null; readonly description: string | null }
  | { readonly kind: 'table'; readonly table: TableReading; readonly done: number; readonly total: number }
  | { readonly kind: 'view'; readonly view: SwitchView }

export interface ReadOptions {
  /** An IP address. */
  readonly address: string
  readonly port: number
  readonly access: Access
  readonly signal: AbortSignal
  /** Timeout of one answer, milliseconds. */
  readonly timeoutMs?: number
  readonly limits?: WalkLimits
}

/** Repeated readings of the neighbour tables when they change during the walk. */
const againAtMost = 1

/**
 * Ends with one `view`.
 * @throws PunchdownError unreachable | snmp-no-answer | snmp-community-refused | snmp-user-unknown | snmp-auth-refused |
 *   snmp-privacy-refused | snmp-level-refused | snmp-malformed | switch-tables-missing | timed-out | cancelled
 */
export async function* readSwitch(options: ReadOptions): AsyncGenerator<ReadingEvent, void> {
  const { address, port, access, signal, timeoutMs = 1_500 } = options
  using session = openSession({ address, port, access, signal, timeoutMs })
  const found = await firstAnswer(session, signal, () => readScalars(session))
  yield {
    kind: 'answered',
    name: textIn(found.get('sysName')),
    description: textIn(found.get('sysDescr')) ?? textIn(found.get('lldpLocSysDesc')),
  }
  const there = await census(session)
  const tables = new Map<TableName, WalkedTable>()
  const total = tablePlans.length
  const take = (table: WalkedTable): ReadingEvent => {
    tables.set(table.name, table)
    return { kind: 'table', table: readingOf(table), done: tables.size, total }
  }
  const walk = async function* (plans: readonly TablePlan[]): AsyncGenerator<ReadingEvent, void> {
    for (const plan of plans) if (!there.has(plan.name)) yield take(absent(plan))
    const present = plans.filter(({ name }) => there.has(name))
    for await (const table of walkTables(session, present, options.limits)) yield take(table)
  }

  yield* walk(remotePlans)
  const joined = yield* settled(tables, walk)
  const late: readonly TableName[] = ['bridgeForwarding', 'physicalPorts']
  yield* walk(tablePlans.filter(({ name, remote }) => !remote && !late.includes(name)))
  // the table with VLANs contains the one without
  const hasVlans = () => (tables.get('vlanForwarding')?.rows.size ?? 0) > 0
  const contexts = hasVlans() ? [] : vlanContexts(tables)
  if (contexts.length > 0) {
    const own = { address, port, access, signal, timeoutMs }
    for (const table of await readContexts(own, contexts, tables)) yield take(table)
  }
  if (!hasVlans()) yield* walk(tablePlans.filter(({ name }) => name === 'bridgeForwarding'))
  if (tables.get('powerDrawn')?.state === 'read') {
    yield* walk(tablePlans.filter(({ name }) => name === 'physicalPorts'))
  }
  const knowsNeighbours = [
    'lldpPorts',
    'lldpRemote',
    'cdp',
    'bridgePorts',
    'vlanForwarding',
    'bridgeForwarding',
  ]
  if (
    [...tables.values()].every(({ name, state }) => state === 'absent' || !knowsNeighbours.includes(name))
  ) {
    throw new PunchdownError('switch-tables-missing', { address, port })
  }
  yield { kind: 'view', view: viewOf({ address, port, scalars: found, tables, joined }) }
}

const absent = ({ name }: TablePlan): WalkedTable => ({ name, state: 'absent', notes: [], rows: new Map() })

/** Reads the neighbour tables again when they changed during the walk. */
async function* settled(
  tables: Map<TableName, WalkedTable>,
  walk: (plans: readonly TablePlan[]) => AsyncGenerator<ReadingEvent, void>,
): AsyncGenerator<ReadingEvent, Joined> {
  let joined = joinRemote(tables)
  // an incomplete table would be incomplete again
  const isWhole = () =>
    remotePlans.every(({ name }) => /read|absent/.test(tables.get(name)?.state ?? 'absent'))
  for (let again = 0; joined.moved && isWhole() && again < againAtMost; again++) {
    const before: Tables = new Map(tables)
    yield* walk(remotePlans)
    joined = joinRemote(tables)
    // the same rows twice: nothing changed, and this agent's time marks differ from table to table
    if (joined.moved && sameRows(before, tables)) joined = joinRemote(tables, true)
  }
  const main = tables.get('lldpRemote')
  if (joined.moved && isWhole() && main !== undefined) {
    tables.set('lldpRemote', { ...main, notes: [...main.notes, 'moved'] })
  }
  return joined
}

async function readScalars(session: SnmpSession): Promise<Map<ScalarName, Value>> {
  const names = Object.keys(scalars).filter((name): name is ScalarName => name in scalars)
  const oids = names.map((name) => scalars[name])
  const values = session.bulk ? await session.get(oids) : await nextOf(session, oids)
  return new Map(
    names.flatMap((name, at): [ScalarName, Value][] => {
      const value = values[at]
      return value === null || value === undefined ? [] : [[name, value]]
    }),
  )
}

/** One GETNEXT for each object: an SNMPv1 request fails as a whole when one of its objects is missing. */
async function nextOf(session: SnmpSession, oids: readonly string[]): Promise<(Value | null)[]> {
  const values: (Value | null)[] = []
  for (const oid of oids) {
    try {
      const [rows = []] = await session.next([oid.replace(/\.0$/, '')], 1)
      values.push(rows.find((row) => row.oid === oid)?.value ?? null)
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      values.push(null)
    }
  }
  return values
}

/** Which tables the agent has, in one request: most switches lack most of them. */
async function census(session: SnmpSession): Promise<ReadonlySet<TableName>> {
  const everything = new Set(tablePlans.map(({ name }) => name))
  if (!session.bulk) return everything
  const there = new Set<TableName>()
  for (let at = 0; at < tablePlans.length; at += 14) {
    const plans = tablePlans.slice(at, at + 14)
    try {
      const rows = await session.next(
        plans.map(({ entry }) => entry),
        1,
      )
      for (const [i, plan] of plans.entries()) {
        const row = rows[i]?.[0]
        if (row === undefined || row.oid.startsWith(`${plan.entry}.`)) there.add(plan.name)
      }
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      for (const { name } of plans) there.add(name)
    }
  }
  return there
}
