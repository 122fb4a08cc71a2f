/** Codes and confirmations: when they are accepted, their effect, and their source in the history. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import type { ConfirmableFact } from '#shared/machines/steps.ts'
import { found, hardwareId, house, withHandset } from './house.ts'

const minute = 60_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A handset in live mode that waits for its sign-in code. */
async function verifiedLive() {
  const it = withHandset('live')
  await it.onboarding.confirm(it.id, 'registered-without-owner')
  await it.onboarding.verificationCode(it.id, '123456')
  await it.onboarding.confirm(it.id, 'verification-accepted')
  return it
}

/** A handset in rehearsal that the gateway core reports as registered without owner. */
async function onboarded() {
  const it = withHandset('rehearsal')
  const fact = { fact: 'registered-without-owner', hardwareId, identity: 'a1@onboarding.test' } as const
  await it.onboarding.gatewayFact('one', fact)
  return it
}

describe('a code in live mode', () => {
  it('is stored with the lifetime of its kind', async () => {
    using it = await verifiedLive()
    it.time.now = 5_000
    const expiresAt = 5_000 + 15 * minute
    const page = 'https://microsoft.com/devicelogin'
    expect(await it.onboarding.signInCode(it.id, ' ab3x ')).toEqual({ code: 'AB3X', expiresAt, page })
    expect(it.state()).toMatchObject({ at: 'signing-in', signIn: { code: 'AB3X', expiresAt, page } })
    expect(it.lines().slice(-2)).toEqual([
      'verification-accepted technician',
      'sign-in-code-issued technician',
    ])
  })
  it('of digits may be typed with spaces', async () => {
    using it = withHandset('live')
    await it.onboarding.confirm(it.id, 'registered-without-owner')
    await it.onboarding.verificationCode(it.id, ' 482-913 ')
    expect(it.state()).toMatchObject({
      verification: { code: '482913', expiresAt: 1_000 + 24 * 60 * minute },
    })
    expect(it.lines().at(-1)).toBe('verification-code-issued technician')
  })
  it.each([undefined, '', '  '])('%j is no sign-in code', async (typed) => {
    using it = await verifiedLive()
    await expect(it.onboarding.signInCode(it.id, typed)).rejects.toMatchObject({
      ...{ code: 'bad-input', facts: { field: 'signInCode' } },
    })
    expect(it.state().at).toBe('verified')
  })
  it.each([undefined, '', 'abc'])('%j is no verification code', async (typed) => {
    using it = withHandset('live')
    await it.onboarding.confirm(it.id, 'registered-without-owner')
    await expect(it.onboarding.verificationCode(it.id, typed)).rejects.toMatchObject({
      ...{ code: 'bad-input', facts: { field: 'verificationCode' } },
    })
    expect(it.state()).toMatchObject({ at: 'onboarded', verification: null })
  })
  it('is refused in a state that expects none', async () => {
    using it = withHandset('live')
    const refused = { code: 'input-not-applicable', facts: { state: 'found' } }
    await expect(it.onboarding.verificationCode(it.id, '1')).rejects.toMatchObject(refused)
    await expect(it.onboarding.signInCode(it.id, '1')).rejects.toMatchObject(refused)
    expect(it.lines()).toEqual([])
  })
})

describe('a code in rehearsal', () => {
  it('comes from the gateway core; a typed one is not used', async () => {
    using it = await onboarded()
    expect(await it.onboarding.verificationCode(it.id, '7')).toMatchObject({ code: '100002' })
    expect(it.state()).toMatchObject({ verification: { code: '100002' } })
    await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
    expect(await it.onboarding.signInCode(it.id, 'typed')).toMatchObject({ code: 'C3' })
    expect(it.lines().at(-1)).toBe('sign-in-code-issued gateway')
    expect(it.lines().filter((line) => line.startsWith('verification-code'))).toEqual([
      'verification-code-issued gateway',
      'verification-code-issued gateway',
    ])
  })
  it('that the gateway core refuses changes nothing', async () => {
    using it = await onboarded()
    const before = it.state()
    it.gateway.refusal = new PunchdownError('gateway-off')
    await expect(it.onboarding.verificationCode(it.id, undefined)).rejects.toMatchObject({
      code: 'gateway-off',
    })
    expect(it.state()).toEqual(before)
  })
})

describe('a confirmation', () => {
  const phone = (mode: 'live' | 'rehearsal', capabilities: readonly ['provisioning'] | readonly []) => {
    const it = house(mode, capabilities)
    it.put(found('2', 'phone'))
    const id = it.endpoints()[0]?.id ?? ''
    return { ...it, id, state: () => it.onboarding.get(id).onboarding }
  }
  it('of the URL is refused where a driver writes it', async () => {
    using driven = phone('live', ['provisioning'])
    await expect(driven.onboarding.confirm(driven.id, 'url-written')).rejects.toMatchObject({
      ...{ code: 'input-not-applicable', facts: { state: 'found' } },
    })
  })
  it('of the URL is accepted for a handset without a known base, in rehearsal too', async () => {
    using it = house('rehearsal', ['provisioning'])
    const { id } = it.onboarding.add('one', '03717C0E0A', 'Reception')
    const { onboarding } = await it.onboarding.confirm(id, 'url-written')
    expect(onboarding).toMatchObject({ at: 'directed', url: 'http://192.0.2.9:8080/' })
  })
  it.each<ConfirmableFact>([
    'configuration-fetched',
    'registered-without-owner',
    'verification-accepted',
    'signed-in',
  ])('of %s is refused in rehearsal', async (fact) => {
    using it = phone('rehearsal', [])
    await expect(it.onboarding.confirm(it.id, fact)).rejects.toMatchObject({
      ...{ code: 'input-not-applicable', facts: { state: 'rehearsal' } },
    })
    expect(it.state().at).toBe('found')
  })
  it('of a registration without owner leaves the identity open until the base shows it', async () => {
    using it = phone('live', [])
    await it.onboarding.confirm(it.id, 'registered-without-owner')
    expect(it.state()).toMatchObject({ at: 'onboarded', identity: '' })
  })
  it('of the sign-in keeps the known identity; number and name stay unknown', async () => {
    using it = await verifiedLive()
    await it.onboarding.confirm(it.id, 'signed-in')
    expect(it.state()).toMatchObject({ at: 'signed-in', identity: '', number: null, name: null })
    using early = phone('live', [])
    await early.onboarding.confirm(early.id, 'signed-in')
    expect(early.state()).toMatchObject({ at: 'signed-in', identity: '' })
    using shown = withHandset('live')
    const registered = { identity: 'a1@onboarding.test', registration: 'registered' } as const
    shown.show(registered)
    await shown.onboarding.confirm(shown.id, 'signed-in')
    expect(shown.state()).toMatchObject({ at: 'signed-in', identity: 'a1@onboarding.test', number: null })
  })
})
