/**
 * Kill -9 is an ordinary event: the core may die between any two steps of the walk, and the job goes on where it was. One walk is killed
 * after each step; PUNCHDOWN_KILLS=each also walks once for each step, with a single kill.
 */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { historyEntrySchema } from '#shared/model/job.ts'
import { freePorts, startChildCore, temporaryFolder } from '../support/core.ts'
import { handset, steps, type Walk } from './walk.ts'

const ipei = '03717C0E0A'

describe('the walk', () => {
  it('leads from an unknown base to a signed-in handset', async () => {
    using folder = temporaryFolder()
    await using core = await startChildCore(folder.path, await freePorts())
    const walk: Walk = { core, jobId: '', ipei }
    for (const step of steps) await step.run(walk)
    expect((await handset(walk)).onboarding).toMatchObject({
      at: 'signed-in',
      number: expect.stringMatching(/^\+44/),
    })
    const history = z
      .array(historyEntrySchema)
      .parse(await walk.core.call('jobs.history', { jobId: walk.jobId }))
    expect(history.map((entry) => entry.what)).toEqual(
      expect.arrayContaining([
        // a handset may fetch before its base was read back: the fetch then says that it was pointed here
        'onboarding.configuration-fetched',
        'onboarding.registered-without-owner',
        'onboarding.verification-code-issued',
        'onboarding.verification-accepted',
        'onboarding.sign-in-code-issued',
        'onboarding.account-attached',
        'onboarding.registered-with-number',
      ]),
    )
  }, 120_000)

  it
    .runIf(process.env.PUNCHDOWN_KILLS === 'each')
    .each(steps.map((step, index) => ({ name: step.name, index })))(
    'survives kill -9 after "$name"',
    async ({ index }) => {
      using folder = temporaryFolder()
      const ports = await freePorts()
      const walk: Walk = { core: await startChildCore(folder.path, ports), jobId: '', ipei }
      try {
        for (const [at, step] of steps.entries()) {
          await step.run(walk)
          if (at !== index) continue
          await walk.core.kill()
          walk.core = await startChildCore(folder.path, ports)
        }
        expect((await handset(walk)).onboarding.at).toBe('signed-in')
      } finally {
        await walk.core.kill()
      }
    },
    180_000,
  )

  it('survives kill -9 after every step, one after the other', async () => {
    using folder = temporaryFolder()
    const ports = await freePorts()
    const walk: Walk = { core: await startChildCore(folder.path, ports), jobId: '', ipei }
    try {
      for (const step of steps) {
        await step.run(walk)
        await walk.core.kill()
        walk.core = await startChildCore(folder.path, ports)
      }
      expect((await handset(walk)).onboarding.at).toBe('signed-in')
    } finally {
      await walk.core.kill()
    }
  }, 300_000)
})
