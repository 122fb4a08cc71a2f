/** Agents whose rows do not increase, and agents whose neighbour tables have a short index. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tags } from '#electron/practice/kit/snmp/message.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import { type Agent, type AgentOptions, type AgentRow, compare, rowsOf, startAgent } from './agent.ts'
import { phoneSwitch } from './phone-switch.ts'
import { readWhole } from './reading.ts'

const lldp = '1.0.8802.1.1.2.1'

/** Answers in the order of the lines, as an agent whose table is not sorted. */
function inFileOrder(lines: readonly string[]): NonNullable<AgentOptions['twist']> {
  const rows = lines.filter((line) => line.includes('|')).flatMap((line) => rowsOf([line]))
  const next = (oid: readonly number[]): AgentRow => {
    const at = rows.findIndex((row) => compare(row.oid, oid) === 0)
    const row = at < 0 ? rows.find((each) => compare(each.oid, oid) > 0) : rows[at + 1]
    return row ?? { oid, tag: tags.endOfMibView, body: Buffer.alloc(0) }
  }
  return (request, answer) => {
    if (request.kind === 'get') return answer
    if (request.kind === 'get-next') return request.oids.map(next)
    const found: AgentRow[] = []
    let cursors = request.oids
    for (let i = 0; i < request.repetitions; i++) {
      const row = cursors.map(next)
      found.push(...row)
      cursors = row.map(({ oid }) => oid)
    }
    return found
  }
}

const play = (lines: readonly string[]): Promise<Agent> =>
  startAgent({ rows: rowsOf(lines), twist: inFileOrder(lines) })

/** The rows of each column of the neighbour table in another order. */
function shuffled(lines: readonly string[], order: readonly number[]): string[] {
  const isRemote = (line: string) => line.startsWith(`${lldp}.4.1.1.`)
  const columns = Map.groupBy(lines.filter(isRemote), (line) => line.split('.').slice(0, 12).join('.'))
  const remote = [...columns.values()].flatMap((own) => order.flatMap((index) => own[index] ?? []))
  const at = lines.findIndex(isRemote)
  const sorted = lines.filter((line) => !isRemote(line))
  return [...sorted.slice(0, at), ...remote, ...sorted.slice(at)]
}

describe('an agent whose rows do not increase', () => {
  const orders = [
    [4, 3, 2, 1, 0],
    [0, 1, 3, 2, 4],
    [2, 0, 4, 1, 3],
  ]
  it.each(['2c', '1'] as const)('is read whole over SNMP version %s, in any order', async (version) => {
    for (const order of orders) {
      // columns in ascending order, so that the end of one is the start of the next
      const lines = phoneSwitch(5).toSorted((a, b) => compare(oidOf(a), oidOf(b)))
      await using agent = await play(shuffled(lines, order))
      const view = await readWhole(agent.port, { access: { version, community: 'public' } })
      expect(view.neighbours.map(({ name }) => name).toSorted()).toEqual(
        [1, 2, 3, 4, 5].map((port) => `phone-${port}`),
      )
      const table = view.switch.tables.find(({ name }) => name === 'lldpRemote')
      expect(table).toMatchObject({ state: 'read', rows: 5, notes: ['not-increasing'] })
    }
  })

  it('that repeats its rows is abandoned with the rows read so far', async () => {
    const lines = phoneSwitch(3).toSorted((a, b) => compare(oidOf(a), oidOf(b)))
    const column = `${lldp}.4.1.1.5.`
    const inOrder = inFileOrder(lines)
    await using agent = await startAgent({
      rows: rowsOf(lines),
      // the first row of the column follows its last one
      twist(request, answer) {
        const rows = inOrder(request, answer)
        if (!Array.isArray(rows)) return rows
        return rows.map((row: AgentRow) =>
          row.oid.join('.').startsWith(`${lldp}.4.1.1.6.`) &&
          request.oids.some((oid) => `${oid.join('.')}.`.startsWith(column))
            ? { ...row, oid: [...column.split('.').filter(Boolean).map(Number), 100, 1, 1] }
            : row,
        )
      },
    })
    const view = await readWhole(agent.port)
    const table = view.switch.tables.find(({ name }) => name === 'lldpRemote')
    expect(table?.state).toBe('stopped')
    expect(table?.notes).toContain('loop')
    expect(view.neighbours.length).toBeGreaterThan(0)
  })

  const name = 'snmp/d1-dlink-unordered.snmprec'
  it.skipIf(caseMissing(name) !== '')(
    `has five neighbours in the field case${caseMissing(name)}`,
    async () => {
      await using agent = await play(readFileSync(fieldCase(name), 'utf8').split('\n'))
      const view = await readWhole(agent.port)
      expect(view.neighbours.map(({ name: own }) => own).toSorted()).toEqual(
        [1, 2, 3, 4, 5].map((port) => `SIP-T46U-${port}`),
      )
    },
  )
})

const oidOf = (line: string): number[] => (line.split('|', 1)[0] ?? '').split('.').map(Number)

/** Neighbours under an index of fewer than three numbers, each with a management address. */
function shortIndex(count: number, indexOf: (nth: number) => string): string[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return [
    ...phoneSwitch(1).filter((line) => !line.includes('.4.1.1.') && !line.includes('.4795.')),
    ...numbers.flatMap((nth) => {
      const index = indexOf(nth)
      return [
        `${lldp}.4.1.1.4.${index}|2|4`,
        `${lldp}.4.1.1.5.${index}|4x|4C5E0C0001${nth.toString(16).padStart(2, '0')}`,
        `${lldp}.4.1.1.6.${index}|2|5`,
        `${lldp}.4.1.1.7.${index}|4|ether1`,
        `${lldp}.4.1.1.9.${index}|4|router`,
        `${lldp}.4.1.1.10.${index}|4|RouterOS`,
        `${lldp}.4.2.1.3.${index}.1.4.198.51.100.${nth}|2|2`,
      ]
    }),
  ]
}

describe('a neighbour table with a short index', () => {
  it.each<[string, (nth: number) => string]>([
    ['one number', (nth) => String(1382 + nth)],
    ['two numbers', (nth) => `${nth}.1`],
    ['two numbers, the first always the same', (nth) => `7.${nth}`],
  ])('of %s gives all eighteen neighbours, on unknown ports', async (_, indexOf) => {
    await using agent = await startAgent({ rows: rowsOf(shortIndex(18, indexOf)) })
    const { neighbours, switch: found } = await readWhole(agent.port)
    expect(neighbours).toHaveLength(18)
    expect(new Set(neighbours.map(({ mac }) => mac)).size).toBe(18)
    expect(new Set(neighbours.map(({ localId }) => localId)).size).toBe(18)
    expect(neighbours.map(({ addresses }) => addresses)).toEqual(
      neighbours.map((_each, index) => [`198.51.100.${index + 1}`]),
    )
    for (const each of neighbours)
      expect(each).toMatchObject({ port: null, name: 'router', seenBy: ['lldp'] })
    expect(found.tables.find(({ name }) => name === 'lldpRemote')).toMatchObject({ state: 'read', rows: 18 })
  })

  it('does not affect neighbours with a complete index', async () => {
    const rows = rowsOf([
      ...phoneSwitch(2),
      ...shortIndex(1, () => '99').filter((line) => line.includes('.4.1.1.')),
    ])
    await using agent = await startAgent({ rows })
    const { neighbours } = await readWhole(agent.port)
    expect(neighbours.map(({ port, name }) => [port?.name ?? null, name])).toEqual([
      ['ge1', 'phone-1'],
      ['ge2', 'phone-2'],
      [null, 'router'],
    ])
  })

  const name = 'snmp/m1-mikrotik-one-index.snmprec'
  it.skipIf(caseMissing(name) !== '')(`lists both of the field case${caseMissing(name)}`, async () => {
    await using agent = await startAgent({ rows: rowsOf(readFileSync(fieldCase(name), 'utf8').split('\n')) })
    const { neighbours } = await readWhole(agent.port)
    expect(neighbours.map(({ port, name: own, mac }) => [port, own, mac])).toEqual([
      [null, 'rb-0', '4C:5E:0C:00:00:A0'],
      [null, 'rb-1', '4C:5E:0C:00:00:A1'],
    ])
  })
})
