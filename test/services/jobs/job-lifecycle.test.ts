/** What opening a job starts and what closing it stops, with a gateway and a practice site of the test. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import {
  createJobChanges,
  createJobLifecycle,
  createJobs,
  type JobLifecycleParts,
} from '#electron/services/jobs/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store } from '#electron/store/store.ts'
import { PunchdownError } from '#shared/errors.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import { device, endpoint } from '#test/store/matter.ts'

const rehearsal = { name: 'A', site: '', region: 'emea', language: 'en', mode: 'rehearsal' } as const
const wanted = { address: '192.0.2.5', httpPort: 8080, sipPort: 5060 }
const refusal = new PunchdownError('port-in-use', { port: 8080 })
const code = (expected: string) => expect.objectContaining({ code: expected })

function fakeGateway(calls: string[]) {
  const status: { now: GatewayStatus; refuses: boolean } = {
    refuses: false,
    now: {
      ...{ state: 'off', reason: null, address: null, httpPort: null, sipPort: null },
      ...{
        domain: 'onboarding.test',
        signInPage: null,
        registrations: 0,
        calls: [],
        guesses: [],
        held: [],
        stored: { unreadable: 0, replaced: null },
      },
    },
  }
  const gateway: JobLifecycleParts['gateway'] = {
    status: () => status.now,
    async start({ address, httpPort, sipPort }) {
      calls.push(`gateway.start ${address} ${httpPort} ${sipPort}`)
      if (status.refuses) throw refusal
      status.now = {
        ...status.now,
        state: 'running',
        address,
        httpPort: httpPort || 40_000,
        sipPort: sipPort || 40_001,
      }
      return status.now
    },
    async offboard(hardwareId) {
      calls.push(`gateway.offboard ${hardwareId}`)
    },
    async stop() {
      calls.push('gateway.stop')
      status.now = { ...status.now, state: 'off', address: null, httpPort: null, sipPort: null }
    },
  }
  return { status, gateway }
}

function fakePractice(calls: string[]) {
  const practice = { refuses: false }
  const status = {
    ...{ running: true, targets: [], devices: [], officeDevices: 0 },
    ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
  }
  const service: JobLifecycleParts['practice'] = {
    async start() {
      calls.push('practice.start')
      if (practice.refuses) throw refusal
      return status
    },
    async reset() {
      calls.push('practice.reset')
    },
    async stop() {
      calls.push('practice.stop')
      return { ...status, running: false }
    },
  }
  return { practice, service }
}

function fakeOnboarding(calls: string[], store: Store): JobLifecycleParts['onboarding'] {
  return {
    get(id) {
      const found = store.endpoints.get(id)
      if (found === null) throw new PunchdownError('not-found', { what: 'endpoint', id })
      return found
    },
    async resume(jobId) {
      calls.push(`onboarding.resume ${jobId}`)
    },
    async gatewayFact(jobId, { fact, hardwareId }) {
      calls.push(`onboarding.gatewayFact ${jobId} ${fact}`)
      if (fact === 'verification-accepted') throw refusal
      return fact === 'registered-without-owner' ? store.endpoints.byHardwareId(jobId, hardwareId) : null
    },
  }
}

function bench(kept?: Store) {
  const calls: string[] = []
  const store = kept ?? openStore(':memory:')
  const clock = { at: 1, now: () => clock.at++ }
  const log = createLog(100, clock.now)
  const jobs = createJobs({
    ...{ store, clock, changes: createJobChanges() },
    present: (stored) => ({ ...stored, signedIn: false, capabilities: [] }),
  })
  const { status, gateway } = fakeGateway(calls)
  const { practice, service } = fakePractice(calls)
  const onboarding = fakeOnboarding(calls, store)
  const devices: JobLifecycleParts['devices'] = {
    async handsets(id) {
      calls.push(`devices.handsets ${id}`)
      return []
    },
    async read(id) {
      calls.push(`devices.read ${id}`)
      throw new PunchdownError('sign-in-needed')
    },
    applyUserAgent: (jobId, { address, mac, userAgent }) =>
      void calls.push(`devices.applyUserAgent ${jobId} ${address} ${String(mac)} ${userAgent}`),
  }
  const guidedSetups: JobLifecycleParts['guidedSetups'] = {
    resume() {},
    fetched: (jobId, { hardwareId }) => void calls.push(`guided.fetched ${jobId} ${hardwareId}`),
    registered: ({ id }, identity) => void calls.push(`guided.registered ${id} ${identity}`),
  }
  const lifecycle = createJobLifecycle({
    ...{ store, jobs, gateway, practice: service, onboarding, devices, guidedSetups, log },
  })
  return { calls, store, jobs, log, status, practice, lifecycle }
}
const logged = ({ log }: ReturnType<typeof bench>) =>
  log.lines().map(({ path, fields }) => [path, fields.problem, fields.port])

describe('opening a job', () => {
  it('resumes its endpoints, and starts nothing else', async () => {
    const { calls, jobs, lifecycle } = bench()
    const job = jobs.create(rehearsal)
    expect((await lifecycle.open(job.id)).id).toBe(job.id)
    expect(jobs.current()?.id).toBe(job.id)
    expect(calls).toEqual([`onboarding.resume ${job.id}`])
  })

  it('of the practice office starts its site and its gateway, then resumes', async () => {
    const { calls, lifecycle, jobs, store } = bench()
    const job = await lifecycle.openPractice()
    expect(job.practice).toBe(true)
    const order = ['practice.start', 'gateway.start 127.0.0.1 0 0', `onboarding.resume ${job.id}`]
    expect(calls).toEqual(order)
    // the ports it got are those of the next start
    expect(store.memos.get(`gateway.of.${job.id}`)).toEqual({
      address: '127.0.0.1',
      httpPort: 40_000,
      sipPort: 40_001,
    })
    await lifecycle.openPractice()
    expect(jobs.list()).toHaveLength(1)
    expect(calls.slice(3)).toEqual(['practice.start', `onboarding.resume ${job.id}`])
  })

  it('starts the gateway on its last address and ports, also in a new run', async () => {
    const first = bench()
    const job = first.jobs.create(rehearsal)
    await first.lifecycle.open(job.id)
    await first.lifecycle.startGateway(wanted)
    expect(first.calls.slice(1)).toEqual(['gateway.start 192.0.2.5 8080 5060', `onboarding.resume ${job.id}`])
    const next = bench(first.store)
    await next.lifecycle.resume()
    expect(next.calls).toEqual(['gateway.start 192.0.2.5 8080 5060', `onboarding.resume ${job.id}`])
  })

  it('does not start a stopped gateway, and none in live mode', async () => {
    const first = bench()
    const job = first.jobs.create(rehearsal)
    await first.lifecycle.open(job.id)
    await first.lifecycle.startGateway(wanted)
    expect((await first.lifecycle.stopGateway()).state).toBe('off')
    expect(first.store.memos.get(`gateway.of.${job.id}`)).toBeNull()
    const next = bench(first.store)
    await next.lifecycle.open(job.id)
    expect(next.calls).toEqual([`onboarding.resume ${job.id}`])
    const live = next.jobs.create({ ...rehearsal, mode: 'live' })
    next.store.memos.set(`gateway.of.${live.id}`, wanted)
    await next.lifecycle.open(live.id)
    expect(next.calls.slice(1)).toEqual([`onboarding.resume ${live.id}`])
  })

  it('ignores an invalid memo', async () => {
    const { calls, jobs, store, lifecycle } = bench()
    const job = jobs.create(rehearsal)
    store.memos.set(`gateway.of.${job.id}`, { address: 5 })
    await lifecycle.open(job.id)
    expect(calls).toEqual([`onboarding.resume ${job.id}`])
  })

  it("stops the other job's gateway first; a job opened again keeps its own", async () => {
    const { calls, jobs, lifecycle, status } = bench()
    const [one, two] = [jobs.create(rehearsal), jobs.create(rehearsal)]
    await lifecycle.open(one.id)
    await lifecycle.startGateway(wanted)
    calls.splice(0)
    await lifecycle.open(one.id)
    expect([calls, status.now.state]).toEqual([[`onboarding.resume ${one.id}`], 'running'])
    calls.splice(0)
    await lifecycle.open(two.id)
    expect([calls, status.now.state]).toEqual([['gateway.stop', `onboarding.resume ${two.id}`], 'off'])
    calls.splice(0)
    await lifecycle.open(one.id)
    expect(calls).toEqual(['gateway.start 192.0.2.5 8080 5060', `onboarding.resume ${one.id}`])
  })

  it('continues without a gateway that cannot start, and logs it', async () => {
    const made = bench()
    const job = made.jobs.create(rehearsal)
    made.store.memos.set(`gateway.of.${job.id}`, wanted)
    made.status.refuses = true
    await made.lifecycle.open(job.id)
    expect(made.calls.at(-1)).toBe(`onboarding.resume ${job.id}`)
    expect(logged(made)).toEqual([['job-lifecycle.gateway-not-started', 'port-in-use', 8080]])
    // it is tried again next time
    expect(made.store.memos.get(`gateway.of.${job.id}`)).toEqual(wanted)
  })

  it('that does not exist is refused', async () => {
    await expect(bench().lifecycle.open('x')).rejects.toEqual(code('not-found'))
  })
})

describe('a new run', () => {
  it('opens nothing when no job was open', async () => {
    const { calls, lifecycle } = bench()
    await lifecycle.resume()
    expect(calls).toEqual([])
  })

  it('starts when the practice site cannot start', async () => {
    const first = bench()
    await first.lifecycle.openPractice()
    const next = bench(first.store)
    next.practice.refuses = true
    await next.lifecycle.resume()
    expect(logged(next)).toEqual([['job-lifecycle.not-resumed', 'port-in-use', 8080]])
    await expect(next.lifecycle.openPractice()).rejects.toEqual(code('port-in-use'))
  })
})

describe('the gateway without a current job', () => {
  it('starts and stops; nothing is stored or resumed', async () => {
    const { calls, lifecycle, store } = bench()
    expect((await lifecycle.startGateway(wanted)).state).toBe('running')
    await lifecycle.stopGateway()
    expect(calls).toEqual(['gateway.start 192.0.2.5 8080 5060', 'gateway.stop'])
    expect(store.memos.get('gateway.of.null')).toBeNull()
  })

  it('reports facts and fetches to no job', () => {
    const { calls, lifecycle } = bench()
    lifecycle.gatewayFact({ fact: 'configuration-fetched', hardwareId: parseHardwareId('0003717C0E0A') })
    lifecycle.gatewayFetch({
      hardwareId: parseHardwareId('0003717C0E0A'),
      file: '0003717C0E0A.cfg',
      address: '192.0.2.9',
      userAgent: 'x',
    })
    expect(calls).toEqual([])
  })
})

describe('a report of the gateway', () => {
  it('is applied to the current job, and a failure is logged', async () => {
    const made = bench()
    const job = made.jobs.create(rehearsal)
    await made.lifecycle.open(job.id)
    made.calls.splice(0)
    const hardwareId = parseHardwareId('0003717C0E0A')
    made.lifecycle.gatewayFact({ fact: 'configuration-fetched', hardwareId })
    made.lifecycle.gatewayFact({ fact: 'verification-accepted', hardwareId })
    made.lifecycle.gatewayFetch({
      hardwareId: parseHardwareId('4825670A1B2C:001'),
      file: '4825670A1B2C.cfg',
      address: '192.0.2.9',
      userAgent: 'Adapter/1',
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(made.calls).toEqual([
      `onboarding.gatewayFact ${job.id} configuration-fetched`,
      `onboarding.gatewayFact ${job.id} verification-accepted`,
      `guided.fetched ${job.id} 4825670A1B2C:001`,
      `devices.applyUserAgent ${job.id} 192.0.2.9 48:25:67:0A:1B:2C Adapter/1`,
    ])
    expect(logged(made)).toEqual([['job-lifecycle.fact-failed', 'port-in-use', undefined]])
  })
})

describe('a registration', () => {
  it('is evidence for a setup by hand when it moved its endpoint', async () => {
    const { calls, jobs, store, lifecycle } = bench()
    const job = jobs.create(rehearsal)
    await lifecycle.open(job.id)
    const added = endpoint('1', job.id)
    store.endpoints.save(added)
    const { hardwareId } = added
    const identity = 'x@onboarding.test'
    lifecycle.gatewayFact({ fact: 'registered-without-owner', hardwareId, identity })
    lifecycle.gatewayFact({ fact: 'registered-with-number', hardwareId, identity, number: '1', name: 'A' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(calls.filter((each) => each.startsWith('guided'))).toEqual([`guided.registered 1 ${identity}`])
  })
})

describe('checking an endpoint', () => {
  it('reads its base and returns the stored endpoint', async () => {
    const { calls, jobs, store, lifecycle } = bench()
    const job = jobs.create(rehearsal)
    store.devices.save(device('a', job.id))
    store.endpoints.save({ ...endpoint('1', job.id), deviceId: 'a' })
    expect((await lifecycle.check('1')).id).toBe('1')
    expect(calls).toEqual(['devices.handsets a'])
  })

  it('is refused without a base, and for an unknown endpoint', async () => {
    const { jobs, store, lifecycle } = bench()
    store.endpoints.save(endpoint('1', jobs.create(rehearsal).id))
    await expect(lifecycle.check('1')).rejects.toMatchObject({ code: 'not-found', facts: { what: 'base' } })
    await expect(lifecycle.check('2')).rejects.toMatchObject({ facts: { what: 'endpoint' } })
  })
})

it('the practice site starts and stops without a job', async () => {
  const { calls, lifecycle } = bench()
  expect([(await lifecycle.startPractice()).running, (await lifecycle.stopPractice()).running]).toEqual([
    true,
    false,
  ])
  expect(calls).toEqual(['practice.start', 'practice.stop'])
})

describe('deleting a job', () => {
  it('stops its gateway when it is the current one, and only then', async () => {
    const { calls, jobs, status, lifecycle } = bench()
    const [current, other] = [jobs.create(rehearsal), jobs.create(rehearsal)]
    await lifecycle.open(current.id)
    await lifecycle.startGateway({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
    calls.splice(0)
    expect(await lifecycle.delete(other.id)).toMatchObject({ id: other.id })
    expect(calls).toEqual([])
    await lifecycle.delete(current.id)
    expect(calls).toEqual(['gateway.stop'])
    expect(status.now.state).toBe('off')
    expect(jobs.list()).toEqual([])
    // its facts belong to no job any more
    lifecycle.gatewayFact({ fact: 'configuration-fetched', hardwareId: parseHardwareId('0003717C0E0A') })
    expect(calls).toEqual(['gateway.stop'])
  })
})

describe('resetting the practice office', () => {
  it('offboards what was enrolled, clears the devices, and opens a new job', async () => {
    const { calls, jobs, store, lifecycle } = bench()
    const former = await lifecycle.openPractice()
    const kept = jobs.create(rehearsal)
    const enrolled = endpoint('1', former.id)
    store.endpoints.save({
      ...enrolled,
      onboarding: { at: 'fetched', since: 1, reached: {} },
    })
    store.endpoints.save({ ...endpoint('2', former.id), hardwareId: parseHardwareId('0003717C0E0B') })
    calls.splice(0)
    const opened = await lifecycle.resetPractice()
    expect(calls.slice(0, 3)).toEqual([
      `gateway.offboard ${enrolled.hardwareId}`,
      'gateway.stop',
      'practice.reset',
    ])
    expect(calls).toContain('practice.start')
    expect(opened).toMatchObject({ practice: true })
    expect(opened.id).not.toBe(former.id)
    expect(
      jobs
        .list()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([kept.id, opened.id].toSorted())
    expect(store.endpoints.ofJob(former.id)).toEqual([])
  })
})
