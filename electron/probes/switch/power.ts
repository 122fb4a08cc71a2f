/** Reads Power over Ethernet, and maps power ports to interfaces. Pure. */
import type { PortPower } from '#shared/model/neighbour.ts'
import { numberIn, textIn, truth, within } from '../../protocols/snmp/values.ts'
import type { Interface } from './interfaces.ts'
import type { Tables } from './remote-tables.ts'

const states = ['disabled', 'searching', 'delivering', 'fault', 'test', 'other-fault'] as const

/**
 * Power by ifIndex. RFC 3621 numbers power ports by group and port without naming the interface. The interface comes from the ENTITY-MIB
 * (`documented`), else from interface names with group and port number, else, with a single group, from the bridge ports (`inferred`).
 * Power ports without an interface are left out.
 */
export function powerOfPorts(
  tables: Tables,
  interfaces: ReadonlyMap<number, Interface>,
  bridge: ReadonlyMap<number, number>,
): Map<number, PortPower> {
  const found = new Map<number, PortPower>()
  const rows = [...(tables.get('power')?.rows.values() ?? [])].filter(({ index }) => index.length === 2)
  const groups = new Set(rows.map(({ index }) => index[0]))
  const physical = physicalPorts(tables)
  for (const { index, cells } of rows) {
    const [group = 0, port = 0] = index
    const drawn = tables.get('powerDrawn')?.rows.get(index.join('.'))?.cells
    const entity = numberIn(drawn?.get(11))
    const said = entity === null || entity === 0 ? undefined : physical.get(entity)
    const ifIndex =
      said ??
      byName(group, port, interfaces) ??
      (groups.size === 1 ? byNumber(port, interfaces, bridge) : null)
    if (ifIndex === null || !interfaces.has(ifIndex)) continue
    found.set(ifIndex, {
      enabled: truth(cells.get(3)),
      state: states[(numberIn(cells.get(6)) ?? 0) - 1] ?? null,
      class: classOf(within(cells.get(10), 1, 9)),
      milliwatts: within(drawn?.get(9), 0, 200_000),
      tied: said === undefined ? 'inferred' : 'documented',
    })
  }
  return found
}

/** pethPsePortPowerClassifications: class0(1), class1(2) … */
const classOf = (number: number | null): number | null => (number === null ? null : number - 1)

/** entAliasMappingIdentifier: row of the interface table of a physical entity, `1.3.6.1.2.1.2.2.1.1.10105`. */
function physicalPorts(tables: Tables): Map<number, number> {
  const found = new Map<number, number>()
  for (const row of tables.get('physicalPorts')?.rows.values() ?? []) {
    const ifIndex = /^1\.3\.6\.1\.2\.1\.2\.2\.1\.1\.(\d+)$/.exec(textIn(row.cells.get(2)) ?? '')?.[1]
    const [entity] = row.index
    if (ifIndex !== undefined && entity !== undefined) found.set(entity, Number(ifIndex))
  }
  return found
}

/** Group 1, port 5: `Gi1/0/5`. Null when two interfaces match, as when uplinks are numbered separately: `Te1/1/5`. */
function byName(group: number, port: number, interfaces: ReadonlyMap<number, Interface>): number | null {
  const called = [...interfaces.values()].filter(({ name, ethernet }) => {
    const numbers = /^[a-z]+ ?(\d+(?:\/\d+)+)$/i
      .exec(name ?? '')?.[1]
      ?.split('/')
      .map(Number)
    return ethernet && numbers !== undefined && numbers[0] === group && numbers.at(-1) === port
  })
  return called.length === 1 ? (called[0]?.ifIndex ?? null) : null
}

function byNumber(
  port: number,
  interfaces: ReadonlyMap<number, Interface>,
  bridge: ReadonlyMap<number, number>,
): number | null {
  const ifIndex = bridge.size > 0 ? (bridge.get(port) ?? null) : port
  return ifIndex !== null && interfaces.get(ifIndex)?.ethernet === true ? ifIndex : null
}
