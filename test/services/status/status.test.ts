/** The status strip: one picture at first, then one for each burst of changes, until the reader leaves. */
import { describe, expect, it } from 'vitest'
import { createStatus, type StatusParts } from '#electron/services/status/index.ts'
import type { Status } from '#shared/model/host.ts'

function bench() {
  const work: Status['work'] = []
  const parts: StatusParts = {
    version: '1.2.3',
    capabilities: ['open-external'],
    dataFolder: '/data',
    secrets: 'key-file',
    store: () => ({ unreadable: 1, journalLost: true }),
    unreadable: () => [{ source: 'job', key: 'a', at: 1, why: 'not JSON', row: '{}' }],
    catalogue: () => ({ date: '2026-01-01', source: 'a test', imported: null, builtIn: [] }),
    gateway: () => ({
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
    }),
    practice: () => ({
      ...{ running: false, targets: [], devices: [], officeDevices: 0 },
      ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
    }),
    work: () => [...work],
  }
  return { parts, work, status: createStatus(parts) }
}
/** Lets everything that waits for nothing go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the status', () => {
  it('has the current values of its parts', () => {
    const { parts, status, work } = bench()
    work.push({ id: 'p', kind: 'push', startedAt: 5 })
    expect(status.now()).toEqual({
      version: '1.2.3',
      capabilities: ['open-external'],
      dataFolder: '/data',
      secrets: 'key-file',
      store: { unreadable: 1, journalLost: true },
      catalogue: parts.catalogue(),
      gateway: parts.gateway(),
      practice: parts.practice(),
      work: [{ id: 'p', kind: 'push', startedAt: 5 }],
    })
    expect(status.unreadable()).toMatchObject([{ source: 'job', key: 'a' }])
  })
})

describe('a watch of it', () => {
  it('begins with the current status, then waits for a change', async () => {
    const { status, work } = bench()
    const watch = status.watch(undefined)
    expect((await watch.next()).value?.work).toEqual([])
    let told: Status | null = null
    const next = watch.next().then(({ value }) => {
      told = value ?? null
    })
    await settle()
    expect(told).toBeNull()
    work.push({ id: 'p', kind: 'push', startedAt: 5 })
    status.changed()
    await next
    expect(told).toMatchObject({ work: [{ id: 'p' }] })
    await watch.return()
  })

  it('coalesces unread changes', async () => {
    const { status } = bench()
    const watch = status.watch(undefined)
    await watch.next()
    for (let count = 0; count < 5; count++) status.changed()
    await watch.next()
    let again = false
    void watch.next().then(() => {
      again = true
    })
    await settle()
    expect(again).toBe(false)
  })

  it('notifies every watcher', async () => {
    const { status } = bench()
    const watches = [status.watch(undefined), status.watch(undefined)]
    for (const watch of watches) await watch.next()
    const next = watches.map((watch) => watch.next())
    status.changed()
    expect((await Promise.all(next)).map(({ done }) => done)).toEqual([false, false])
  })

  it.each([
    ['before it begins', true],
    ['while it waits', false],
  ])('ends when its signal fires %s', async (_, early) => {
    const { status } = bench()
    const leaving = new AbortController()
    const watch = status.watch(leaving.signal)
    if (early) leaving.abort()
    else await watch.next()
    const next = watch.next()
    leaving.abort()
    expect((await next).done).toBe(true)
    // nothing is left that a change would call
    status.changed()
    expect((await watch.next()).done).toBe(true)
  })
})
