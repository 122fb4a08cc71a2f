import { expect, it } from 'vitest'
import type { GatewayEvent } from '#electron/gateway/worker/contract.ts'
import { EventQueue } from '#electron/gateway/worker/event-queue.ts'
import { gatewayStatusSchema } from '#shared/model/host.ts'
import { handset } from './bench.ts'

const status = gatewayStatusSchema.parse({
  ...{
    state: 'off',
    reason: null,
    address: null,
    httpPort: null,
    sipPort: null,
    domain: 'd',
    signInPage: null,
  },
  ...{ registrations: 0, calls: [], guesses: [], held: [], stored: { unreadable: 0, replaced: null } },
})
const statusEvent = () => ({ kind: 'status' as const, status })

async function take(events: AsyncGenerator<GatewayEvent, void>, count: number): Promise<GatewayEvent[]> {
  const taken: GatewayEvent[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done === true) break
    taken.push(value)
  }
  return taken
}

it('sends events in order and many changes of the status as one', async () => {
  const queue = new EventQueue()
  for (let i = 0; i < 100; i++) queue.statusChanged()
  queue.push({ kind: 'log', path: 'a', fields: {} })
  queue.push({ kind: 'fact', fact: { fact: 'configuration-fetched', hardwareId: handset } })
  const leaving = new AbortController()
  const events = queue.read(statusEvent, leaving.signal)
  expect((await take(events, 3)).map(({ kind }) => kind)).toEqual(['log', 'fact', 'status'])
  const next = take(events, 1)
  queue.statusChanged()
  expect((await next).map(({ kind }) => kind)).toEqual(['status'])
  const end = take(events, 1)
  leaving.abort()
  expect(await end).toEqual([])
})

it('drops log lines of a flood and keeps every fact', async () => {
  const queue = new EventQueue()
  for (let i = 0; i < 20_000; i++) queue.push({ kind: 'log', path: 'a', fields: {} })
  for (let i = 0; i < 10; i++) {
    queue.push({ kind: 'fact', fact: { fact: 'configuration-fetched', hardwareId: handset } })
  }
  queue.statusChanged()
  const taken: GatewayEvent[] = []
  for await (const event of queue.read(statusEvent, undefined)) {
    taken.push(event)
    if (event.kind === 'status') break
  }
  expect(taken.filter(({ kind }) => kind === 'fact')).toHaveLength(10)
  expect(taken.length).toBeLessThan(5_100)
})
