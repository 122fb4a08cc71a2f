/** Progress, targets and limits of a scan. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { createDoneSet } from '#electron/services/discovery/scan/done-set.ts'
import { deviceFrom } from '#electron/services/discovery/scan/found-device.ts'
import { neighbourLimit, socketsAllowed } from '#electron/services/discovery/scan/host-limits.ts'
import { createRate, createStopwatch, stageOf, timeLeft } from '#electron/services/discovery/scan/progress.ts'
import { fingerprint } from '#electron/services/discovery/scan/questions.ts'
import { lost, observed, subnetOf, timeoutOf } from '#electron/services/discovery/scan/round-trips.ts'
import { lockKey, resolveTargets } from '#electron/services/discovery/scan/targets.ts'
import { handTime, ports } from './fakes.ts'

describe('a round trip', () => {
  const bounds = { initialMs: 900, floorMs: 300, ceilingMs: 1_000_000 }
  it('after losses waits up to 64 times as long, until the next answer', () => {
    let trips = lost(observed(null, 200))
    for (let i = 0; i < 10; i++) trips = lost(trips)
    expect(timeoutOf(trips, bounds)).toBe(64 * 600)
    expect(observed(trips, 200).factor).toBe(1)
  })

  it.each([
    ['192.168.10.20', '192.168.10'],
    ['FE80::1:2:3:4', 'fe80::1:2'],
    ['phone-1.example', 'phone-1.example'],
    ['10.0.0.1.example', '10.0.0.1.example'],
  ])('of %s is kept for %s', (address, subnet) => {
    expect(subnetOf(address)).toBe(subnet)
  })
})

describe('the progress', () => {
  it('does not count the time of pauses', async () => {
    const time = handTime()
    const watch = createStopwatch(time.timing)
    await time.go(100)
    watch.start()
    expect(watch.ms()).toBe(100)
    watch.stop()
    await time.go(1_000)
    watch.stop()
    expect(watch.ms()).toBe(100)
    watch.start()
    await time.go(10)
    expect(watch.ms()).toBe(110)
    watch.stop()
    expect(watch.ms()).toBe(110)
  })

  it('has the rate of the last two seconds', async () => {
    const time = handTime()
    const rate = createRate(time.timing)
    expect(rate.rateAt(0)).toBe(0)
    await time.go(49)
    expect(rate.rateAt(10)).toBe(0)
    await time.go(1)
    expect(rate.rateAt(10)).toBe(200)
    await time.go(950)
    expect(rate.rateAt(101)).toBe(101)
    await time.go(1_000)
    expect(rate.rateAt(201)).toBe(100.5)
    await time.go(1_000)
    expect(rate.rateAt(201)).toBe(50)
    await time.go(9_000)
    expect(rate.rateAt(291)).toBe(10)
  })

  it.each([
    [1, 1, 'answering'],
    [1, 0, 'answering'],
    [0, 1, 'speaking'],
    [0, 0, 'naming'],
  ] as const)('with %i rounds and %i silent hosts is in the stage %s', (discovering, unspoken, stage) => {
    expect(stageOf({ discovering, unspoken })).toBe(stage)
  })

  it.each([
    [9, 245, null],
    [10, 990, 99_000],
    [0, 1, null],
    [1, 19, 19_000],
    [1, 20, null],
  ])('with %i settled and %i to go has %j ms left', (settled, left, ms) => {
    expect(timeLeft(settled, left, 1_000)).toBe(ms)
  })
})

describe('the set of settled targets', () => {
  it.each([[-1], [0.5], [8], [Number.NaN]])('has no target %s', (index) => {
    expect(() => createDoneSet(8).add(index)).toThrow(RangeError)
  })

  it('hands out copies', () => {
    const set = createDoneSet(8)
    set.bytes().fill(0xff)
    expect([set.add(7), set.add(7), set.count, set.size, set.has(7), set.has(6)]).toEqual([
      ...[true, false, 1, 8, true, false],
    ])
    expect(createDoneSet(8, new Uint8Array(1).fill(0xff)).count).toBe(8)
  })
})

describe('a device', () => {
  const sighting = { address: '192.0.2.1', port: 80, protocol: 'http.title', raw: 'x', at: 0 }
  const nothing = identify([])
  const keyOf = (identity: typeof nothing) =>
    deviceFrom({ address: '192.0.2.1', ports }, [sighting], identity)?.key

  it('has a key from its MAC address, its serial number or its address', () => {
    expect(keyOf({ ...nothing, mac: '00:15:65:00:00:01', serial: '1' })).toBe('mac:00:15:65:00:00:01')
    expect(keyOf({ ...nothing, vendor: 'Yealink', serial: '1' })).toBe('serial:Yealink:1')
    expect(keyOf({ ...nothing, serial: '1' })).toBe('serial::1')
    expect(keyOf(nothing)).toBe('at:192.0.2.1:80')
    expect(deviceFrom({ address: '192.0.2.1', ports }, [], nothing)).toBe(null)
  })

  it('answers the same with another nonce, quoted or not', () => {
    const says = (raw: string) =>
      fingerprint('http', [{ ...sighting, protocol: 'http.www_authenticate', raw }])
    expect(says('Digest nonce=1, opaque="2", cnonce="3", realm="R"')).toBe(
      says('Digest nonce=44, opaque="55", cnonce="", realm="R"'),
    )
    expect(says('Digest xnonce="1"')).not.toBe(says('Digest xnonce="2"'))
    expect(fingerprint('http', [sighting, sighting])).toBe('http.title x')
    expect(fingerprint('https', [sighting])).toBe('')
  })
})

describe('the limits of the laptop', () => {
  it.each([
    ['', 896],
    ['Max open files            1000      4096      files', 872],
    ['Max open files            100       4096      files', 24],
    ['Max open files            unlimited unlimited files', 1_400],
  ])('%j allow %i sockets', (limits, sockets) => {
    expect(socketsAllowed(limits)).toBe(sockets)
  })

  it('are read from the system', () => {
    expect(socketsAllowed()).toBeGreaterThanOrEqual(24)
    expect(neighbourLimit().burst).toBeGreaterThan(1)
  })
})

describe('the targets', () => {
  const picked = { targets: ['phone.example', 'phone.example:8080'], exclude: [], ports, wide: false }

  it('are looked up once for each name', async () => {
    const looked: string[] = []
    const targets = await resolveTargets(picked, async (host) => {
      looked.push(host)
      return '192.0.2.1'
    })
    expect(looked).toEqual(['phone.example'])
    expect(targets.list.map(targets.at)).toMatchObject([
      { address: '192.0.2.1', ports: { http: 80 }, row: false },
      { address: '192.0.2.1', ports: { http: 8_080 }, row: false },
    ])
  })

  it('with an unknown name are refused', async () => {
    await expect(resolveTargets(picked, () => Promise.reject(new Error('ENOTFOUND')))).rejects.toMatchObject({
      code: 'unreachable',
      facts: { address: 'phone.example', reason: 'name-unknown' },
      cause: { message: 'ENOTFOUND' },
    })
  })

  it('may be excluded by a name with an IPv6 address', async () => {
    const targets = ['[2001:db8::1]', '[2001:db8::2]']
    const { list, at } = await resolveTargets(
      { ...picked, targets, exclude: ['phone.example', 'phone.example:8080'] },
      async () => '2001:db8::1',
    )
    expect(list.map((each) => at(each)?.address)).toEqual([undefined, '2001:db8::2'])
  })

  it('are asked one at a time at an address, and each device of a row by itself', () => {
    expect(lockKey({ address: '192.0.2.1', ports, row: false })).toBe('192.0.2.1')
    expect(lockKey({ address: '192.0.2.1', ports, row: true })).toBe('192.0.2.1 80')
  })
})
