/** A practice phone from its factory settings to its number, by the whole core: pushed, restarted, fetched, registered, signed in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import { Secret } from '#electron/platform/secret.ts'
import type { Endpoint, JobChange } from '#shared/model/job.ts'
import { addFleet, type Fleet, openFleet } from '#test/support/practice-fleet.ts'
import { signInOnPage } from './walk.ts'

let fleet: Fleet
let core: Core
let jobId = ''
let deviceId = ''

beforeAll(async () => {
  fleet = await openFleet(1, 0.001, ['phone'])
  core = await createCore({ dataFolder: ':memory:', capabilities: [] })
  jobId = core.services.jobs.create({
    ...{ name: 'One phone', site: '', region: 'emea', language: 'en', mode: 'rehearsal' },
  }).id
  await core.services.jobLifecycle.open(jobId)
  await core.services.jobLifecycle.startGateway({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
  deviceId = addFleet(core, jobId, fleet.devices)[0] ?? ''
})
afterAll(async () => {
  await core[Symbol.asyncDispose]()
  await fleet[Symbol.asyncDispose]()
})

/** The phone's endpoint at the first of these states. */
async function endpointAt(...states: Endpoint['onboarding']['at'][]): Promise<Endpoint> {
  const phoneIn = ({ endpoints }: JobChange) => endpoints.upserted.find((each) => each.kind === 'phone')
  for await (const change of core.services.jobs.watch(jobId, undefined)) {
    const endpoint = phoneIn(change)
    if (endpoint?.onboarding.at === 'stuck') throw new Error(`stuck: ${endpoint.onboarding.problem.code}`)
    if (endpoint !== undefined && states.includes(endpoint.onboarding.at)) return endpoint
  }
  throw new Error('the core stopped')
}

describe('a Poly VVX', () => {
  it('is pointed at the gateway core, restarts and registers before its sign-in', async () => {
    const { devices, pushes } = core.services
    await devices.signIn(deviceId, { user: 'Polycom', password: new Secret('13579'), acceptPlainHttp: true })
    const plan = await devices.plan(deviceId, { kind: 'rehearsal' })
    expect(plan).toMatchObject({ after: 'at-next-start', starts: 'restart' })
    const { state } = await pushes.ended(pushes.apply(deviceId, plan.id, { start: true }).id)
    expect(state.at).toBe('done')
    await endpointAt('onboarded')
  })

  it('is signed in with *55*, and gets the number of its account', async () => {
    const { onboarding, hardwareId } = await endpointAt('onboarded')
    if (onboarding.at !== 'onboarded' || onboarding.verification === null) throw new Error('no code')
    const [phone] = fleet.handles
    await expect.poll(() => phone?.status().handsets[0]?.registered).toBe(true)
    await phone?.dial(hardwareId, `*55*${onboarding.verification.code}`)
    const { onboarding: next } = await endpointAt('signing-in')
    if (next.at !== 'signing-in') throw new Error(next.at)
    await signInOnPage(core.services.gateway.status().signInPage ?? '', next.signIn.code)
    expect((await endpointAt('signed-in')).onboarding).toMatchObject({ at: 'signed-in' })
    await expect.poll(() => phone?.status().handsets[0]?.registered).toBe(true)
  })
})
