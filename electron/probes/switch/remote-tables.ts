/**
 * Joins the tables about LLDP neighbours. All share the index (time mark, local port, remote index), and rows join on the whole of it,
 * because agents reuse a remote index for the next device on a port. Some agents (RouterOS) omit one or two of the numbers: their
 * neighbours join on the remaining numbers, and their port is unknown. Pure.
 */
import type { RawValue } from '#shared/model/neighbour.ts'
import { rawText } from '../../protocols/snmp/values.ts'
import { remotePlans, type TableName } from './tables.ts'
import type { TableRow, WalkedTable } from './walk.ts'

export type Tables = ReadonlyMap<TableName, WalkedTable>

export interface SideRow {
  /** The index behind the numbers that all tables share. */
  readonly rest: readonly number[]
  readonly row: TableRow
}

export interface RemoteEntry {
  /** Null when the index does not have three numbers. */
  readonly localPort: number | null
  /** `998707741.22.3`; `1383` in the short form. */
  readonly key: string
  readonly main: TableRow
  readonly side: ReadonlyMap<TableName, readonly SideRow[]>
}

export interface Joined {
  readonly entries: readonly RemoteEntry[]
  /** Rows without a neighbour, or with a malformed index. */
  readonly raw: readonly RawValue[]
  /** Rows with a well-formed index fit no neighbour: the tables changed during the walk. */
  readonly moved: boolean
}

/** Shape of the index behind the shared numbers; without an entry there is nothing behind them. */
const restShapes: Partial<Record<TableName, (rest: readonly number[]) => boolean>> = {
  // lldpRemManAddrSubtype, then the address with its length in front
  lldpAddresses: (rest) => rest.length >= 3 && rest[1] === rest.length - 2 && rest.slice(2).every(isOctet),
  medRemotePolicies: (rest) => rest.length >= 1,
  medLocations: (rest) => rest.length === 1,
}
const isOctet = (number: number): boolean => number <= 255
const hasShape = (name: TableName, rest: readonly number[]): boolean =>
  restShapes[name]?.(rest) ?? rest.length === 0

const nameOfColumn = (name: TableName, column: number): string => {
  const columns = remotePlans.find((plan) => plan.name === name)?.columns ?? {}
  return Object.entries(columns).find(([, number]) => number === column)?.[0] ?? `${name}.${column}`
}

/** A row that was not understood, as one raw value. */
export function rawOf(name: TableName, key: string, row: TableRow, why: string): RawValue[] {
  const [first] = row.cells
  if (first === undefined) return []
  return [{ object: nameOfColumn(name, first[0]), index: key, value: rawText(first[1]), why }]
}

/** `timeless`: joins without the time mark, for agents whose tables never agree on it. */
export function joinRemote(tables: Tables, timeless = false): Joined {
  const main = tables.get('lldpRemote')
  const raw: RawValue[] = []
  let moved = false
  const entries = new Map<string, { entry: RemoteEntry; side: Map<TableName, SideRow[]> }>()
  const keyOf = (shared: readonly number[]): string =>
    (timeless && shared.length === 3 ? shared.slice(1) : shared).join('.')
  const widths = new Set<number>()

  const wanted = [5, 7].filter((column) => some(main, (row) => row.cells.has(column)))
  for (const [key, row] of main?.rows ?? []) {
    const { length } = row.index
    const localPort = length === 3 ? (row.index[1] ?? null) : null
    if (length < 1 || length > 3) {
      raw.push(...rawOf('lldpRemote', key, row, 'index-malformed'))
    } else if (wanted.some((column) => !row.cells.has(column))) {
      moved = true
      raw.push(...rawOf('lldpRemote', key, row, 'incomplete'))
    } else {
      const side = new Map<TableName, SideRow[]>()
      widths.add(length)
      // a later time mark replaces the earlier row of the same neighbour
      entries.set(keyOf(row.index), { entry: { localPort, key, main: row, side }, side })
    }
  }
  for (const { name } of remotePlans) {
    if (name === 'lldpRemote') continue
    for (const [key, row] of tables.get(name)?.rows ?? []) {
      const fitting = [3, 2, 1].filter(
        (each) => (each === 3 || widths.has(each)) && hasShape(name, row.index.slice(each)),
      )
      const width = fitting.find((each) => entries.has(keyOf(row.index.slice(0, each)))) ?? fitting[0]
      if (width === undefined || row.index.length < width) {
        raw.push(...rawOf(name, key, row, 'index-malformed'))
        continue
      }
      const rest = row.index.slice(width)
      const found = entries.get(keyOf(row.index.slice(0, width)))
      if (found === undefined) {
        moved = true
        raw.push(...rawOf(name, key, row, 'no-such-neighbour'))
        continue
      }
      const rows = found.side.get(name)
      if (rows === undefined) found.side.set(name, [{ rest, row }])
      else rows.push({ rest, row })
    }
  }
  return { entries: onePerNeighbour([...entries.values()].map(({ entry }) => entry)), raw, moved }
}

const some = (table: WalkedTable | undefined, test: (row: TableRow) => boolean): boolean =>
  [...(table?.rows.values() ?? [])].some(test)

/** A neighbour under two time marks in one walk counts once, with the later mark. */
function onePerNeighbour(entries: readonly RemoteEntry[]): RemoteEntry[] {
  const newest = new Map<string, RemoteEntry>()
  for (const entry of entries) {
    const { index } = entry.main
    const key = (index.length === 3 ? index.slice(1) : index).join('.')
    const known = newest.get(key)
    if (known === undefined || (known.main.index[0] ?? 0) <= (entry.main.index[0] ?? 0))
      newest.set(key, entry)
  }
  return [...newest.values()]
}

/** Whether two walks found the same rows: nothing changed between them. */
export function sameRows(a: Tables, b: Tables): boolean {
  return remotePlans.every(({ name }) => {
    const [one, other] = [a.get(name)?.rows, b.get(name)?.rows]
    return (
      (one?.size ?? 0) === (other?.size ?? 0) &&
      [...(one?.keys() ?? [])].every((key) => other?.has(key) === true)
    )
  })
}
