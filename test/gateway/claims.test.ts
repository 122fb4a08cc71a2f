/** Which address gets a configuration: the rules alone, then over real sockets. */
import { describe, expect, it } from 'vitest'
import { configuration as roveFiles } from '#electron/drivers/poly-rove/configuration.ts'
import { configuration as vvxFiles } from '#electron/drivers/poly-vvx/configuration.ts'
import { createClaims } from '#electron/gateway/provisioning/claims.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { BenchClock, fetchConfiguration, handset, openBench, practiceWriter } from './bench.ts'
import { fetchFrom } from './other-address.ts'

const base = {
  hardwareId: handset,
  address: '10.0.0.5',
  userAgent: 'Phone/1',
  owner: null,
  withAccount: true,
  isExpected: true,
}

describe('a claim', () => {
  it.each([
    ['first fetch by an expected client', {}, 'given'],
    ['the owner again', { owner: '10.0.0.5' }, 'given'],
    ['another address', { owner: '10.0.0.9' }, 'held'],
    ['another address, no account in the answer', { owner: '10.0.0.9', withAccount: false }, 'given'],
    ['a client of another maker', { isExpected: false }, 'held'],
    ['a client of another maker that owns the session', { isExpected: false, owner: '10.0.0.5' }, 'given'],
  ] as const)('%s: %s', (_what, fetch, claim) => {
    expect(createClaims(() => 0).check({ ...base, ...fetch })).toBe(claim)
  })

  it('is held once per address, and its answer is valid for an hour', () => {
    const clock = new BenchClock()
    const claims = createClaims(clock.now)
    const other = { ...base, owner: '10.0.0.9' }
    claims.check(other)
    claims.check(other)
    const [held] = claims.held()
    expect(claims.held()).toHaveLength(1)
    expect(held).toMatchObject({ reason: 'other-address', times: 2, address: '10.0.0.5', owner: '10.0.0.9' })
    expect(claims.answer(held?.id ?? '', false)).toBeNull()
    expect(claims.check(other)).toBe('refused')
    expect(claims.held()).toEqual([])
    clock.advance(3_600_000)
    expect(claims.check(other)).toBe('held')
    expect(claims.answer('not one of them', true)).toBeNull()
    const again = claims.answer(claims.held()[0]?.id ?? '', true)
    expect(again?.address).toBe('10.0.0.5')
    expect(claims.check({ ...other, owner: '10.0.0.5' })).toBe('given')
    // the session moved to a third address: the fetch is held again
    expect(claims.check({ ...other, owner: '10.0.0.7' })).toBe('held')
  })

  it('of made-up ids does not displace held fetches of other addresses', () => {
    const claims = createClaims(() => 0)
    for (let i = 0; i < 500; i++) {
      const hardwareId = parseHardwareId(`000371${i.toString(16).padStart(6, '0')}`)
      claims.check({ ...base, hardwareId, owner: '10.0.0.9' })
    }
    expect(claims.held()).toHaveLength(10)
    claims.check({ ...base, address: '10.0.0.6', owner: '10.0.0.9' })
    expect(claims.held().map(({ address }) => address)).toContain('10.0.0.6')
  })
})

describe('a configuration', () => {
  it('of a running session is given to the address that fetched first until the technician allows another', async () => {
    await using bench = await openBench()
    const gateway = bench.gateway()
    const first = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
    const mine = await fetchConfiguration(first.nextUrl)
    expect(mine.account).not.toBeNull()
    for (const url of [first.nextUrl, mine.nextUrl]) {
      const stolen = await fetchFrom('127.0.0.2', url)
      expect(stolen.status).toBe(403)
      expect(stolen.body).not.toContain(mine.account?.password)
    }
    const [held] = gateway.status().held
    expect(held).toMatchObject({ hardwareId: handset, address: '127.0.0.2', owner: '127.0.0.1', times: 2 })
    gateway.answerHeld(held?.id ?? '', true)
    expect(gateway.status().held).toEqual([])
    // one answer is enough for every stage at the new address
    for (const url of [`${gateway.entryUrl()}/${handset}.cfg`, first.nextUrl, mine.nextUrl]) {
      expect((await fetchFrom('127.0.0.2', url)).status).toBe(200)
    }
    expect((await fetchFrom('127.0.0.1', mine.nextUrl)).status).toBe(403)
  })

  it('is held from a client of another maker unless the id is enrolled', async () => {
    await using bench = await openBench({
      configurationWriters: [{ ...practiceWriter, isUserAgent: (text) => text === 'Known/1' }],
    })
    const gateway = bench.gateway()
    const url = `${gateway.entryUrl()}/${handset}.cfg`
    expect((await fetchFrom('127.0.0.1', url, 'Other/1')).status).toBe(403)
    expect(gateway.status().held[0]).toMatchObject({ reason: 'client-unknown', userAgent: 'Other/1' })
    gateway.answerHeld(gateway.status().held[0]?.id ?? '', true)
    expect((await fetchFrom('127.0.0.1', url, 'Other/1')).status).toBe(200)
    expect((await fetchFrom('127.0.0.2', url, 'Known/1')).status).toBe(200)
    const other = parseHardwareId('0003717C0E0C')
    gateway.enrol(other)
    expect((await fetchFrom('127.0.0.1', `${gateway.entryUrl()}/${other}.cfg`, 'Other/1')).status).toBe(200)
  })
})

describe('a file name that fits two vendors', () => {
  const shared = '0004F20A1B2C'
  const writersOfPoly = [roveFiles, vvxFiles]
  it.each([
    ['FileTransport PolycomVVX-VVX_411-UA/6.4.3.5814 Type/Application', '<PHONE_CONFIG>'],
    ['OBIHAI/Rove B2-7.0.1', '<ParameterList>'],
  ])('gets the file of the vendor of User-Agent %s', async (userAgent, root) => {
    for (const configurationWriters of [writersOfPoly, writersOfPoly.toReversed()]) {
      await using bench = await openBench({ configurationWriters })
      const url = `${bench.gateway().entryUrl()}/${shared}.cfg`
      const { status, body } = await fetchFrom('127.0.0.1', url, userAgent)
      expect(status).toBe(200)
      expect(body).toContain(root)
    }
  })

  it('is held for a User-Agent of neither vendor', async () => {
    await using bench = await openBench({ configurationWriters: writersOfPoly })
    const url = `${bench.gateway().entryUrl()}/${shared}.cfg`
    expect((await fetchFrom('127.0.0.1', url, 'curl/8.5.0')).status).toBe(403)
    expect(bench.gateway().status().held[0]).toMatchObject({ hardwareId: shared, reason: 'client-unknown' })
  })
})

describe('made-up ids', () => {
  it('in thousands do not displace a real phone, before and after a restart', async () => {
    await using bench = await openBench({ guestLimits: { lifeMs: 900_000, perSource: 50, inAll: 100 } })
    const flood = async (from: string, prefix: string) => {
      for (let i = 0; i < 200; i++) {
        const id = `${prefix}${i.toString(16).padStart(6, '0')}`
        const stage1 = await fetchFrom(from, `${bench.gateway().entryUrl()}/${id}.cfg`)
        expect(stage1.status).toBe(200)
      }
    }
    const honest = async () => {
      const first = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
      expect((await fetchConfiguration(first.nextUrl)).account).not.toBeNull()
    }
    await flood('127.0.0.2', '000AAA')
    await flood('127.0.0.3', '000BBB')
    await honest()
    await flood('127.0.0.4', '000CCC')
    // the record of the real phone is not the one removed
    expect(bench.gateway().facts()).toContainEqual({ fact: 'configuration-fetched', hardwareId: handset })
    expect(bench.gateway().facts().length).toBeLessThanOrEqual(100)
    expect(bench.store.documents.all('gateway.endpoint')).toEqual([])
    await bench.restart()
    expect(bench.gateway().facts()).toEqual([])
    await honest()
    bench.gateway().enrol(handset)
    await bench.restart()
    expect(bench.gateway().facts()).toHaveLength(1)
    bench.clock.advance(900_000)
    await flood('127.0.0.2', '000AAA')
    expect(bench.gateway().facts()).toContainEqual({ fact: 'configuration-fetched', hardwareId: handset })
  }, 60_000)
})
