/** Facts, effects and history of onboarding, in rehearsal and in live mode. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inputsFromRegistration } from '#electron/services/onboarding/registration-facts.ts'
import { PunchdownError } from '#shared/errors.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { found, handset, hardwareId, house, withHandset } from './house.ts'

const temporary = 'a1@onboarding.test'
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('in rehearsal', () => {
  it('reaches signed in by facts of the gateway core, with each effect once', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    await it.onboarding.gatewayFact('one', { fact: 'configuration-fetched', hardwareId })
    await it.onboarding.gatewayFact('one', {
      fact: 'registered-without-owner',
      hardwareId,
      identity: temporary,
    })
    expect(it.state()).toMatchObject({ at: 'onboarded', verification: { code: '100001' } })
    await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
    expect(it.state()).toMatchObject({ at: 'signing-in', signIn: { code: 'C1' } })
    await it.onboarding.gatewayFact('one', {
      fact: 'account-attached',
      hardwareId,
      name: 'Ada',
      number: '+44',
    })
    await it.onboarding.gatewayFact('one', {
      ...{ fact: 'registered-with-number', hardwareId, identity: '+44@t', number: '+44', name: 'Ada' },
    })
    expect(it.state()).toMatchObject({ at: 'signed-in', number: '+44', name: 'Ada' })
    expect(it.gateway.calls).toEqual(
      ['enrol', 'verification', 'sign-in', 'check-sync'].map((call) => `${call} ${hardwareId}`),
    )
    expect(it.lines()).toEqual([
      'url-written punchdown',
      'configuration-fetched gateway',
      'registered-without-owner gateway',
      'verification-code-issued gateway',
      'verification-accepted gateway',
      'sign-in-code-issued gateway',
      'account-attached gateway',
      'registered-with-number gateway',
    ])
  })
  it('keeps the refusal of a wrong code, and adds it to the history', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.gatewayFact('one', {
      fact: 'registered-without-owner',
      hardwareId,
      identity: temporary,
    })
    const problem = { code: 'verification-code-wrong', facts: {} } as const
    await it.onboarding.gatewayFact('one', { fact: 'verification-refused', hardwareId, problem })
    expect(it.state()).toMatchObject({ at: 'onboarded', refused: problem })
    expect(it.lines().at(-1)).toBe('verification-refused gateway')
  })
  it('adds another sign-in code to the history, but not the same one again', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.gatewayFact('one', {
      fact: 'registered-without-owner',
      hardwareId,
      identity: temporary,
    })
    await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
    const before = it.lines().length
    await it.onboarding.resume('one')
    expect(it.lines()).toHaveLength(before)
    await it.onboarding.signInCode(it.id, undefined)
    expect(it.lines()).toHaveLength(before + 1)
    expect(it.state()).toMatchObject({ signIn: { code: 'C2' } })
  })
  it('adds an account to the history once, however often the gateway core repeats it', async () => {
    using it = withHandset('rehearsal')
    const attached = { fact: 'account-attached', hardwareId, name: 'Ada', number: '+44' } as const
    await it.onboarding.gatewayFact('one', {
      fact: 'registered-without-owner',
      hardwareId,
      identity: temporary,
    })
    await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
    await it.onboarding.gatewayFact('one', attached)
    const before = it.lines()
    it.gateway.held = [attached]
    await it.onboarding.resume('one')
    expect(it.lines()).toEqual(before)
    expect(it.gateway.calls.slice(-2)).toEqual([`check-sync ${hardwareId}`, `check-sync ${hardwareId}`])
  })
  it('is stuck when an effect is refused, and runs it again at a retry', async () => {
    using it = withHandset('rehearsal')
    it.gateway.refusal = new PunchdownError('gateway-off')
    await it.onboarding.gatewayFact('one', { fact: 'configuration-fetched', hardwareId })
    expect(it.state()).toMatchObject({
      at: 'stuck',
      problem: { code: 'gateway-off' },
      before: { at: 'fetched' },
    })
    it.gateway.refusal = null
    await it.onboarding.retry(it.id)
    expect(it.state()).toMatchObject({ at: 'fetched' })
    expect(it.gateway.calls).toHaveLength(2)
    expect(it.lines().slice(-2)).toEqual(['failed punchdown', 'retried technician'])
  })
  it('returns to verified when the sign-in code expires, until onboarding is stopped', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.gatewayFact('one', {
      fact: 'registered-without-owner',
      hardwareId,
      identity: temporary,
    })
    await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
    await vi.advanceTimersByTimeAsync(999)
    expect(it.state().at).toBe('signing-in')
    await vi.advanceTimersByTimeAsync(1)
    expect(it.state().at).toBe('verified')
    await it.onboarding.signInCode(it.id, undefined)
    it.onboarding.stop()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(it.state().at).toBe('signing-in')
  })
  it('ignores facts of an unknown hardware id or of another job', async () => {
    using it = withHandset('rehearsal')
    const fact = { fact: 'configuration-fetched', hardwareId } as const
    await it.onboarding.gatewayFact('two', fact)
    await it.onboarding.gatewayFact('one', { ...fact, hardwareId: parseHardwareId('000999999999') })
    expect(it.state().at).toBe('found')
    expect(it.log.lines().map(({ path }) => path)).toContain('onboarding.unknown-hardware-id')
  })
  it('takes the facts of the gateway core when a job is opened, and runs effects only while it is on', async () => {
    using it = withHandset('rehearsal')
    it.gateway.held = [{ fact: 'configuration-fetched', hardwareId }]
    await it.onboarding.resume('one')
    expect(it.state().at).toBe('fetched')
    const calls = it.gateway.calls.length
    it.gateway.running = false
    await it.onboarding.resume('one')
    expect(it.gateway.calls).toHaveLength(calls)
    it.gateway.running = true
    await it.onboarding.resume('one')
    expect(it.gateway.calls).toHaveLength(calls + 1)
  })
  it('ignores the registrations that a base shows', async () => {
    using it = withHandset('rehearsal')
    it.onboarding.handsetsRead(it.base, [
      handset('03717C0E0A', { identity: '+441@t', registration: 'registered' }),
    ])
    await vi.advanceTimersByTimeAsync(0)
    expect(it.state().at).toBe('found')
  })
  it('lets the technician confirm only the URL of a device without a driver', async () => {
    using driven = withHandset('rehearsal')
    for (const fact of ['url-written', 'configuration-fetched', 'signed-in'] as const)
      await expect(driven.onboarding.confirm(driven.id, fact)).rejects.toMatchObject({
        code: 'input-not-applicable',
      })
    using plain = house('rehearsal')
    plain.put(found('2', 'phone'))
    const id = plain.endpoints()[0]?.id ?? ''
    expect((await plain.onboarding.confirm(id, 'url-written')).onboarding).toMatchObject({
      ...{ at: 'directed', url: 'http://192.0.2.9:8080/' },
    })
    expect(plain.lines()).toEqual(['url-written technician'])
  })
  it('removes the enrolment before onboarding starts again', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    await it.onboarding.restart(it.id)
    expect(it.state()).toMatchObject({ at: 'found' })
    expect(it.gateway.calls).toEqual([`offboard ${hardwareId}`])
  })
})

describe('in live mode', () => {
  it('the URL to set by hand has the file name that the device needs', async () => {
    using it = house('live')
    it.put(found('2', 'phone', '8851', 'Cisco'))
    const confirmed = await it.onboarding.confirm(it.endpoints()[0]?.id ?? '', 'url-written')
    expect(confirmed.onboarding).toMatchObject({
      url: 'http://emea.ipp.sdg.teams.microsoft.com/$PSN.xml',
    })
  })
  it('takes a desk phone without a driver to signed in by confirmations of the technician', async () => {
    using it = house('live')
    it.put(found('2', 'phone'))
    const id = it.endpoints()[0]?.id ?? ''
    await it.onboarding.confirm(id, 'url-written')
    expect(it.onboarding.get(id).onboarding).toMatchObject({
      url: 'http://emea.ipp.sdg.teams.microsoft.com',
    })
    await it.onboarding.confirm(id, 'configuration-fetched')
    await it.onboarding.confirm(id, 'registered-without-owner')
    expect(await it.onboarding.verificationCode(id, '482 913')).toEqual({
      ...{ code: '482913', expiresAt: 1_000 + 24 * 60 * 60_000 },
    })
    await it.onboarding.confirm(id, 'verification-accepted')
    expect(await it.onboarding.signInCode(id, ' ab3xk9pq ')).toMatchObject({ code: 'AB3XK9PQ' })
    expect((await it.onboarding.confirm(id, 'signed-in')).onboarding.at).toBe('signed-in')
    expect(new Set(it.lines().map((line) => line.split(' ').at(-1)))).toEqual(new Set(['technician']))
    expect(it.gateway.calls).toEqual([])
  })
  it.each([undefined, '', 'abc'])('refuses the verification code %j', async (typed) => {
    using it = withHandset('live')
    await it.onboarding.confirm(it.id, 'registered-without-owner')
    await expect(it.onboarding.verificationCode(it.id, typed)).rejects.toMatchObject({ code: 'bad-input' })
  })
  it('refuses a code that is not due', async () => {
    using it = withHandset('live')
    await expect(it.onboarding.verificationCode(it.id, '1')).rejects.toMatchObject({
      code: 'input-not-applicable',
    })
    await expect(it.onboarding.signInCode(it.id, '1')).rejects.toMatchObject({ code: 'input-not-applicable' })
    await it.onboarding.confirm(it.id, 'registered-without-owner')
    await it.onboarding.confirm(it.id, 'verification-accepted')
    await expect(it.onboarding.signInCode(it.id, ' ')).rejects.toMatchObject({ code: 'bad-input' })
  })
  it('takes the registrations that a base shows as facts', async () => {
    using it = withHandset('live')
    const shows = (identity: string) =>
      it.onboarding.handsetsRead(it.base, [handset('03717C0E0A', { identity, registration: 'registered' })])
    shows(temporary)
    await vi.advanceTimersByTimeAsync(0)
    expect(it.state()).toMatchObject({ at: 'onboarded', identity: temporary, verification: null })
    shows('+442079460101@t')
    await vi.advanceTimersByTimeAsync(0)
    expect(it.state()).toMatchObject({ at: 'signed-in', number: '+442079460101' })
    expect(it.lines()).toEqual(['registered-without-owner device', 'registered-with-number device'])
  })
  describe('with an account of the former provider', () => {
    const former = { identity: '+442079460900@pbx.test', registration: 'registered' } as const
    const url = 'http://emea.ipp.sdg.teams.microsoft.com/'
    it('does not take it for a sign-in, neither before nor after the base was pointed', async () => {
      using it = withHandset('live')
      it.show(former)
      await vi.advanceTimersByTimeAsync(0)
      expect(it.state().at).toBe('found')
      await it.onboarding.directed(it.base, url)
      it.show(former)
      await it.onboarding.confirm(it.id, 'configuration-fetched')
      it.onboarding.handsetsRead(it.base, [handset('03717C0E0A', former)], true)
      await vi.advanceTimersByTimeAsync(0)
      expect(it.state().at).toBe('fetched')
      it.show({ ...former, identity: '+442079460101@tenant.test' })
      await vi.advanceTimersByTimeAsync(0)
      expect(it.state()).toMatchObject({ at: 'signed-in', number: '+442079460101' })
    })
    it('takes an account for a sign-in where the settings of the base name the service', async () => {
      using it = withHandset('live')
      it.onboarding.handsetsRead(it.base, [handset('03717C0E0A', former)], true)
      await vi.advanceTimersByTimeAsync(0)
      expect(it.state().at).toBe('signed-in')
    })
  })
  it.each([
    [temporary, 'registered', ['registered-without-owner']],
    [temporary, 'not-registered', []],
    [temporary, 'not-known', []],
    [null, 'registered', []],
    ['+442079460101@t', 'registered', ['registered-with-number']],
    ['ada@t', 'registered', ['registered-with-number']],
  ] as const)('%s, %s: %j', (identity, registration, facts) => {
    expect(inputsFromRegistration({ identity, registration }).map(({ fact }) => fact)).toEqual(facts)
  })
})
