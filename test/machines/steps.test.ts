/** The step of each state, in rehearsal and live, by the kind of endpoint. */

import { describe, expect, it } from 'vitest'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import { needsFirmwareFirst, type Step, type StepContext, stepFor } from '#shared/machines/steps.ts'
import type { Mode } from '#shared/model/job.ts'
import { inputs, later, now, open, states } from './onboarding-matter.ts'

const attachedAt = now - 5
const coded: OnboardingState = { ...open.onboarded, verification: { code: '123456', expiresAt: later } }
const refused: OnboardingState = { ...coded, refused: inputs.failed.problem }
const attached: OnboardingState = {
  ...open['signing-in'],
  account: { name: 'Ada', number: '+442079460101', attachedAt },
}
const contextOf = (mode: Mode, changed: Partial<StepContext> = {}): StepContext => ({
  ...{ mode, kind: 'handset', deviceKnown: true, provisioned: 'by-driver', readable: true },
  ...{ handUrl: null, firmwareFirst: false, othersWait: true },
  ...changed,
})
const actionsOf = (step: Step) =>
  step.actions.map(({ id, primary, input }) => `${primary ? '*' : ''}${id}${input === undefined ? '' : '…'}`)

describe('the step of a state', () => {
  const rows: readonly [string, OnboardingState, number, string, string?][] = [
    ['found', states.found, now, 'tell point-the-device'],
    ['directed', states.directed, now, 'wait first-fetch'],
    ['fetched', states.fetched, now, 'wait first-registration'],
    ['onboarded', states.onboarded, now, 'wait verification-code', 'ask verification-code'],
    ['onboarded with a code', coded, now, 'tell dial'],
    ['onboarded, refused', refused, now, 'tell dial'],
    ['onboarded, one millisecond before the code expires', coded, later - 1, 'tell dial'],
    ['onboarded, as the code expires', coded, later, 'choose new-verification-code'],
    ['verified', states.verified, now, 'choose new-sign-in-code', 'ask sign-in-code'],
    ['signing-in', states['signing-in'], now, 'tell sign-in'],
    ['signing-in, as the code expires', states['signing-in'], later, 'choose new-sign-in-code'],
    ['signing-in with an account', attached, now, 'wait second-fetch'],
    ['signing-in with an account, the code long gone', attached, later + 1, 'wait second-fetch'],
    ['signed-in', states['signed-in'], now, 'done signed-in'],
    ['offboarded', states.offboarded, now, 'choose start-again'],
    ['stuck', states.stuck, now, 'stop stuck'],
  ]
  it.each(rows)('%s', (_name, state, at, rehearsal, live = rehearsal) => {
    const shown = (mode: 'rehearsal' | 'live') => {
      const step = stepFor(state, contextOf(mode), at)
      return `${step.kind} ${step.id}`
    }
    expect([shown('rehearsal'), shown('live')]).toEqual([rehearsal, live])
  })
  it('asks for the base of a handset that was added by hand, but not of a phone', () => {
    const added = (kind: StepContext['kind'], deviceKnown: boolean) =>
      stepFor(states.found, contextOf('rehearsal', { kind, deviceKnown }), now).id
    expect([added('handset', false), added('handset', true), added('phone', false)]).toEqual([
      'find-the-base',
      'point-the-device',
      'point-the-device',
    ])
  })
  it('updates refused firmware before the device is pointed at the gateway, and not afterwards', () => {
    const shown = (state: OnboardingState, provisioned: StepContext['provisioned']) => {
      const step = stepFor(state, contextOf('live', { kind: 'phone', firmwareFirst: true, provisioned }), now)
      return [step.id, ...actionsOf(step)]
    }
    expect(shown(states.found, 'by-driver')).toEqual(['update-firmware', '*open-device'])
    expect(shown(states.found, 'by-hand')).toEqual(['update-firmware', '*open-device', 'confirm-url-written'])
    expect(shown(states.directed, 'by-hand')[0]).toBe('first-fetch')
  })
  it.each([
    ['phone', 'below-minimum', true],
    ['adapter-port', 'convert-first', true],
    ['phone', 'between', false],
    ['phone', 'not-known', false],
    ['handset', 'below-minimum', false],
  ] as const)('of a %s with firmware %s: firmware first %s', (kind, answer, first) => {
    const verdict = { answer, minimum: null, approved: null, date: '2025-02-28', source: 'list' }
    expect(needsFirmwareFirst({ kind, verdict })).toBe(first)
  })
  it('shows the digits to dial, and the refusal of the last attempt', () => {
    expect(stepFor(refused, contextOf('rehearsal'), now)).toMatchObject({
      subject: { show: 'dial', digits: '*55*123456' },
      problem: { code: 'timed-out' },
    })
    expect(stepFor(coded, contextOf('live'), now)).toMatchObject({
      subject: { digits: '*55*123456' },
      problem: null,
    })
  })
})

describe('the actions of a step', () => {
  const live = contextOf('live')
  const rehearsal = contextOf('rehearsal')
  const byHand = { kind: 'phone', provisioned: 'by-hand', readable: false, handUrl: 'http://g/' } as const
  const rows: readonly [string, OnboardingState, StepContext, readonly string[]][] = [
    ['found, with a driver', states.found, rehearsal, ['*open-device']],
    [
      'found, without a driver',
      states.found,
      contextOf('rehearsal', byHand),
      ['*confirm-url-written', 'open-device'],
    ],
    ['directed', states.directed, rehearsal, ['open-device']],
    ['directed, live', states.directed, live, ['confirm-configuration-fetched', 'check', 'open-device']],
    [
      'directed, live, by hand',
      states.directed,
      contextOf('live', byHand),
      ['confirm-configuration-fetched', 'open-device'],
    ],
    ['fetched, live', states.fetched, live, ['confirm-registered-without-owner', 'check', 'open-device']],
    ['onboarded', open.onboarded, rehearsal, []],
    ['onboarded, live', open.onboarded, live, ['*verification-code…']],
    ['with a code', coded, rehearsal, ['verification-code']],
    ['with a code, live', coded, live, ['*confirm-verification-accepted', 'check', 'verification-code…']],
    ['verified', states.verified, rehearsal, ['*sign-in-code']],
    ['verified, live', states.verified, live, ['*sign-in-code…']],
    ['signing-in', states['signing-in'], rehearsal, ['*open-sign-in-page', 'sign-in-code']],
    [
      'signing-in, live',
      states['signing-in'],
      live,
      ['*open-sign-in-page', 'confirm-signed-in', 'check', 'sign-in-code…'],
    ],
    ['with an account, live', attached, live, ['confirm-signed-in', 'check', 'open-device']],
    ['signed-in', states['signed-in'], rehearsal, ['*next-endpoint', 'report']],
    ['signed-in, the last', states['signed-in'], contextOf('rehearsal', { othersWait: false }), ['*report']],
    ['offboarded', states.offboarded, rehearsal, ['*restart']],
    ['stuck', states.stuck, rehearsal, ['*retry', 'open-device']],
  ]
  it.each(rows)('%s', (_name, state, context, actions) => {
    expect(actionsOf(stepFor(state, context, now))).toEqual(actions)
  })
  it('by hand show the URL to set, or that it is not known yet', () => {
    const shown = (handUrl: string | null) =>
      stepFor(states.found, contextOf('rehearsal', { ...byHand, handUrl }), now).subject
    expect(shown('http://g/')).toEqual({ show: 'url', url: 'http://g/' })
    expect(shown(null)).toEqual({ show: 'url', url: null })
  })
  it.each([
    ['directed', states.directed, states.directed.since],
    ['fetched', states.fetched, states.fetched.since],
    ['onboarded', open.onboarded, open.onboarded.since],
    ['with an account', attached, attachedAt],
  ] as const)('%s: a wait counts from its start', (_name, state, since) => {
    expect(stepFor(state, rehearsal, now).wait).toMatchObject({ since })
  })
})
