import { describe, expect, it } from 'vitest'
import { type Reachable, route, wouldLoop } from '#electron/gateway/features/routing.ts'
import type { Binding } from '#electron/sip/index.ts'
import fc from '#test/support/property.ts'

const device = (aor: string): Binding => ({
  ...{
    aor,
    contact: `sip:${aor}`,
    flow: { transport: 'udp', address: '192.0.2.1', port: 5060 },
    callId: '1',
  },
  ...{ cseq: 1, expiresAt: 1, userAgent: '', instance: null, regId: null, q: 1, path: [] },
})

interface Set {
  readonly always?: string
  readonly onTimeout?: string
  readonly simultaneous?: string
  readonly dnd?: boolean
  /** Defaults to one. */
  readonly devices?: number
}

function users(all: Record<string, Set>) {
  const table = new Map(Object.entries(all))
  return (number: string): Reachable | null => {
    const set = table.get(number)
    if (set === undefined) return null
    const { always = null, onTimeout = null, simultaneous = null, dnd = false, devices = 1 } = set
    return {
      doNotDisturb: dnd,
      forwarding: { always, onTimeout, simultaneous },
      devices: Array.from({ length: devices }, (_, at) => device(`${number}-${at}`)),
    }
  }
}

/** `ring b: b-0 b-1, then c` or `refused 486`. */
function played(all: Record<string, Set>, visited: string[] = []): string {
  const found = route('a', users(all), visited)
  if (found.kind === 'refused') return `refused ${found.status}`
  const rung = `ring ${found.number}: ${found.devices.map(({ aor }) => aor).join(' ')}`
  return found.onTimeout === null ? rung : `${rung}, then ${found.onTimeout}`
}

describe('the route of a call to a', () => {
  it.each<[string, Record<string, Set>, string]>([
    ['rings the devices', { a: { devices: 2 } }, 'ring a: a-0 a-1'],
    ['outside numbers are not built', {}, 'refused 403'],
    ['no device', { a: { devices: 0 } }, 'refused 480'],
    ['do not disturb', { a: { dnd: true } }, 'refused 486'],
    ['always forwarded', { a: { always: 'b' }, b: {} }, 'ring b: b-0'],
    ['always forwarded in spite of do not disturb', { a: { always: 'b', dnd: true }, b: {} }, 'ring b: b-0'],
    ['the target does not want to be disturbed', { a: { always: 'b' }, b: { dnd: true } }, 'refused 486'],
    ['forwarded twice', { a: { always: 'b' }, b: { always: 'c' }, c: {} }, 'ring c: c-0'],
    ['forwarded to an outside number', { a: { always: 'x' } }, 'refused 403'],
    ['a loop', { a: { always: 'b' }, b: { always: 'a' } }, 'refused 482'],
    ['on time-out', { a: { onTimeout: 'b' }, b: {} }, 'ring a: a-0, then b'],
    ['without a device at once', { a: { onTimeout: 'b', devices: 0 }, b: {} }, 'ring b: b-0'],
    ['a loop without devices', { a: { onTimeout: 'a', devices: 0 } }, 'refused 482'],
    ['simultaneous', { a: { simultaneous: 'b' }, b: {} }, 'ring a: a-0 b-0'],
    ['simultaneous with do not disturb', { a: { simultaneous: 'b' }, b: { dnd: true } }, 'ring a: a-0'],
    ['simultaneous with itself', { a: { simultaneous: 'a' } }, 'ring a: a-0'],
    ['simultaneous with an outside number', { a: { simultaneous: 'x' } }, 'ring a: a-0'],
  ])('%s', (_, all, expected) => {
    expect(played(all)).toBe(expected)
  })

  it('refuses to come back', () => expect(played({ a: {} }, ['b', 'a'])).toBe('refused 482'))

  it('ends for any settings, and rings each device once', () => {
    const number = fc.constantFrom('a', 'b', 'c', 'd', 'x')
    const set = fc.record(
      {
        always: number,
        onTimeout: number,
        simultaneous: number,
        dnd: fc.boolean(),
        devices: fc.nat({ max: 2 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.record({ a: set, b: set, c: set, d: set }), (all) => {
        const found = route('a', users(all))
        if (found.kind === 'refused') return
        expect(new Set(found.devices.map(({ aor }) => aor)).size).toBe(found.devices.length)
        expect(new Set(found.visited).size).toBe(found.visited.length)
      }),
    )
  })
})

describe('a loop of calls that are always forwarded', () => {
  it.each<[string, Record<string, Set>, boolean]>([
    ['to itself', { a: {} }, true],
    ['back', { b: { always: 'a' } }, true],
    ['round', { b: { always: 'c' }, c: { always: 'a' } }, true],
    ['on time-out only', { b: { onTimeout: 'a' } }, false],
    ['to an outside number', {}, false],
    ['of others', { b: { always: 'c' }, c: { always: 'b' } }, true],
  ])('%s', (name, all, expected) => {
    expect(wouldLoop('a', name === 'to itself' ? 'a' : 'b', users(all))).toBe(expected)
  })
})
