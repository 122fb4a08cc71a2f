/** Work of one key runs one at a time, in order; other keys do not wait. */

import { describe, expect, it } from 'vitest'
import { createQueues } from '#electron/services/devices/index.ts'
import fc from '#test/support/property.ts'

describe('queues', () => {
  it('run one piece of work per key at a time, in order, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.record({ key: fc.constantFrom('a', 'b'), fails: fc.boolean() }), { maxLength: 8 }),
        async (scheduler, jobs) => {
          const queues = createQueues()
          const running = new Set<string>()
          const order = new Map<string, number[]>()
          const all = jobs.map(({ key, fails }, index) =>
            queues.run(key, async () => {
              expect(running.has(key)).toBe(false)
              running.add(key)
              await scheduler.schedule(Promise.resolve())
              running.delete(key)
              order.set(key, [...(order.get(key) ?? []), index])
              if (fails) throw new Error(String(index))
              return index
            }),
          )
          const settled = Promise.allSettled(all)
          await scheduler.waitFor(settled)
          const outcomes = await settled
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(jobs.map(({ fails }) => fails))
          for (const indexes of order.values()) expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of one key do not wait for another', async () => {
    const queues = createQueues()
    const gate = Promise.withResolvers<void>()
    const first = queues.run('a', () => gate.promise)
    expect(await queues.run('b', async () => 2)).toBe(2)
    gate.resolve()
    await first
  })
})
