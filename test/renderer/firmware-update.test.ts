/** The state of a firmware update: the page offers no update that is in progress or done. */

import { describe, expect, it } from 'vitest'
import { type Push, type PushState, pushStateSchema } from '#shared/machines/push.ts'
import type { PlanTarget } from '#shared/model/settings.ts'
import fc from '#test/support/property.ts'
import {
  alreadyRuns,
  firmwarePushOf,
  firmwareUpdateOf,
  lacksBuild,
  offersUpdate,
} from '../../renderer/screens/device/firmware-update.ts'

const minutes = 60_000
const provenance = { source: 'a test', confidence: 'inferred' } as const
const told = { kind: 'firmware', version: '8.0.5.0002' } as const
const running = (firmware: string | null) => ({ id: 'base', identity: { firmware } })
const states = {
  applying: { at: 'applying', since: 0 },
  restarting: { at: 'restarting', since: 0, until: 5 * minutes, results: [] },
  verifying: { at: 'verifying', since: 0, results: [] },
  starting: { at: 'starting', since: 0, action: 'restart', results: [] },
  done: { at: 'done', since: 0, results: [] },
  failed: {
    at: 'failed',
    since: 0,
    during: 'applying',
    problem: { code: 'timed-out', facts: {} },
    results: [],
  },
} as const satisfies Record<PushState['at'], PushState>
const push = (
  state: PushState,
  more: { target?: PlanTarget; deviceId?: string; madeAt?: number } = {},
): Push => {
  const { target = told, deviceId = 'base', madeAt = 0 } = more
  const plan = { id: 'plan', deviceId, target, edits: [], after: 'nothing', provenance, madeAt } as const
  return { id: `push at ${madeAt}`, jobId: 'one', deviceId, plan: { ...plan, edits: [] }, state }
}

describe('the update of a device', () => {
  it.each([
    ['no push', undefined, '8.0.3.0010', 0, 'none', true],
    ['a push that failed', states.failed, '8.0.3.0010', 0, 'none', true],
    ['a push that writes', states.applying, '8.0.3.0010', 60 * minutes, 'pushing', false],
    ['a push that waits for the device', states.restarting, '8.0.3.0010', 0, 'pushing', false],
    ['a push that reads back', states.verifying, '8.0.3.0010', 0, 'pushing', false],
    ['a push that is done just now', states.done, '8.0.3.0010', 0, 'updating', false],
    ['one that was done less than 15 minutes ago', states.done, null, 15 * minutes - 1, 'updating', false],
    ['one that was done 15 minutes ago', states.done, '8.0.3.0010', 15 * minutes, 'open', true],
    ['the version that it runs now', states.done, told.version, 1, 'updated', true],
    ['the version that it runs since long', states.done, told.version, 60 * minutes, 'updated', true],
  ] as const)('after %s', (_what, state, firmware, now, is, offered) => {
    const update = firmwareUpdateOf(running(firmware), state && push(state), now)
    expect(update.is).toBe(is)
    expect(offersUpdate(update)).toBe(offered)
    if ('version' in update) expect(update.version).toBe(told.version)
  })

  it('counts from the time the version was written', () => {
    const update = firmwareUpdateOf(running(null), push({ ...states.done, since: 7 }), 9)
    expect(update).toEqual({ is: 'updating', version: told.version, since: 7 })
  })

  it('is not affected by a push of settings', () => {
    const settings = push(states.applying, { target: { kind: 'provisioning', url: 'http://192.0.2.9/' } })
    expect(firmwareUpdateOf(running(null), settings, 0).is).toBe('none')
    expect(firmwarePushOf({ id: 'base' }, [settings])).toBe(undefined)
  })

  it('offers neither the running version nor another one during an update', () => {
    const moment = fc.integer({ min: 0, max: 60 * minutes })
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(states)), fc.boolean(), moment, (state, done, now) => {
        const device = running(done ? told.version : '8.0.3.0010')
        const update = firmwareUpdateOf(device, push(state), now)
        if (alreadyRuns(device, told.version)) expect(update.is).not.toBe('updating')
        if (offersUpdate(update)) expect(['done', 'failed']).toContain(state.at)
      }),
    )
    expect(Object.keys(states)).toHaveLength(pushStateSchema.options.length)
  })
})

describe('the push of a firmware', () => {
  it('is the last one of the device, in any order of pushes', () => {
    const all = [2, 3, 1].map((madeAt) => push(states.done, { madeAt }))
    const other = push(states.done, { deviceId: 'other', madeAt: 9 })
    expect(firmwarePushOf({ id: 'base' }, [...all, other])?.plan.madeAt).toBe(3)
    expect(firmwarePushOf({ id: 'none' }, all)).toBe(undefined)
  })
})

describe('a typed version', () => {
  it.each([
    ['8.0.11', true],
    ['8.0.11.0001', false],
    [' 8.0 ', true],
    ['', false],
  ])('%j lacks the build of the running one: %s', (version, expected) => {
    expect(lacksBuild(running('8.0.3.0010'), version)).toBe(expected)
    expect(lacksBuild(running(null), version)).toBe(false)
  })

  it.each([
    [' 8.0.5.0002 ', true],
    ['8.0.5', false],
    ['', false],
  ])('%j is the running version: %s', (version, expected) => {
    expect(alreadyRuns(running('8.0.5.0002'), version)).toBe(expected)
    expect(alreadyRuns(running(null), version)).toBe(false)
  })
})
