/** Misbehaving agents: reading always ends in time with correct values. */

import { describe, expect, it } from 'vitest'
import { tags } from '#electron/practice/kit/snmp/message.ts'
import { usualLimits, type WalkLimits } from '#electron/probes/switch/walk.ts'
import fc from '#test/support/property.ts'
import { type Agent, type AgentOptions, type AgentRow, rowsOf, startAgent } from './agent.ts'
import { phoneSwitch } from './phone-switch.ts'
import { on, only, publicly, type Reading, reading, readWhole } from './reading.ts'

const lldp = '1.0.8802.1.1.2.1'
const interfaces = '1.3.6.1.2.1.2.2.1'
const names = '1.3.6.1.2.1.31.1.1.1'

const play = (lines: readonly string[], more: Omit<AgentOptions, 'rows'> = {}): Promise<Agent> =>
  startAgent({ rows: rowsOf(lines), ...more })
const table = (view: Reading, name: string) => view.switch.tables.find((each) => each.name === name)
const textOf = ({ oid }: AgentRow): string => oid.join('.')
const isIn = (row: AgentRow, prefix: string): boolean => textOf(row).startsWith(`${prefix}.`)

describe('a table without an end', () => {
  it('is abandoned when its rows repeat', async () => {
    // every answer begins with the same row
    const column = `${lldp}.4.1.1.5`
    await using agent = await play(phoneSwitch(3), {
      twist: (_, rows) =>
        rows.map((row) =>
          isIn(row, column) ? { ...row, oid: `${column}.100.1.1`.split('.').map(Number) } : row,
        ),
    })
    const view = await readWhole(agent.port)
    expect(table(view, 'lldpRemote')).toMatchObject({ state: 'stopped', notes: ['not-increasing', 'loop'] })
    expect(agent.requests.length).toBeLessThan(60)
  })

  it('is cut at its row limit', async () => {
    const column = `${names}.1`
    await using agent = await play(phoneSwitch(2), {
      twist: (request, rows) => {
        const [first] = request.oids
        if (first === undefined || !`${first.join('.')}.`.startsWith(`${names}.`)) return rows
        const from = first.length > column.split('.').length ? (first.at(-1) ?? 0) : 0
        const endless = Array.from({ length: request.repetitions }, (_, i) => from + i + 1)
        return endless.flatMap((index) =>
          request.oids.map((oid) => ({
            oid: [...oid.slice(0, column.split('.').length), index],
            tag: tags.octets,
            body: Buffer.from('x'),
          })),
        )
      },
    })
    const view = await readWhole(agent.port)
    expect(table(view, 'interfaceNames')).toMatchObject({ state: 'cut', rows: 4096, notes: ['row-limit'] })
    expect(view.neighbours).toHaveLength(2)
  })

  it('is abandoned when one neighbour occurs under many time marks', async () => {
    const marks = Array.from({ length: 40 }, (_, i) => i)
    const lines = marks.flatMap((mark) => [
      `${lldp}.4.1.1.4.${mark}.1.1|2|4`,
      `${lldp}.4.1.1.5.${mark}.1.1|4x|000413000001`,
      `${lldp}.4.1.1.7.${mark}.1.1|4x|000413000001`,
    ])
    await using agent = await play([...phoneSwitch(1), ...lines])
    const view = await readWhole(agent.port)
    expect(table(view, 'lldpRemote')).toMatchObject({ state: 'stopped', notes: ['time-filter'] })
    expect(only(view.neighbours).macs).toEqual(['00:04:13:00:00:01'])
  })
})

describe('an agent that keeps silent', () => {
  it('in one table loses only that table', async () => {
    await using agent = await play(phoneSwitch(2), {
      twist: ({ oids }, rows) =>
        oids.some((oid) => oid.join('.').startsWith(`${names}.1`) && oid.length < 14) ? null : rows,
    })
    const view = await readWhole(agent.port, { timeoutMs: 60 })
    expect(table(view, 'interfaceNames')).toMatchObject({ state: 'stopped', notes: ['no-answer'] })
    expect(view.neighbours).toHaveLength(2)
    expect(on(view, 'ge1')).toHaveLength(1)
  })

  it('after some answers is reported as gone', async () => {
    await using agent = await play(phoneSwitch(2), {
      twist: ({ oids }, rows) =>
        oids.some((oid) => oid[0] === 1 && oid[1] === 0 && oid.length > 11)
          ? null
          : agent.requests.length > 3
            ? null
            : rows,
    })
    await expect(readWhole(agent.port, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timed-out' })
  })

  it('to long answers is asked for shorter ones, because fragments may be dropped', async () => {
    await using agent = await play(phoneSwitch(12), {
      twist: ({ repetitions, oids }, rows) =>
        repetitions * oids.length > 20 && repetitions > 1 ? null : rows,
    })
    const view = await readWhole(agent.port, { timeoutMs: 40 })
    expect(view.neighbours).toHaveLength(12)
    expect(view.switch.tables.filter(({ state }) => state === 'stopped')).toEqual([])
  })
})

describe('answers of any size', () => {
  it.each([300, 484, 1472])('of at most %i octets are read to their end', async (mostBytes) => {
    await using agent = await play(phoneSwitch(12), { mostBytes })
    const view = await readWhole(agent.port)
    expect(view.neighbours.map(({ name }) => name)).toContain('phone-12')
    expect(view.neighbours).toHaveLength(12)
  })

  it('are read over SNMPv1 from an agent that answers tooBig', async () => {
    await using agent = await play(phoneSwitch(3), { mostBytes: 300 })
    const view = await readWhole(agent.port, { access: publicly('1') })
    expect(view.neighbours).toHaveLength(3)
  })
})

describe('values of another kind', () => {
  it('leave their facts unknown', async () => {
    const odd = [
      `${lldp}.4.1.1.4.100.1.1|4|four`,
      `${lldp}.4.1.1.5.100.1.1|2|7`,
      `${lldp}.4.1.1.6.100.1.1|6|1.3.6`,
      `${lldp}.4.1.1.7.100.1.1|64|192.0.2.1`,
      `${lldp}.4.1.1.9.100.1.1|2|-5`,
      `${lldp}.4.1.1.10.100.1.1|67|99`,
      `${lldp}.4.1.1.12.100.1.1|2|36`,
      `${lldp}.5.4795.1.3.3.1.6.100.1.1|70|18446744073709551615`,
      `${lldp}.5.4795.1.3.2.1.2.100.1.1.1|4|fifty`,
      `${names}.1.1|2|1`,
      `${interfaces}.8.1|4|up`,
    ]
    const kept = phoneSwitch(1).filter(
      (line) => !odd.some((other) => other.split('|')[0] === line.split('|')[0]),
    )
    await using agent = await play([...kept, ...odd])
    const view = await readWhole(agent.port)
    const neighbour = only(view.neighbours)
    expect(neighbour).toMatchObject({
      chassisId: null,
      mac: null,
      name: null,
      description: null,
      capabilities: null,
    })
    expect(neighbour.port?.name).toBe('ge1')
    expect(neighbour.raw.map(({ object, value }) => [object, value])).toEqual([
      ['lldpRemChassisId', '7'],
      ['lldpRemPortId', '192.0.2.1'],
      ['lldpRemSysCapEnabled', '36'],
    ])
  })

  it('and half the columns missing leave the other half', async () => {
    const half = phoneSwitch(2).filter((line) => !/^1\.0\.8802\.1\.1\.2\.1\.4\.1\.1\.(4|6|9|12)\./.test(line))
    await using agent = await play(half)
    const view = await readWhole(agent.port)
    const [neighbour] = on(view, 'ge1')
    // without its subtype six octets are six octets
    expect(neighbour).toMatchObject({
      chassisId: { subtype: 'unknown', text: '00:04:13:00:00:01' },
      mac: null,
      name: null,
    })
    expect(neighbour?.inventory?.model).toBe('D735')
  })
})

describe('tables that change while they are walked', () => {
  const inventory = `${lldp}.5.4795.1.3.3.1.6`
  it('are read again, and joined in their new state', async () => {
    // the last phone sends again just after its row was read: its inventory has a later time mark
    let walks = 0
    await using agent = await play(phoneSwitch(3), {
      twist: ({ oids }, rows) => {
        if (oids.some((oid) => oid.join('.') === inventory)) walks++
        const moved = walks === 1
        return rows.map((row) =>
          moved && textOf(row) === `${inventory}.100.3.1`
            ? { ...row, oid: `${inventory}.101.3.1`.split('.').map(Number) }
            : row,
        )
      },
    })
    const view = await readWhole(agent.port)
    expect(walks).toBe(2)
    expect(view.neighbours.map(({ inventory: found }) => found?.model)).toEqual(['D735', 'D735', 'D735'])
    expect(table(view, 'lldpRemote')?.notes).toEqual([])
    expect(view.switch.raw).toEqual([])
  })

  it('on every reading are joined as far as they agree, and marked', async () => {
    let walks = 0
    await using agent = await play(phoneSwitch(3), {
      twist: ({ oids }, rows) => {
        if (oids.some((oid) => oid.join('.') === inventory)) walks++
        return rows.map((row) =>
          textOf(row) === `${inventory}.100.3.1`
            ? { ...row, oid: `${inventory}.${100 + walks}.3.1`.split('.').map(Number) }
            : row,
        )
      },
    })
    const view = await readWhole(agent.port)
    expect(view.neighbours.map(({ inventory: found }) => found?.model ?? null)).toEqual([
      'D735',
      'D735',
      null,
    ])
    expect(table(view, 'lldpRemote')?.notes).toEqual(['moved'])
    expect(view.switch.raw).toMatchObject([{ object: 'lldpXMedRemModelName', why: 'no-such-neighbour' }])
  })

  it('with time marks that never agree are joined without them', async () => {
    const lines = phoneSwitch(3).map((line) => line.replace(`${inventory}.100.`, `${inventory}.0.`))
    await using agent = await play(lines)
    const view = await readWhole(agent.port)
    expect(view.neighbours.map(({ inventory: found }) => found?.model)).toEqual(['D735', 'D735', 'D735'])
    expect(view.switch.raw).toEqual([])
  })
})

describe('an answer that is not SNMP', () => {
  it('is reported as malformed', async () => {
    await using agent = await play(phoneSwitch(1), { twist: () => Buffer.from('30820000deadbeef', 'hex') })
    await expect(readWhole(agent.port, { timeoutMs: 60 })).rejects.toMatchObject({ code: 'snmp-malformed' })
  })

  it('of any octets ends in a known code', async () => {
    let answer: Uint8Array = new Uint8Array()
    await using agent = await play(phoneSwitch(1), { twist: () => Buffer.from(answer) })
    const codes = ['snmp-malformed', 'snmp-no-answer', 'snmp-community-refused', 'timed-out']
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        answer = bytes
        const failure = readWhole(agent.port, { timeoutMs: 15 })
        await expect(failure).rejects.toSatisfy((error: { code: string }) => codes.includes(error.code))
      }),
      { numRuns: 12 },
    )
  })

  it('in place of one answer does not keep reading from ending', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.uint8Array({ maxLength: 64 }), async (at, bytes) => {
        let count = 0
        await using agent = await play(phoneSwitch(2), {
          twist: (_, rows) => (count++ === at ? Buffer.from(bytes) : rows),
        })
        const view = await readWhole(agent.port, { timeoutMs: 25 })
        expect(view.neighbours.length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 10 },
    )
  })
})

describe('an agent without neighbours', () => {
  it('is not a switch', async () => {
    await using agent = await play(phoneSwitch(0))
    await expect(readWhole(agent.port)).rejects.toMatchObject({ code: 'switch-tables-missing' })
  })

  it('but with LLDP ports is a switch without neighbours', async () => {
    const lines = phoneSwitch(2).filter(
      (line) => !line.startsWith(`${lldp}.4.`) && !line.startsWith(`${lldp}.5.`),
    )
    await using agent = await play(lines)
    const view = await readWhole(agent.port)
    expect([view.neighbours.length, view.switch.ports.length]).toEqual([0, 2])
  })
})

describe('cancelling', () => {
  it.each(['before', 'between'])(
    '%s the answers ends it at once, with nothing left on the wire',
    async (when) => {
      const leaving = new AbortController()
      await using agent = await play(phoneSwitch(24), {
        twist: (_, rows) => {
          if (when === 'between' && agent.requests.length === 5) leaving.abort()
          return when === 'before' ? null : rows
        },
      })
      const events = reading(agent.port, { signal: leaving.signal, timeoutMs: 5_000 })
      const read = (async () => {
        for await (const _ of events);
      })()
      if (when === 'before') {
        await expect.poll(() => agent.requests.length).toBeGreaterThan(0)
        leaving.abort()
      }
      const since = performance.now()
      await expect(read).rejects.toMatchObject({ code: 'cancelled' })
      // the limit is 200 ms; a machine under load gets five times that
      expect(performance.now() - since).toBeLessThan(1_000)
      const asked = agent.requests.length
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(agent.requests).toHaveLength(asked)
    },
  )

  it('by closing the stream closes the session', async () => {
    await using agent = await play(phoneSwitch(24))
    for await (const event of reading(agent.port)) if (event.kind === 'answered') break
    const asked = agent.requests.length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(agent.requests).toHaveLength(asked)
  })
})

describe('requests under way at once', () => {
  const most = async (limits: WalkLimits): Promise<number> => {
    let waiting = 0
    let highest = 0
    await using agent = await play(phoneSwitch(24), {
      delayMs: 30,
      twist: (_, rows) => {
        waiting++
        highest = Math.max(highest, waiting)
        setTimeout(() => waiting--, 30)
        return rows
      },
    })
    expect((await readWhole(agent.port, { limits })).neighbours).toHaveLength(24)
    return highest
  }

  it('are three when answers are slow', async () => {
    expect(await most(usualLimits)).toBe(3)
  })

  it('never exceed the limit', async () => {
    expect(await most({ ...usualLimits, window: 1 })).toBe(1)
  })
})
