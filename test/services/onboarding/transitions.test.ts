/** A transition is stored, then watchers are notified, effects run and the deadline is set. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { found, handset, hardwareId, withHandset } from './house.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const registered = { fact: 'registered-without-owner', hardwareId, identity: 'a1@onboarding.test' } as const

/** A handset in rehearsal whose sign-in code is valid for a second. */
async function signingIn() {
  const it = withHandset('rehearsal')
  await it.onboarding.gatewayFact('one', registered)
  await it.onboarding.gatewayFact('one', { fact: 'verification-accepted', hardwareId })
  return it
}

describe('a transition', () => {
  it('adds a line to the history with both states, its source and its problem', async () => {
    using it = withHandset('rehearsal')
    it.time.now = 2_000
    it.gateway.refusal = new PunchdownError('gateway-off')
    await it.onboarding.gatewayFact('one', { fact: 'configuration-fetched', hardwareId })
    const common = { jobId: 'one', at: 2_000, deviceId: '1', endpointId: it.id }
    expect(it.store.history.ofJob('one')).toMatchObject([
      {
        ...common,
        what: 'onboarding.configuration-fetched',
        facts: { from: 'found', to: 'fetched', fact: 'configuration-fetched', by: 'gateway' },
      },
      {
        ...common,
        what: 'onboarding.failed',
        facts: { from: 'fetched', to: 'stuck', fact: 'failed', by: 'punchdown', problem: 'gateway-off' },
      },
    ])
    expect(it.store.history.ofJob('one')[0]?.facts).not.toHaveProperty('problem')
  })
  it('notifies watchers of the endpoint and of the line', async () => {
    using it = withHandset('live')
    it.told.length = 0
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    expect(it.told).toEqual([`endpoint one ${it.id}`, 'history onboarding.url-written'])
  })
  it('that does not apply is only logged', async () => {
    using it = withHandset('live')
    it.told.length = 0
    expect(await it.onboarding.retry(it.id)).toEqual(it.onboarding.get(it.id))
    expect(it.told).toEqual([])
    expect(it.logged('onboarding.input-not-applicable')).toEqual([
      { endpointId: it.id, fact: 'retried', why: expect.any(String) },
    ])
  })
  it('of an unknown endpoint is refused', async () => {
    using it = withHandset('live')
    const unknown = { code: 'not-found', facts: { what: 'endpoint', id: 'nothing' } }
    expect(() => it.onboarding.get('nothing')).toThrow(expect.objectContaining(unknown))
    await expect(it.onboarding.retry('nothing')).rejects.toMatchObject(unknown)
  })
  it('of a URL moves the endpoints of that device only', async () => {
    using it = withHandset('live')
    it.put(found('2', 'phone'))
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    expect(
      it
        .endpoints()
        .map(({ kind, onboarding: { at } }) => `${kind} ${at}`)
        .toSorted(),
    ).toEqual(['handset directed', 'phone found'])
  })
  it('of a label notifies watchers', () => {
    using it = withHandset('live')
    it.told.length = 0
    expect(it.onboarding.update(it.id, { label: 'Reception' })).toMatchObject({ label: 'Reception' })
    expect(it.onboarding.get(it.id).label).toBe('Reception')
    expect(it.told).toEqual([`endpoint one ${it.id}`])
  })
})

describe('the deadline of a sign-in code', () => {
  it('counts from the newest code, with one timer', async () => {
    using it = await signingIn()
    await vi.advanceTimersByTimeAsync(600)
    it.time.now += 600
    await it.onboarding.signInCode(it.id, undefined)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(999)
    expect(it.state().at).toBe('signing-in')
    await vi.advanceTimersByTimeAsync(1)
    expect(it.state().at).toBe('verified')
    expect(it.lines().at(-1)).toBe('sign-in-code-expired punchdown')
  })
  it('ends when an account is attached', async () => {
    using it = await signingIn()
    await it.onboarding.gatewayFact('one', {
      fact: 'account-attached',
      hardwareId,
      name: 'Ada',
      number: '+44',
    })
    expect(vi.getTimerCount()).toBe(0)
  })
  it('is armed when the job is opened, also one that has passed', async () => {
    using it = await signingIn()
    vi.clearAllTimers()
    it.gateway.running = false
    it.time.now += 5_000
    await it.onboarding.resume('one')
    await vi.advanceTimersByTimeAsync(0)
    expect(it.state().at).toBe('verified')
  })
  it('does not end early when the clock was set back by months', async () => {
    using it = await signingIn()
    it.gateway.signInMs = 100 * 24 * 60 * 60_000
    await it.onboarding.signInCode(it.id, undefined)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(it.state().at).toBe('signing-in')
  })
  it('of an endpoint that was removed is logged', async () => {
    using it = await signingIn()
    it.store.endpoints.remove(it.id)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(it.logged('onboarding.deadline-failed')).toEqual([{ endpointId: it.id, problem: 'not-found' }])
  })
  it('is not armed once onboarding is stopped', async () => {
    using it = await signingIn()
    it.onboarding.stop()
    expect(vi.getTimerCount()).toBe(0)
    await it.onboarding.signInCode(it.id, undefined)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a job that is opened', () => {
  it('in live mode takes no facts of the gateway core and runs no effects', async () => {
    using it = withHandset('live')
    it.gateway.held = [{ fact: 'configuration-fetched', hardwareId }]
    await it.onboarding.resume('one')
    await it.onboarding.gatewayFact('one', { fact: 'configuration-fetched', hardwareId })
    expect(it.state().at).toBe('found')
    expect(it.gateway.calls).toEqual([])
    expect(it.log.lines()).toEqual([])
  })
  it('ignores facts of endpoints that it does not have', async () => {
    using it = withHandset('rehearsal')
    const other = handset('03717C0E1B').hardwareId
    it.gateway.held = [
      { fact: 'configuration-fetched', hardwareId: other },
      { fact: 'configuration-fetched', hardwareId },
    ]
    await it.onboarding.resume('one')
    expect(it.state().at).toBe('fetched')
    expect(it.lines()).toEqual(['configuration-fetched gateway'])
  })
  it('logs a fact of an unknown hardware id', async () => {
    using it = withHandset('rehearsal')
    const other = handset('03717C0E1B').hardwareId
    await it.onboarding.gatewayFact('one', { fact: 'configuration-fetched', hardwareId: other })
    expect(it.logged('onboarding.unknown-hardware-id')).toEqual([
      { hardwareId: other, fact: 'configuration-fetched' },
    ])
  })
})

describe('an endpoint that starts again', () => {
  it('in live mode is not removed from the gateway core', async () => {
    using it = withHandset('live')
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    expect((await it.onboarding.restart(it.id)).onboarding.at).toBe('found')
    expect(it.gateway.calls).toEqual([])
    expect(it.lines().at(-1)).toBe('factory-reset technician')
  })
  it('stays where it is when the gateway core refuses', async () => {
    using it = withHandset('rehearsal')
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    it.gateway.refusal = new PunchdownError('gateway-off')
    await expect(it.onboarding.restart(it.id)).rejects.toMatchObject({ code: 'gateway-off' })
    expect(it.state().at).toBe('directed')
  })
})
