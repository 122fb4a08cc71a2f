/** Credentials: how long they are kept, and which channel they are sent to. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type ProblemCode, PunchdownError } from '#shared/errors.ts'
import { credentials, description, fakeHouse } from './fakes.ts'

const describeIt = (session: { describe(): Promise<unknown> }) => session.describe()
const failing = (code: ProblemCode) => async () => {
  throw new PunchdownError(code)
}

describe('signing in', () => {
  it('keeps the credentials for the channel on which they were accepted', async () => {
    using house = fakeHouse()
    const told: string[] = []
    house.sessions.onSignedIn((id) => told.push(id))
    expect(house.sessions.isSignedIn('base')).toBe(false)
    expect(await house.sessions.signIn('base', credentials, describeIt)).toEqual(description)
    expect(house.sessions.isSignedIn('base')).toBe(true)
    expect([told, house.changed]).toEqual([['base'], ['base']])
    await house.sessions.use('base', describeIt)
    expect(house.kits.map(({ channel }) => channel)).toEqual([
      null,
      { scheme: 'http', address: '192.0.2.1', port: 80, fingerprint: null },
    ])
    expect(house.kits[1]).toMatchObject({ credentials, acceptPlainHttp: true })
  })

  it('that is refused removes both the new and the earlier credentials', async () => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    house.fake.describe = failing('sign-in-refused')
    const told: string[] = []
    house.sessions.onSignedIn((id) => told.push(id))
    await expect(house.sessions.signIn('base', credentials, describeIt)).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    expect(house.sessions.isSignedIn('base')).toBe(false)
    expect(told).toEqual([])
    await expect(house.sessions.use('base', describeIt)).rejects.toMatchObject({
      code: 'sign-in-needed',
      facts: { address: '192.0.2.1' },
    })
  })

  it.each([
    ['not accepted', {}, false, false],
    ['accepted now', { acceptPlainHttp: true }, true, true],
  ])('over plain HTTP, %s', async (_what, more, accepts, kept) => {
    using house = fakeHouse()
    await house.sessions.signIn('base', { ...credentials, ...more }, describeIt)
    expect(house.kits[0]?.acceptPlainHttp).toBe(accepts)
    expect(house.stored().plainHttpAccepted).toBe(kept)
    // one acceptance per device
    await house.sessions.signIn('base', credentials, describeIt)
    expect(house.kits[1]?.acceptPlainHttp).toBe(kept)
  })

  it('over HTTPS ends the acceptance of plain HTTP', async () => {
    using house = fakeHouse()
    await house.sessions.signIn('base', { ...credentials, acceptPlainHttp: true }, describeIt)
    house.fake.scheme = 'https'
    await house.sessions.signIn('base', credentials, describeIt)
    expect(house.stored().plainHttpAccepted).toBe(false)
  })

  it('in a practice job accepts plain HTTP without storing the acceptance', async () => {
    using house = fakeHouse({ practice: true })
    await house.sessions.signIn('base', credentials, describeIt)
    expect(house.kits[0]?.acceptPlainHttp).toBe(true)
    expect(house.stored().plainHttpAccepted).toBe(false)
  })

  it('forgets the trust in the device only on request', async () => {
    using house = fakeHouse()
    const trust = house.trusts.of(house.base.key)
    trust.rememberSignIn('digest-qop')
    trust.rememberCertificate(443, 'AA')
    await house.sessions.signIn('base', credentials, describeIt)
    expect(trust.strongestSignIn()).toBe('digest-qop')
    await house.sessions.signIn('base', { ...credentials, trustAnew: true }, describeIt)
    expect([trust.strongestSignIn(), trust.certificate(443)]).toEqual([null, null])
  })

  it('to a device without a driver, or to an unknown device, throws', async () => {
    using house = fakeHouse()
    house.store.devices.save({ ...house.base, driver: null })
    await expect(house.sessions.signIn('base', credentials, describeIt)).rejects.toMatchObject({
      code: 'no-driver',
      facts: { vendor: 'Poly', model: 'Rove B2' },
    })
    await expect(house.sessions.use('other', describeIt)).rejects.toMatchObject({
      code: 'not-found',
      facts: { what: 'device', id: 'other' },
    })
    expect(house.sessions.capabilitiesOf({ ...house.base, driver: null })).toEqual([])
    expect(house.sessions.capabilitiesOf(house.base)).toContain('handsets')
  })
})

describe('a session', () => {
  it.each<[ProblemCode, boolean]>([
    ['sign-in-refused', false],
    ['sign-in-weaker', false],
    ['certificate-changed', false],
    ['device-moved', false],
    ['timed-out', true],
    ['unreachable', true],
  ])('that ends with %s leaves the device signed in: %s', async (code, kept) => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    house.fake.describe = failing(code)
    await expect(house.sessions.use('base', describeIt)).rejects.toMatchObject({ code })
    expect(house.sessions.isSignedIn('base')).toBe(kept)
    expect(house.open.now).toBe(0)
  })

  it.each([
    ['address', { address: '192.0.2.66' }],
    ['port', { ports: { http: 8080, https: 443, sip: 5060, snmp: 161 } }],
  ])('is not opened when the %s of the device has changed', async (_what, moved) => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    house.store.devices.save({ ...house.stored(), ...moved })
    await expect(house.sessions.use('base', describeIt)).rejects.toMatchObject({
      code: 'device-moved',
      facts: { address: '192.0.2.1', now: house.stored().address },
    })
    expect(house.kits).toHaveLength(1)
    expect(house.sessions.isSignedIn('base')).toBe(false)
  })

  it('runs alone on its device, in the order of the requests', async () => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    const order: number[] = []
    const gate = Promise.withResolvers<void>()
    const first = house.sessions.use('base', async () => {
      await gate.promise
      order.push(1)
    })
    const second = house.sessions.use('base', async () => void order.push(2))
    await setImmediate()
    expect(house.open).toEqual({ now: 1, most: 1 })
    gate.resolve()
    await Promise.all([first, second])
    expect(order).toEqual([1, 2])
    expect(house.open).toEqual({ now: 0, most: 1 })
  })

  it('that waited during a refusal sends nothing', async () => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    house.fake.describe = failing('sign-in-refused')
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => house.sessions.use('base', describeIt)))
    expect(outcomes.map((each) => each.status === 'rejected' && each.reason.code)).toEqual([
      'sign-in-refused',
      'sign-in-needed',
      'sign-in-needed',
    ])
    expect(house.kits).toHaveLength(2)
  })

  it('ends when signing out, which notifies watchers once', async () => {
    using house = fakeHouse()
    await house.sessions.signIn('base', credentials, describeIt)
    house.changed.length = 0
    house.sessions.signOut('base')
    house.sessions.signOut('base')
    expect(house.changed).toEqual(['base'])
    await expect(house.sessions.use('base', describeIt)).rejects.toMatchObject({ code: 'sign-in-needed' })
  })
})
