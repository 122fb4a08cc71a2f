/** What holds for any run, any outcomes of its devices, any order of their ends, and any commands in between. */
import { describe, expect, it } from 'vitest'
import { type BulkInput, interrupted } from '#shared/machines/bulk-run.ts'
import { type BulkRun, bulkRunSchema } from '#shared/model/bulk-run.ts'
import fc from '#test/support/property.ts'
import { allWell, problem, runOf, simulator } from './bulk-matter.ts'

const command = fc.constantFrom<BulkInput['fact'] | 'kill' | 'advance'>(
  ...([
    'approved',
    'paused',
    'continued',
    'cancelled',
    'retried',
    'roll-back-asked',
    'start-time-came',
  ] as const),
  ...(['kill', 'advance', 'advance', 'advance', 'advance'] as const),
)
const scenario = fc.record({
  groups: fc.array(fc.constantFrom('a', 'b', 'card'), { minLength: 1, maxLength: 12 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  canary: fc.boolean(),
  startEveryMs: fc.constantFrom(0, 0, 100),
  /** Outcome of each effect, in the order of their ends: 0 to 5 are good. */
  outcomes: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
  picks: fc.array(fc.nat(), { maxLength: 60 }),
  commands: fc.array(command, { maxLength: 60 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const given = (fact: BulkInput['fact']): BulkInput | null => {
  switch (fact) {
    case 'roll-back-asked':
      return { fact, deviceIds: null }
    case 'approved':
    case 'paused':
    case 'continued':
    case 'cancelled':
    case 'retried':
    case 'start-time-came':
      return { fact }
    default:
      return null
  }
}

const codes = ['timed-out', 'sign-in-refused', 'setting-refused', 'unreachable'] as const

function play({ groups, outcomes, picks, commands, ...options }: Scenario) {
  const left = [...outcomes]
  const order = [...picks]
  const made = simulator(
    runOf(groups, options),
    (effect) => {
      const chosen = left.shift() ?? 0
      const code = codes[chosen - 6]
      if (code === undefined)
        return chosen === 1 && effect.do === 'plan' ? unchanged(effect.deviceId) : allWell(effect)
      const failed = { deviceId: effect.deviceId, problem: problem(code) }
      if (effect.do === 'plan') return { fact: 'read-failed', ...failed }
      return effect.do === 'write'
        ? { fact: 'write-failed', ...failed, left: 'not-known' }
        : { fact: 'roll-back-failed', ...failed }
    },
    (count) => (count === 0 ? 0 : (order.shift() ?? 0) % count),
  )
  const runs: BulkRun[] = []
  for (const each of commands) {
    if (each === 'advance') made.advance()
    else if (each === 'kill') {
      made.kill()
      made.set(interrupted(bulkRunSchema.parse(JSON.parse(JSON.stringify(made.run())))))
    } else {
      const input = given(each)
      if (input !== null) made.apply(input)
    }
    runs.push(made.run())
  }
  return { ...made, runs }
}

const unchanged = (deviceId: string): BulkInput => ({
  fact: 'found-unchanged',
  deviceId,
  defaultPassword: false,
})
const busy = ({ devices }: BulkRun) =>
  devices.filter(({ step }) => step.at === 'planning' || step.at === 'writing' || step.at === 'rolling-back')

describe('for any run', () => {
  it('no more devices than allowed are in progress', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        for (const run of play(each).runs) expect(busy(run).length).toBeLessThanOrEqual(each.concurrency)
      }),
    )
  })

  it('a plan is written only after the approval, and a second time only after a restart of the core', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        const { told } = play(each)
        const kills = each.commands.filter((one) => one === 'kill').length
        const writes = new Map<string, number>()
        for (const { effect } of told) {
          if (effect.do === 'write') writes.set(effect.planId, (writes.get(effect.planId) ?? 0) + 1)
        }
        if (!each.commands.includes('approved')) expect(writes.size).toBe(0)
        const pauses = each.commands.filter((one) => one === 'paused').length
        for (const count of writes.values()) expect(count).toBeLessThanOrEqual(1 + kills + pauses)
      }),
    )
  })

  it('with canaries, one device of a model is written until one is done', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        if (!each.canary) return
        for (const run of play(each).runs) {
          for (const group of ['a', 'b']) {
            const mine = run.devices.filter((device) => device.group === group)
            if (mine.some(({ step }) => /done|rolled-back|to-roll-back|rolling-back/.test(step.at))) continue
            expect(mine.filter(({ step }) => step.at === 'writing').length).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })

  it('no device of a guided card is read or written', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        for (const { step, way } of play(each).run().devices)
          if (way.kind === 'guided-card') expect(step.at).toBe('by-hand')
      }),
    )
  })

  it('a start keeps its distance to the one before', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        const starts = play({
          ...each,
          startEveryMs: 100,
          commands: each.commands.filter((one) => one !== 'kill' && one !== 'continued'),
        })
          .told.filter(({ effect }) => effect.do !== 'wait')
          .map(({ at }) => at)
        starts.forEach((at, index) => {
          if (index > 0) expect(at - (starts[index - 1] ?? 0)).toBeGreaterThanOrEqual(100)
        })
      }),
    )
  })

  it('it ends when it is continued and every effect has an end', () => {
    fc.assert(
      fc.property(scenario, (each) => {
        const made = play(each)
        if (made.runs.length === 0) return
        // as after a restart: nothing is under way but what the store says
        made.kill()
        made.set(interrupted(made.run()))
        made.apply({ fact: 'continued' })
        made.drain()
        expect(['planned', 'ended']).toContain(made.run().phase.at)
        expect(busy(made.run())).toEqual([])
      }),
    )
  })
})
