/**
 * A bulk run over 1,000 practice devices of three makes, each reply 300 ms late: devices a minute, memory of the core, and how close the run is to
 * the time that its devices take one at a time, divided by the number at the same time.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type Core, createCore } from '#electron/app/core.ts'
import { type BulkOptions, bulkOptionsSchema } from '#shared/model/bulk-run.ts'
import { deviceKindSchema } from '#shared/model/identity.ts'
import { temporaryFolder } from '../support/core.ts'
import { addFleet, type FleetDevice, keepSignIns } from '../support/practice-fleet.ts'
import { print, printMemory } from './figures.ts'

const count = 1_000
const concurrency = 64
/** The fault `slow` delays replies by 6 s times the pace. */
const pace = 0.05

const devicesSchema = z.array(
  z.object({
    vendor: z.string(),
    model: z.string(),
    mac: z.string(),
    kind: deviceKindSchema,
    http: z.number(),
  }),
)

interface Sites extends AsyncDisposable {
  readonly devices: FleetDevice[]
}

async function openSite(of: number): Promise<Sites> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'push-fleet.ts'), String(of), String(pace)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      devices: devicesSchema.parse(JSON.parse(line)),
      async [Symbol.asyncDispose]() {
        const exited = once(child, 'exit')
        child.kill()
        await exited
      },
    }
  }
  throw new Error('the practice devices did not open')
}

/** Milliseconds of a run that reads and writes these devices; all have to be written. */
async function run(
  core: Core,
  devices: readonly FleetDevice[],
  path: string,
  own: Partial<BulkOptions>,
): Promise<number> {
  const { jobs, bulkRuns } = core.services
  const jobId = jobs.create({ name: path, site: '', region: 'emea', language: 'en', mode: 'live' }).id
  const deviceIds = addFleet(core, jobId, devices)
  keepSignIns(core, jobId, deviceIds, devices)
  const options = bulkOptionsSchema.parse({ acceptPlainHttp: true, restart: false, ...own })
  const from = performance.now()
  const target = { kind: 'url', url: `http://127.0.0.1:9/${path}` } as const
  const { id } = bulkRuns.start({ jobId, deviceIds, target, options })
  for await (const { run: head } of bulkRuns.watch(id, undefined)) {
    if (head.phase.at === 'planned') bulkRuns.command(id, { fact: 'approved' })
    if (head.phase.at === 'ended') break
  }
  const took = performance.now() - from
  const steps = bulkRuns.list(jobId)[0]?.steps
  if (steps?.done !== devices.length) throw new Error(`not all were written: ${JSON.stringify(steps)}`)
  return took
}

await using site = await openSite(count)
using folder = temporaryFolder()
await using core = await createCore({ dataFolder: folder.path, capabilities: [] })

/** Time of one device of a kind alone: the second of two, because the first one warms up the engine. */
const alone = new Map<string, number>()
for (const device of site.devices.slice(0, 3)) {
  await run(core, [device], 'warm.cfg', {})
  alone.set(device.kind, await run(core, [device], 'alone.cfg', {}))
}
const bound = site.devices.reduce((sum, { kind }) => sum + (alone.get(kind) ?? 0), 0) / concurrency
const took = await run(core, site.devices, 'all.cfg', { concurrency, canary: false })
print({
  ...{ name: 'bulk set-up of 1,000 devices, planned and written', value: took, unit: 'ms' },
  of: `${concurrency} at a time; ${(count / (took / 60_000)).toFixed(0)} devices a minute`,
})
print({
  ...{ name: 'bulk set-up, share of the limit set by the devices', value: bound / took, unit: 'x' },
  of: `limit ${bound.toFixed(0)} ms; one alone: ${[...alone].map(([kind, ms]) => `${kind} ${ms.toFixed(0)} ms`).join(', ')}`,
})
printMemory('after a bulk set-up of 1,000 devices')
