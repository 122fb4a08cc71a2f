/** Starting and stopping the practice site, with a site that opens no sockets. */
import { describe, expect, it } from 'vitest'
import type { PracticeOptions, PracticeSite } from '#electron/practice/practice.ts'
import { createPracticeService, practicePorts } from '#electron/services/practice/index.ts'
import { type ProblemCode, PunchdownError } from '#shared/errors.ts'
import type { PracticeOfficeDevice, PracticeStatus } from '#shared/model/host.ts'

const running: PracticeStatus = {
  ...{ running: true, targets: ['127.0.0.1'], devices: [], officeDevices: 1 },
  ports: { http: 18080, https: 18080, sip: 15060, snmp: 10161 },
}
const officeDevice: PracticeOfficeDevice = {
  ...{ id: 'a', kind: 'phone', vendor: 'Yealink', model: 'T46U', firmware: null, mac: '00:03:71:00:00:01' },
  ...{ address: '127.0.0.2', ports: running.ports, switch: null, vlan: null },
  ...{ protocols: [], lesson: null, decoy: false },
}

/** A service whose site opens with each of the problems in turn, then well. */
function practice(...problems: readonly (ProblemCode | Error)[]) {
  const created: PracticeOptions[] = []
  const calls: unknown[][] = []
  const listeners = new Set<() => void>()
  const counts = { open: 0, changes: 0 }
  let gate: Promise<void> = Promise.resolve()
  const site = (): PracticeSite => ({
    status: () => running,
    office: () => [officeDevice],
    dial: async (...given) => void calls.push(['dial', ...given]),
    misbehave: (...given) => void calls.push(['misbehave', ...given]),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      counts.open--
    },
  })
  const service = createPracticeService({
    async create(options) {
      created.push(options)
      await gate
      const problem = problems[created.length - 1]
      if (problem instanceof Error) throw problem
      if (problem !== undefined) throw new PunchdownError(problem)
      counts.open++
      return site()
    },
    ...{ flashFolder: '/flash', pace: 0.5, ports: practicePorts, office: true },
    onChange: () => void counts.changes++,
  })
  return {
    ...{ service, created, calls, counts, listeners },
    hold(until: Promise<void>) {
      gate = until
    },
  }
}

describe('the practice site', () => {
  it('is off until it is started', async () => {
    const { service, counts } = practice()
    expect(service.status()).toMatchObject({ running: false, targets: [], devices: [], officeDevices: 0 })
    expect(service.status().ports).toEqual({ http: 80, https: 443, sip: 5060, snmp: 161 })
    expect(service.office()).toEqual([])
    expect(() => service.misbehave('base', 'slow', true)).toThrow(
      expect.objectContaining({ code: 'practice-off' }),
    )
    expect(() => service.dial('base', '1', '2')).toThrow(expect.objectContaining({ code: 'practice-off' }))
    expect(await service.stop()).toMatchObject({ running: false })
    expect(counts).toEqual({ open: 0, changes: 1 })
  })

  it('starts on its usual ports on loopback, and passes on the options', async () => {
    const { service, created, calls, counts, listeners } = practice()
    expect(await service.start()).toEqual(running)
    expect(created).toEqual([
      {
        ...{ flashFolder: '/flash', address: '127.0.0.1', pace: 0.5, office: true },
        ports: { http: 18080, sip: 15060, snmp: 10161 },
      },
    ])
    expect(service.office()).toEqual([officeDevice])
    await service.dial('base', '1', '2')
    service.misbehave('base', 'slow', true)
    expect(calls).toEqual([
      ['dial', 'base', '1', '2'],
      ['misbehave', 'base', 'slow', true],
    ])
    const before = counts.changes
    for (const listener of listeners) listener()
    expect(counts.changes).toBe(before + 1)
  })

  it('uses any free ports when a usual one is in use', async () => {
    const { service, created } = practice('port-in-use')
    expect((await service.start()).running).toBe(true)
    expect(created.map(({ ports }) => ports)).toEqual([practicePorts, { http: 0, sip: 0, snmp: 0 }])
  })

  it.each([
    ['another problem', ['not-found'], { code: 'not-found' }, 1],
    ['no port at all', ['port-in-use', 'port-in-use'], { code: 'port-in-use' }, 2],
    ['a bug', [new TypeError('a bug')], { name: 'TypeError' }, 1],
  ] as const)('does not start with %s, and can be started again', async (_what, problems, problem, tries) => {
    const { service, created, counts } = practice(...problems)
    await expect(service.start()).rejects.toMatchObject(problem)
    expect(created).toHaveLength(tries)
    expect(counts.changes).toBe(0)
    expect(service.status().running).toBe(false)
    expect((await service.start()).running).toBe(true)
  })

  it('is started once by several calls', async () => {
    const { service, created, listeners, counts } = practice()
    await Promise.all([service.start(), service.start()])
    const { changes } = counts
    await service.start()
    expect(created).toHaveLength(1)
    expect(listeners.size).toBe(1)
    expect(counts).toEqual({ open: 1, changes })
  })

  it('is stopped, and started again', async () => {
    const { service, created, counts } = practice()
    await service.start()
    const { changes } = counts
    expect(await service.stop()).toMatchObject({ running: false })
    expect(counts).toEqual({ open: 0, changes: changes + 1 })
    await service.start()
    expect([created.length, counts.open]).toEqual([2, 1])
  })

  it.each(['stop', 'dispose'] as const)('that is still starting is closed by %s', async (way) => {
    const { service, counts, hold } = practice()
    const gate = Promise.withResolvers<void>()
    hold(gate.promise)
    const starting = service.start()
    const ending = way === 'stop' ? service.stop() : service[Symbol.asyncDispose]()
    gate.resolve()
    await Promise.all([starting, ending])
    expect(service.status().running).toBe(false)
    expect(counts.open).toBe(0)
  })

  it('that fails to start is stopped without a problem', async () => {
    const { service } = practice('not-found')
    const starting = service.start()
    expect(await service.stop()).toMatchObject({ running: false })
    await expect(starting).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is closed with its service', async () => {
    const { service, counts } = practice()
    await service.start()
    await service[Symbol.asyncDispose]()
    expect(counts.open).toBe(0)
    expect(service.status().running).toBe(false)
  })
})
