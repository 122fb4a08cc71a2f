/** A bulk run of a whole core over practice phones and bases, and what their faults leave in the report. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import type { BulkRun } from '#shared/model/bulk-run.ts'
import { bulkOptionsSchema } from '#shared/model/bulk-run.ts'
import { practiceFaultSchema } from '#shared/model/host.ts'
import { addFleet, type Fleet, keepSignIns, openFleet } from '#test/support/practice-fleet.ts'

let fleet: Fleet
let core: Core
let jobId = ''

beforeAll(async () => {
  fleet = await openFleet(4, 0.001, ['phone', 'dect-base'])
  core = await createCore({ dataFolder: ':memory:', capabilities: [] })
})
afterAll(async () => {
  await core[Symbol.asyncDispose]()
  await fleet[Symbol.asyncDispose]()
})

/** A new job with the fleet, and its run, which waits for the approval or has ended. */
async function planned(path: string, password?: string): Promise<BulkRun> {
  const { jobs, bulkRuns } = core.services
  jobId = jobs.create({ name: 'Bulk', site: '', region: 'emea', language: 'en', mode: 'live' }).id
  const deviceIds = addFleet(core, jobId, fleet.devices)
  keepSignIns(core, jobId, deviceIds, fleet.devices, password)
  const options = bulkOptionsSchema.parse({ acceptPlainHttp: true, restart: false })
  const { id } = bulkRuns.start({
    jobId,
    deviceIds,
    target: { kind: 'url', url: `http://127.0.0.1:9/${path}` },
    options,
  })
  return settled(id)
}

async function settled(id: string): Promise<BulkRun> {
  const { bulkRuns } = core.services
  for await (const { run } of bulkRuns.watch(id, undefined))
    if (run.phase.at === 'planned' || run.phase.at === 'ended') break
  return bulkRuns.get(id)
}

const steps = ({ devices }: BulkRun) => devices.map(({ step }) => step.at)
const all = (step: string) => fleet.devices.map(() => step)

describe('a run over practice phones and bases', () => {
  it('writes all, finds them unchanged the next time, and puts them back', async () => {
    const { bulkRuns } = core.services
    const run = await planned('a.cfg')
    expect(run.devices.map(({ step }) => step)).toEqual(
      fleet.devices.map(() => expect.objectContaining({ at: 'planned' })),
    )
    bulkRuns.command(run.id, { fact: 'approved' })
    expect(steps(await settled(run.id))).toEqual(all('done'))
    expect(steps(await planned('a.cfg'))).toEqual(all('unchanged'))
    bulkRuns.command(run.id, { fact: 'roll-back-asked', deviceIds: null })
    expect(steps(await settled(run.id))).toEqual(all('rolled-back'))
    expect(steps(await planned('a.cfg'))).toEqual(all('planned'))
  })

  it('asks no device of a model a third time with a wrong password', async () => {
    const run = await planned('b.cfg', 'wrong')
    expect(steps(run)).toEqual(all('not-read'))
    expect(run.devices.map(({ step }) => 'problem' in step && step.problem.code)).toEqual(
      all('sign-in-refused'),
    )
  })

  it.each(practiceFaultSchema.options)(
    'ends in a named state with %s on one of two devices of each model, and reports what each device holds',
    async (fault) => {
      const { bulkRuns } = core.services
      const run = await planned(`${fault}.cfg`)
      for (const handle of fleet.handles.slice(0, 2)) handle.misbehave(fault, true)
      try {
        bulkRuns.command(run.id, { fact: 'approved' })
        const ended = await settled(run.id)
        expect(ended.phase).toEqual({ at: 'ended', cancelled: false })
        for (const { step } of ended.devices) expect(['done', 'not-written']).toContain(step.at)
        // the other device of each model is written
        expect(steps(ended).slice(2)).not.toContain('not-written')
      } finally {
        for (const handle of fleet.handles.slice(0, 2)) handle.misbehave(fault, false)
      }
      // a device that had moved to another port is back
      await expect
        .poll(() => fleet.handles.map((handle) => handle.status().ports.http))
        .toEqual(fleet.devices.map(({ http }) => http))
      const later = await planned(`${fault}.cfg`)
      expect(later.devices.map(({ step }) => step.at)).toEqual(
        bulkRuns.get(run.id).devices.map(({ step }, index) => {
          if (step.at === 'done') return 'unchanged'
          const held = step.at === 'not-written' ? step.left : null
          return held === 'not-known'
            ? later.devices[index]?.step.at
            : held === 'written'
              ? 'unchanged'
              : 'planned'
        }),
      )
    },
  )
})
