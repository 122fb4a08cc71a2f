/**
 * Joins the tables that speak of LLDP neighbours. All share the index (time mark, local port, remote index), and a row
 * belongs to a neighbour only under the whole of it: agents give a remote index anew to the next device on a port.
 * Pure.
 */
import type { RawValue } from '#shared/model/neighbour.ts'
import { rawText } from '../../protocols/snmp/values.ts'
import { remotePlans, type TableName } from './tables.ts'
import type { TableRow, WalkedTable } from './walk.ts'

export type Tables = ReadonlyMap<TableName, WalkedTable>

export interface SideRow {
  /** The index behind the three numbers that all tables share. */
  readonly rest: readonly number[]
  readonly row: TableRow
}

export interface RemoteEntry {
  readonly localPort: number
  /** `998707741.22.3` */
  readonly key: string
  readonly main: TableRow
  readonly side: ReadonlyMap<TableName, readonly SideRow[]>
}

export interface Joined {
  readonly entries: readonly RemoteEntry[]
  /** Rows that belong to no neighbour, or whose index is no index. */
  readonly raw: readonly RawValue[]
  /** Rows that fit no neighbour though their index is whole: the tables changed while they were walked. */
  readonly moved: boolean
}

/** What stands behind the three shared numbers of a table's index; null where it is not of that shape. */
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

/** `timeless`: the time marks of this agent's tables never agree; local port and remote index must do. */
export function joinRemote(tables: Tables, timeless = false): Joined {
  const main = tables.get('lldpRemote')
  const raw: RawValue[] = []
  let moved = false
  const entries = new Map<string, { entry: RemoteEntry; side: Map<TableName, SideRow[]> }>()
  const keyOf = ([mark, port, remote]: readonly number[]): string =>
    timeless ? `${port}.${remote}` : `${mark}.${port}.${remote}`

  const wanted = [5, 7].filter((column) => some(main, (row) => row.cells.has(column)))
  for (const [key, row] of main?.rows ?? []) {
    const [, localPort = 0] = row.index
    if (row.index.length !== 3) {
      raw.push(...rawOf('lldpRemote', key, row, 'index-malformed'))
    } else if (wanted.some((column) => !row.cells.has(column))) {
      moved = true
      raw.push(...rawOf('lldpRemote', key, row, 'incomplete'))
    } else {
      const side = new Map<TableName, SideRow[]>()
      // the same neighbour under a later time mark is the newer word
      entries.set(keyOf(row.index), { entry: { localPort, key, main: row, side }, side })
    }
  }
  for (const { name } of remotePlans) {
    if (name === 'lldpRemote') continue
    for (const [key, row] of tables.get(name)?.rows ?? []) {
      const rest = row.index.slice(3)
      if (row.index.length < 3 || !hasShape(name, rest)) {
        raw.push(...rawOf(name, key, row, 'index-malformed'))
        continue
      }
      const found = entries.get(keyOf(row.index))
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

/** A neighbour seen under two time marks in one walk is one: the later mark counts. */
function onePerNeighbour(entries: readonly RemoteEntry[]): RemoteEntry[] {
  const newest = new Map<string, RemoteEntry>()
  for (const entry of entries) {
    const place = entry.main.index.slice(1).join('.')
    const known = newest.get(place)
    if (known === undefined || (known.main.index[0] ?? 0) <= (entry.main.index[0] ?? 0))
      newest.set(place, entry)
  }
  return [...newest.values()]
}

/** Whether two walks met the very same rows: nothing moved between them. */
export function sameRows(a: Tables, b: Tables): boolean {
  return remotePlans.every(({ name }) => {
    const [one, other] = [a.get(name)?.rows, b.get(name)?.rows]
    return (
      (one?.size ?? 0) === (other?.size ?? 0) &&
      [...(one?.keys() ?? [])].every((key) => other?.has(key) === true)
    )
  })
}
