/** Rate limit, timeouts, next question and settled targets of a scan. */

import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { createDoneSet } from '#electron/services/discovery/scan/done-set.ts'
import { linksOf, neighbourLimit, openFilesIn } from '#electron/services/discovery/scan/host-limits.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { timeLeft } from '#electron/services/discovery/scan/progress.ts'
import {
  cheapestQuestion,
  fingerprint,
  isEnough,
  isSecurePageSeen,
  nextQuestion,
} from '#electron/services/discovery/scan/questions.ts'
import { fullBucket, slowed, takeFrom } from '#electron/services/discovery/scan/rate-limit.ts'
import {
  lost,
  observed,
  type RoundTrips,
  subnetOf,
  timeoutOf,
} from '#electron/services/discovery/scan/round-trips.ts'
import { createWaits } from '#electron/services/discovery/scan/waits.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import fc from '#test/support/property.ts'

const limits = fc.record({
  perSecond: fc.integer({ min: 1, max: 5_000 }),
  burst: fc.integer({ min: 1, max: 1_000 }),
})
const steps = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 2_000 }), loses: fc.boolean() }), {
  maxLength: 60,
})

describe('the rate limit', () => {
  it('never exceeds its burst and its rate, whatever the losses', () => {
    fc.assert(
      fc.property(limits, steps, (limit, pauses) => {
        let now = 0
        let bucket = fullBucket(limit, now)
        let taken = 0
        for (const { ms, loses } of pauses) {
          now += ms
          if (loses) bucket = slowed(bucket, now)
          for (;;) {
            const take = takeFrom(bucket, now)
            bucket = take.bucket
            if (take.waitMs > 0) break
            taken++
          }
          expect(taken).toBeLessThanOrEqual(limit.burst + (limit.perSecond * now) / 1000 + 1e-6)
        }
      }),
    )
  })

  it('gives a token after the wait that it announces', () => {
    fc.assert(
      fc.property(limits, (limit) => {
        let now = 0
        let bucket = fullBucket(limit, now)
        for (let i = 0; i < limit.burst; i++) bucket = takeFrom(bucket, now).bucket
        const { waitMs } = takeFrom(bucket, now)
        expect(waitMs).toBeGreaterThan(0)
        now += waitMs + 1e-6
        expect(takeFrom(bucket, now).waitMs).toBe(0)
      }),
    )
  })

  it('halves its rate with each loss down to a sixteenth, and recovers in ten seconds', () => {
    const limit = { perSecond: 1_600, burst: 10 }
    let bucket = slowed(fullBucket(limit, 0), 0)
    expect(bucket.perSecond).toBe(800)
    for (let i = 0; i < 9; i++) bucket = slowed(bucket, 0)
    expect(bucket.perSecond).toBe(100)
    expect(takeFrom(bucket, 5_000).bucket.perSecond).toBe(900)
    expect(takeFrom(bucket, 10_000).bucket.perSecond).toBe(1_600)
  })
})

describe('the timeout', () => {
  const bounds = { initialMs: 900, floorMs: 300, ceilingMs: 3_000 }
  const answers = (...samples: number[]) => samples.reduce<RoundTrips | null>(observed, null)

  it.each([
    ['nothing answered yet', answers(), 900],
    ['one answer on a link', answers(1), 300],
    // RFC 6298, 2.2: R + 4 × R/2
    ['one answer from far', answers(200), 600],
    // RFC 6298, 2.3: variation 0.75 × 100 + 0.25 × 100, smoothed 0.875 × 200 + 0.125 × 300
    ['two answers from far', answers(200, 300), 212.5 + 400],
    ['a steady link', answers(...Array.from({ length: 200 }, () => 400)), 400],
    ['an answer that took long', answers(2_000), 3_000],
    ['a loss before any answer', lost(answers()), 900],
    ['a loss', lost(answers(200)), 1_200],
    ['two losses', lost(lost(answers(200))), 2_400],
    ['many losses', lost(lost(lost(lost(answers(200))))), 3_000],
  ])('after %s', (_what, trips, ms) => {
    expect(timeoutOf(trips, bounds)).toBeCloseTo(ms)
  })

  it('stays within its bounds, and is never shorter than the round trips of a steady link', () => {
    const samples = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(samples, (list) => {
        const timeout = timeoutOf(answers(...list), bounds)
        expect(timeout).toBeGreaterThanOrEqual(300)
        expect(timeout).toBeLessThanOrEqual(3_000)
      }),
    )
  })

  it.each([
    ['192.168.1.20', '192.168.1'],
    ['fe80::1', 'fe80::1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ])('%s shares it with %s', (address, subnet) => {
    expect(subnetOf(address)).toBe(subnet)
  })
})

describe('waits', () => {
  it('are kept for each subnet, longer for application answers, and longer after a loss', () => {
    let losses = 0
    const waits = createWaits(profileLimits.usual, { loss: () => ++losses < 2 })
    const of = (address: string) => [waits.of(address), waits.ofDevice(address)]
    expect(of('192.0.2.1')).toEqual([1_000, 600])
    for (let i = 0; i < 100; i++) {
      waits.answer('192.0.2.1', 2)
      waits.deviceAnswer('192.0.2.1', 5)
    }
    expect(of('192.0.2.2')).toEqual([200, 300])
    for (let i = 0; i < 100; i++) waits.deviceAnswer('192.0.2.9', 800)
    expect(of('192.0.2.2').map(Math.round)).toEqual([200, 800])
    expect(of('198.51.100.1')).toEqual([1_000, 600])
    expect([waits.loses('192.0.2.1'), losses]).toEqual([false, 0])
    waits.loss('192.0.2.3')
    expect([waits.loses('192.0.2.1'), waits.loses('198.51.100.1'), losses]).toEqual([true, false, 1])
    expect(waits.of('192.0.2.2')).toBe(400)
    // lost at the same time
    waits.loss('192.0.2.4')
    expect(waits.of('192.0.2.2')).toBe(400)
  })

  it('before the next method are a fraction of the timeout, and not less than the round trip', () => {
    const waits = createWaits(profileLimits.usual, { loss: () => true })
    expect(waits.nextAfter('192.0.2.1')).toBe(50)
    for (let i = 0; i < 100; i++) waits.answer('192.0.2.1', 100)
    expect(waits.nextAfter('192.0.2.1')).toBeCloseTo(150)
  })
})

describe('the set of settled targets', () => {
  it('holds exactly the targets that were added, also after it was stored', () => {
    const cases = fc.integer({ min: 1, max: 3_000 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        first: fc.array(fc.integer({ min: 0, max: size - 1 })),
        later: fc.array(fc.integer({ min: 0, max: size - 1 })),
      }),
    )
    fc.assert(
      fc.property(cases, ({ size, first, later }) => {
        const before = createDoneSet(size)
        for (const index of first) before.add(index)
        const set = createDoneSet(size, before.bytes())
        const model = new Set(first)
        for (const index of later) {
          expect(set.add(index)).toBe(!model.has(index))
          model.add(index)
        }
        expect(set.count).toBe(model.size)
        const held = Array.from({ length: size }, (_, i) => i).filter((i) => set.has(i))
        expect(held).toEqual([...model].toSorted((a, b) => a - b))
      }),
    )
  })

  it('is 8 KiB for a /16', () => {
    expect(createDoneSet(65_536).bytes()).toHaveLength(8_192)
  })

  it('ignores a stored set of another length, and bits behind the end', () => {
    expect(createDoneSet(20, new Uint8Array(2).fill(0xff)).count).toBe(0)
    expect(createDoneSet(20, new Uint8Array(3).fill(0xff)).count).toBe(20)
    expect(() => createDoneSet(20).add(20)).toThrow(RangeError)
  })
})

const seen = (...lines: string[]): Sighting[] =>
  lines.map((line) => {
    const [protocol = '', ...raw] = line.split(' ')
    return { address: '192.0.2.1', port: null, protocol, raw: raw.join(' '), at: 0 }
  })
const phone = seen('sip.user_agent Yealink SIP-T46S 66.86.0.15', 'arp.mac 00:15:65:00:00:01')

describe('the next question', () => {
  const nobody = identify([])
  const known = identify(phone)
  const withoutMac: Identity = { ...known, mac: null }
  const names = ['http', 'sip', 'snmp']
  it.each([
    ['of an address that just answered', [], nobody, 'usual', 'http'],
    ['when all is remembered', [], known, 'usual', 'http'],
    ['when all is known', [0], known, 'usual', null],
    ['when the MAC is missing', [0], withoutMac, 'usual', 'sip'],
    ['when the MAC is missing and the device is fragile', [0], withoutMac, 'gentle', null],
    ['when the firmware is missing', [0, 1], { ...known, firmware: null }, 'gentle', 'snmp'],
    ['when what is known is a guess', [0], { ...known, level: 'likely' }, 'usual', 'sip'],
    ['when everything was asked', [0, 1, 2], nobody, 'usual', null],
  ] as const)('%s', (_what, asked, identity, profile, name) => {
    const next = nextQuestion(names, new Set<number>(asked), identity, profileLimits[profile])
    expect(next === null ? null : names[next]).toBe(name)
  })

  it('is never one that was asked, and the questions end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names, 'other'), { maxLength: 8 }), (list) => {
        const asked = new Set<number>()
        for (let next = nextQuestion(list, asked, nobody, profileLimits.usual); next !== null; ) {
          expect(asked.has(next)).toBe(false)
          asked.add(next)
          next = nextQuestion(list, asked, nobody, profileLimits.usual)
        }
        expect(asked.size).toBe(list.length)
      }),
    )
  })

  it('is not needed when vendor, model, firmware and MAC are known by more than inference', () => {
    expect(isEnough(known, profileLimits.usual.wanted)).toBe(true)
    expect(isEnough({ ...known, level: 'vendor-only' }, profileLimits.usual.wanted)).toBe(false)
  })
})

describe('the page over TLS', () => {
  const at = (protocol: string, port: number): Sighting => ({
    ...{ address: '192.0.2.1', port, protocol, raw: 'x', at: 0 },
  })
  it.each([
    ['was not seen', 443, [at('http.title', 80)], false],
    ['was seen where the plain one led', 443, [at('http.title', 80), at('http.title', 443)], true],
    ['was refused there', 443, [at('tls.refused', 443)], true],
    ['is on the port of the plain one', 80, [], true],
    ['is not what SIP said on that port', 443, [at('sip.server', 443)], false],
  ])('%s', (_what, https, sightings, seen) => {
    expect(isSecurePageSeen(portsSchema.parse({ https }), sightings)).toBe(seen)
  })
})

describe('a known device', () => {
  it.each([
    ['by SIP', ['http.title VVX250', 'sip.user_agent X'], 'sip'],
    ['by SNMP where SIP said no name', ['http.title VVX250', 'sip.status 200', 'snmp.sysdescr X'], 'snmp'],
    ['by its page', ['http.title VVX250', 'http.page Some words', 'arp.mac 00:15:65:00:00:01'], 'http'],
    ['not at all', ['http.page Some words', 'sip.status 200', 'arp.mac 00:15:65:00:00:01'], null],
  ])('is asked again %s', (_what, lines, name) => {
    expect(cheapestQuestion(seen(...lines))).toBe(name)
  })

  it.each([
    ['in another order', ['http.title A', 'http.server B'], ['http.server B', 'http.title A'], true],
    [
      'with another nonce',
      ['http.www_authenticate Digest realm="R", nonce="1", qop="auth"'],
      ['http.www_authenticate Digest realm="R", nonce="2", qop="auth"'],
      true,
    ],
    ['with another cookie', ['http.title A', 'http.cookie s=1'], ['http.title A', 'http.cookie s=2'], true],
    [
      'with another realm',
      ['http.www_authenticate Basic realm="R"'],
      ['http.www_authenticate Basic realm="S"'],
      false,
    ],
    ['with another title', ['http.title A'], ['http.title B'], false],
    ['with nothing', ['http.title A'], [], false],
  ])('that answers %s is the same: %s', (_what, before, after, same) => {
    expect(fingerprint('http', seen(...before)) === fingerprint('http', seen(...after))).toBe(same)
  })
})

describe('the remaining time', () => {
  it.each([
    [0, 254, 1_000, null],
    [5, 249, 1_000, null],
    [10, 244, 1_000, 24_400],
    [127, 127, 1_000, 1_000],
    [254, 0, 1_000, 0],
    [1, 1, 700, 700],
  ])('after %i with %i to go', (settled, left, tookMs, ms) => {
    expect(timeLeft(settled, left, tookMs)).toBe(ms)
  })
})

describe('the neighbour table', () => {
  it.each([
    [1_024, 160, 256],
    [4_096, 640, 1_024],
    [128, 20, 32],
    [1, 1, 1],
  ])('with room for %i takes %i new addresses a second and %i at once', (room, perSecond, burst) => {
    expect(neighbourLimit(room)).toEqual({ perSecond, burst })
    // the addresses of three seconds fit in
    if (room > 1) expect(burst + 3 * perSecond).toBeLessThan(room)
  })

  it('is needed for addresses on a link of the laptop, not for addresses behind a router or of the laptop', () => {
    const isOnLink = linksOf([
      { name: 'eth0', address: '192.168.1.5', cidr: '192.168.1.0/24', loopback: false },
      { name: 'wlan0', address: '10.0.0.9', cidr: '10.0.0.8/30', loopback: false },
      { name: 'lo', address: '127.0.0.1', cidr: '127.0.0.0/8', loopback: true },
    ])
    const addresses = [
      '192.168.1.0',
      '192.168.1.255',
      '192.168.2.1',
      '10.0.0.11',
      '10.0.0.12',
      '127.0.0.1',
      '::1',
    ]
    expect(addresses.map(isOnLink)).toEqual([true, true, false, true, false, false, false])
  })
})

describe('sockets', () => {
  it.each([
    [
      'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n',
      1024,
    ],
    ['Max open files            unlimited            unlimited            files', Number.POSITIVE_INFINITY],
    ['', null],
  ])('%j allows %s', (text, files) => {
    expect(openFilesIn(text)).toBe(files)
  })
})
