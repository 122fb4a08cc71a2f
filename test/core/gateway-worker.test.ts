/** The gateway's worker ends under a core: jobs and the page's contract go on, and the next registration is served. */
import { join } from 'node:path'
import { BroadcastChannel } from 'node:worker_threads'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import type { Status } from '#shared/model/host.ts'
import { BenchDevice, fetchConfiguration, handset } from '../gateway/bench.ts'
import type { Death } from '../gateway/mortal-worker.ts'
import { temporaryFolder } from '../support/core.ts'

/** Reads the watch until the gateway is in a state; returns the status that said so. */
async function until(
  watch: AsyncIterator<Status>,
  state: Status['gateway']['state'],
): Promise<Status['gateway']> {
  for (;;) {
    const { value, done } = await watch.next()
    if (done === true) throw new Error('the watch ended')
    if (value.gateway.state === state) return value.gateway
  }
}

it('three ends of the gateway worker do not affect jobs and page', async () => {
  using folder = temporaryFolder()
  await using core = await createCore({
    dataFolder: folder.path,
    capabilities: [],
    gatewayWorker: join(import.meta.dirname, '..', 'gateway', 'mortal-worker.ts'),
  })
  const page = createRouterClient(core.router, { context: { services: core.services } })
  const job = await page.jobs.create({ name: 'B', site: '', region: 'emea', mode: 'rehearsal' })
  await page.jobs.open({ jobId: job.id })
  const leaving = new AbortController()
  const watch = (await page.app.watch(undefined, { signal: leaving.signal }))[Symbol.asyncIterator]()
  await page.gateway.start({ address: '127.0.0.1' })
  const { address, httpPort, sipPort } = await until(watch, 'running')
  const endpoint = await page.endpoints.add({ jobId: job.id, ipei: handset.slice(2) })

  await using device = await BenchDevice.open()
  const first = await fetchConfiguration(`http://${address}:${httpPort}/${handset}.cfg`)
  const { account } = await fetchConfiguration(first.nextUrl)
  if (account === null) throw new Error('no account')
  expect((await device.register(account)).status).toBe(200)
  // a verification code is made for an enrolled endpoint, and only that one's account outlives the worker
  for await (const { endpoints } of core.services.jobs.watch(job.id, leaving.signal)) {
    const state = endpoints.upserted.find(({ id }) => id === endpoint.id)?.onboarding
    if (state?.at === 'onboarded' && state.verification !== null) break
  }
  const channel = new BroadcastChannel(`mortal-${process.pid}`)
  const deaths: readonly Death[] = ['uncaught', 'memory', 'loop']
  for (const death of deaths) {
    channel.postMessage(death)
    const listing = page.jobs.list()
    await until(watch, 'restarting')
    expect((await listing).map(({ id }) => id)).toEqual([job.id])
    expect(await page.endpoints.update({ endpointId: endpoint.id, label: death })).toMatchObject({
      label: death,
    })
    const running = await until(watch, 'running')
    expect(running).toMatchObject({ address, httpPort, sipPort, reason: null })
    expect((await device.register(account)).status).toBe(200)
  }
  channel.close()
  expect((await page.gateway.status()).registrations).toBeLessThanOrEqual(1)
  expect(core.services.onboarding.get(endpoint.id).onboarding.at).toBe('onboarded')
  leaving.abort()
  await watch.return?.()
}, 90_000)
