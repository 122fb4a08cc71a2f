/** Setting up by hand on a store in memory, with a gateway of the test. */
import { describe, expect, it } from 'vitest'
import { guidedCards } from '#electron/drivers/guided-cards.ts'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import { createLog } from '#electron/platform/log.ts'
import { createJobChanges, createJobs } from '#electron/services/jobs/index.ts'
import { createGuidedSetups } from '#electron/services/pushes/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store, StoredDevice } from '#electron/store/store.ts'
import { PunchdownError } from '#shared/errors.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import type { Endpoint, Mode } from '#shared/model/job.ts'
import { device, endpoint, job } from '#test/store/matter.ts'

const mac = '3C:28:A6:20:08:9E'
const hardwareId = parseHardwareId('3C28A620089E')
const request = {
  ...{ hardwareId: null, file: 'config.xml', address: '192.0.2.30', userAgent: 'ALE M5-CE 2.11' },
}
const code = (expected: string) => expect.objectContaining({ code: expected })

const ale = (id: string): StoredDevice => {
  const made = device(id, 'one')
  const identity = { ...made.identity, vendor: 'Alcatel-Lucent Enterprise', model: 'M5', mac }
  return {
    ...made,
    key: `mac:${mac}`,
    address: '192.0.2.30',
    driver: null,
    identity: { ...identity, kind: 'phone' },
  }
}

function phone(deviceId: string): Endpoint {
  const { id, jobId, label, model, firmware, verdict, seenState } = endpoint('1', 'one')
  return {
    ...{ kind: 'phone', id, jobId, label, model, firmware, verdict, seenState, hardwareId, deviceId },
    ...{ addedBy: 'device', onboarding: foundAt(1) },
  }
}

function bench(mode: Mode = 'rehearsal', kept?: Store) {
  const store = kept ?? openStore(':memory:')
  if (kept === undefined) {
    store.jobs.save({ ...job('one'), mode })
    store.devices.save(ale('a'))
    store.endpoints.save(phone('a'))
  }
  const clock = { at: 100, now: () => clock.at++ }
  const told: string[] = []
  const directed: string[] = []
  const gateway: { url: string | null } = { url: 'http://192.0.2.5:8080' }
  const changes = { ...createJobChanges(), guidedSetup: (_: string, id: string) => void told.push(id) }
  const present = (stored: StoredDevice) => ({ ...stored, signedIn: false, capabilities: [] })
  const setups = createGuidedSetups({
    ...{ store, clock, changes, cards: guidedCards, facts: provisioningFacts },
    log: createLog(100, clock.now),
    jobs: createJobs({ store, clock, changes, present }),
    gatewayUrl() {
      if (gateway.url === null) throw new PunchdownError('gateway-off')
      return gateway.url
    },
    async direct({ id }, url) {
      // the transition is stored before its effect
      directed.push(`${id} ${url} ${store.guidedSetups.get(id)?.state.at}`)
    },
  })
  const state = () => store.guidedSetups.get('a')?.state
  const history = () => store.history.ofJob('one').map(({ what, facts }) => ({ what, facts }))
  const fetch = () => setups.fetched('one', { ...request, hardwareId })
  return { store, setups, told, directed, gateway, state, history, fetch }
}

describe('the sheet', () => {
  it('has the gateway’s URL in rehearsal, and none while the gateway is off', () => {
    const { setups, gateway } = bench()
    expect(setups.sheet('a')).toMatchObject({
      ...{ card: { id: 'ale-phone' }, page: 'http://192.0.2.30/', url: 'http://192.0.2.5:8080/' },
    })
    gateway.url = null
    expect(setups.sheet('a').url).toBeNull()
    expect(() => setups.sheet('x')).toThrow(code('not-found'))
  })

  it('has the service’s URL of the job’s region in live mode', () => {
    expect(bench('live').setups.sheet('a').url).toBe('http://emea.ipp.sdg.teams.microsoft.com')
  })
})

describe('ticks', () => {
  it('are stored with name and time, and taken back', () => {
    const { setups, state, told, store } = bench()
    setups.tick('a', 'open', true, 'Ada')
    setups.tick('a', 'url', true, '')
    expect(state()?.ticks).toEqual([
      { step: 'open', by: 'Ada', at: expect.any(Number) },
      { step: 'url', by: 'Ada', at: expect.any(Number) },
    ])
    setups.tick('a', 'open', true, '')
    setups.tick('a', 'open', false, '')
    expect(state()?.ticks.map(({ step }) => step)).toEqual(['url'])
    expect(told).toEqual(['a', 'a', 'a'])
    expect(store.jobs.get('one')?.technician).toBe('Ada')
    expect(() => setups.tick('a', 'made-up', true, '')).toThrow(code('not-found'))
  })

  it('of another card do not count once the device is known better', () => {
    const { setups, store, state } = bench()
    setups.tick('a', 'open', true, 'Ada')
    const known = ale('a')
    store.devices.save({ ...known, identity: { ...known.identity, vendor: 'Snom', model: 'D735' } })
    setups.tick('a', 'url', true, '')
    expect(state()?.ticks.map(({ step }) => step)).toEqual(['url'])
  })
})

describe('the mark', () => {
  it('needs a name and the gateway', () => {
    const { setups, gateway, state } = bench()
    expect(() => setups.markDone('a', ' ', undefined)).toThrow(code('bad-input'))
    gateway.url = null
    expect(() => setups.markDone('a', 'Ada', undefined)).toThrow(code('gateway-off'))
    expect(state()).toBeUndefined()
  })

  it('points the endpoints, stands in the history, and is undone', () => {
    const { setups, directed, history, state } = bench()
    setups.markDone('a', 'Ada', undefined)
    expect(directed).toEqual(['a http://192.0.2.5:8080/ done-by-hand'])
    expect(state()).toMatchObject({ at: 'done-by-hand', mark: { by: 'Ada' } })
    expect(() => setups.markDone('a', 'Ada', undefined)).toThrow(code('input-not-applicable'))
    setups.undoMark('a')
    expect(state()?.at).toBe('open')
    expect(() => setups.undoMark('a')).toThrow(code('input-not-applicable'))
    expect(history()).toEqual([
      { what: 'guided.marked-done', facts: { technician: 'Ada', url: 'http://192.0.2.5:8080/' } },
      { what: 'guided.mark-undone', facts: {} },
    ])
  })

  it('runs its effect again after a restart of the core', () => {
    const { setups, store } = bench()
    setups.markDone('a', 'Ada', undefined)
    const again = bench('rehearsal', store)
    again.setups.resume('one')
    expect(again.directed).toEqual(['a http://192.0.2.5:8080/ done-by-hand'])
  })
})

describe('evidence', () => {
  it('is a fetch of the device’s file', () => {
    const { setups, fetch, state, history } = bench()
    setups.markDone('a', 'Ada', undefined)
    fetch()
    expect(state()).toMatchObject({
      ...{ at: 'confirmed', mark: { by: 'Ada' } },
      evidence: { kind: 'fetched', seen: 'ALE M5-CE 2.11' },
    })
    fetch()
    expect(history().map(({ what }) => what)).toEqual(['guided.marked-done', 'guided.evidence-seen'])
  })

  it.each([
    ['its MAC address in the file’s name', { file: 'config.3c28a620089e.xml', address: '192.0.2.99' }],
    [
      'its MAC address in the User-Agent',
      { userAgent: 'ALE M5-CE 2.11 3c28a620089e', address: '192.0.2.99' },
    ],
    ['its address, when no other device has it', {}],
  ])('is a fetch with %s', (_, own) => {
    const { setups, state } = bench()
    setups.markDone('a', 'Ada', undefined)
    setups.fetched('one', { ...request, ...own })
    expect(state()?.at).toBe('confirmed')
  })

  it('is no fetch from an address that two devices have', () => {
    const { setups, state, store } = bench()
    store.devices.save({ ...ale('b'), key: 'mac:b' })
    setups.markDone('a', 'Ada', undefined)
    setups.fetched('one', request)
    expect(state()?.at).toBe('done-by-hand')
  })

  it('is a registration of its endpoint', () => {
    const { setups, state } = bench()
    setups.markDone('a', 'Ada', undefined)
    setups.registered(phone('a'), 'x@onboarding.test')
    expect(state()).toMatchObject({ at: 'confirmed', evidence: { kind: 'registered' } })
  })

  it('of another device, before the setup, or in live mode confirms nothing', () => {
    const { setups, fetch, state } = bench()
    fetch()
    expect(state()).toBeUndefined()
    setups.markDone('a', 'Ada', undefined)
    const other = parseHardwareId('3C28A6000001')
    setups.fetched('one', { ...request, hardwareId: other })
    setups.fetched('one', { ...request, file: 'config.3c28a6000001.xml' })
    setups.fetched('one', { ...request, address: '192.0.2.31' })
    expect(state()?.at).toBe('done-by-hand')
    const live = bench('live')
    live.setups.markDone('a', 'Ada', undefined)
    live.fetch()
    expect(live.state()?.at).toBe('done-by-hand')
  })

  it('is the URL read back: the one that was set, or a later one, without its token', () => {
    const live = bench('live')
    live.setups.markDone('a', 'Ada', undefined)
    const wrong = 'http://pbx.example/'
    expect(() => live.setups.readBack('a', wrong)).toThrow(code('setting-refused'))
    const later =
      'https://usea.dm.sdg.teams.microsoft.com/device/mmiiaacc/0003717c0e0a1732457460abcdefghij0123456789/lang_en/'
    live.setups.readBack('a', later)
    const state = live.state()
    expect(state).toMatchObject({ at: 'confirmed', evidence: { kind: 'url-read' } })
    expect(JSON.stringify(live.store.history.ofJob('one'))).not.toContain('0003717c0e0a')
    const same = bench('live')
    same.setups.markDone('a', 'Ada', undefined)
    same.setups.readBack('a', ' http://emea.ipp.sdg.teams.microsoft.com\n')
    expect(same.state()?.at).toBe('confirmed')
  })
})
