/** Reads the interface tables (RFC 2863). Pure. */

import { macIn, numberIn, textIn } from '../../protocols/snmp/values.ts'
import type { Tables } from './remote-tables.ts'
import type { TableName } from './tables.ts'
import type { TableRow } from './walk.ts'

export interface Interface {
  readonly ifIndex: number
  readonly names: readonly string[]
  readonly name: string | null
  readonly alias: string | null
  readonly description: string | null
  readonly mac: string | null
  readonly up: boolean | null
  readonly speed: number | null
  /** ifType 6, and the types of older agents for faster Ethernet. */
  readonly ethernet: boolean
}

const ethernetTypes = [6, 62, 69, 117]

/** Rows of a table whose index is one number. */
export function* byNumber(tables: Tables, name: TableName): Generator<[number, TableRow], void> {
  for (const row of tables.get(name)?.rows.values() ?? []) {
    const [number] = row.index
    if (row.index.length === 1 && number !== undefined) yield [number, row]
  }
}

export function interfacesIn(tables: Tables): Map<number, Interface> {
  const found = new Map<number, Interface>()
  const named = new Map(byNumber(tables, 'interfaceNames'))
  const described = new Map(byNumber(tables, 'interfaces'))
  for (const ifIndex of new Set([...described.keys(), ...named.keys()])) {
    const [row, extra] = [described.get(ifIndex)?.cells, named.get(ifIndex)?.cells]
    const name = textIn(extra?.get(1))
    const description = textIn(row?.get(2))
    const status = numberIn(row?.get(8))
    const speed = numberIn(extra?.get(15))
    found.set(ifIndex, {
      ifIndex,
      name,
      description,
      names: [name, description].filter((each) => each !== null),
      alias: textIn(extra?.get(18)),
      mac: macIn(row?.get(6)),
      // up(1); all other states carry no traffic
      up: status === null ? null : status === 1,
      speed: speed === null || speed === 0 ? null : speed,
      ethernet: ethernetTypes.includes(numberIn(row?.get(3)) ?? 0),
    })
  }
  return found
}
