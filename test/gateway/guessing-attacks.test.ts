/** Guessing on real sockets: the answers to an attacker, and a real phone that is served meanwhile. */
import { describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { createSipUserAgent } from '#electron/sip/index.ts'
import { type Bench, BenchBrowser, BenchDevice, fetchConfiguration, handset, openBench } from './bench.ts'
import { fetchFrom } from './other-address.ts'

async function onboard(bench: Bench): Promise<SipAccount> {
  const gateway = bench.gateway()
  const first = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
  const { account } = await fetchConfiguration(first.nextUrl)
  if (account === null) throw new Error('no account')
  gateway.enrol(handset)
  return account
}

describe('passwords', () => {
  it('of one account are checked a few times only, even when the right one follows from that address', async () => {
    await using bench = await openBench()
    await using owner = await BenchDevice.open()
    await using thief = await BenchDevice.open('udp', '127.0.0.2')
    const account = await onboard(bench)
    expect((await owner.register(account)).status).toBe(200)
    const statuses: number[] = []
    for (let i = 0; i < 40; i++)
      statuses.push((await thief.register(account, { password: `guess ${i}` })).status)
    expect(new Set(statuses)).toEqual(new Set([403]))
    const { guesses } = bench.gateway().status()
    expect(guesses).toEqual([{ address: '127.0.0.2', wrong: 5, refused: 35 }])
    const late = await thief.register(account)
    expect(late.status).toBe(403)
    expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(0)
    // the owner is not locked out and can refresh its registration
    expect((await owner.register(account)).status).toBe(200)
    expect(bench.gateway().status().registrations).toBe(1)
    // forty tries make only a few log lines
    expect(bench.gateway().log().length).toBeLessThan(12)
  })

  it('are refused in the same way whether the account exists or not', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const account = await onboard(bench)
    await using peer = await createSipUserAgent({
      address: '127.0.0.1',
      port: 0,
      handler: (each) => void each.respond(200),
    })
    const flow = {
      transport: 'udp' as const,
      address: '127.0.0.1',
      port: bench.gateway().status().sipPort ?? 0,
    }
    const challengeOf = async (identity: string) => {
      const to = `<sip:${identity}>`
      const response = await peer.send(
        peer.newRequest('REGISTER', 'sip:127.0.0.1', { from: to, to, flow }),
        flow,
      )
      const [challenge = ''] = response.headers.all('WWW-Authenticate')
      return [response.status, challenge.replaceAll(/nonce="[^"]+"/g, 'nonce')]
    }
    for (const host of [account.identity.split('@')[1] ?? '', '127.0.0.1']) {
      expect(await challengeOf(`${account.user}@${host}`)).toEqual(await challengeOf(`nobody@${host}`))
    }
    const wrong = await device.register(account, { password: 'wrong' })
    const nobody = { ...account, user: 'nobody', authUser: 'nobody', identity: 'nobody@onboarding.test' }
    const unknown = await device.register(nobody)
    expect([unknown.status, unknown.reason]).toEqual([wrong.status, wrong.reason])
  })
})

describe('verification codes', () => {
  it('are checked a few times only; the phone gets a Retry-After, and the technician the number of wrong tries', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const account = await onboard(bench)
    await device.register(account)
    const { code } = bench.gateway().issueVerificationCode(handset)
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    for (let i = 1; i <= 5; i++) expect(await device.dial(account, `*55*${wrong}`)).toEqual([100, 183, 486])
    const refusals = bench.facts.flatMap((fact) =>
      fact.fact === 'verification-refused' ? [fact.problem] : [],
    )
    expect(refusals.map(({ facts }) => facts.tries)).toEqual([1, 2, 3, 4, 5])
    expect(refusals.at(-1)?.facts.retryAfterSeconds).toBe(5)
    expect(await device.dial(account, `*55*${code}`)).toEqual([480])
    bench.clock.advance(5_000)
    expect(await device.dial(account, `*55*${code}`)).toEqual([100, 183, 486])
    expect(bench.facts.at(-1)?.fact).toBe('verification-accepted')
  })
})

describe('sign-in codes', () => {
  it('that are wrong five times get 429 at that address only', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const account = await onboard(bench)
    await device.dial(account, `*55*${bench.gateway().issueVerificationCode(handset).code}`)
    const { code, page } = bench.gateway().issueSignInCode(handset, false)
    const browser = new BenchBrowser(page)
    const { token } = await browser.open()
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) statuses.push((await browser.post({ token, code: 'BCDFGHJKL' })).status)
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429, 429])
    expect((await browser.post({ token, code })).problem).toBe('too-many-tries')
    const { hostname } = new URL(page)
    expect(hostname).toBe('127.0.0.1')
    expect((await fetchFrom('127.0.0.2', page)).status).toBe(200)
    bench.clock.advance(5_000)
    expect((await browser.post({ token, code })).step).toBe('user')
  })

  it('are replaced on request, which makes the old one invalid; a repeated issue without a request returns the same one', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const account = await onboard(bench)
    await device.dial(account, `*55*${bench.gateway().issueVerificationCode(handset).code}`)
    const gateway = bench.gateway()
    const first = gateway.issueSignInCode(handset, false)
    bench.clock.advance(60_000)
    expect(gateway.issueSignInCode(handset, false)).toEqual(first)
    const second = gateway.issueSignInCode(handset, true)
    expect(second.code).not.toBe(first.code)
    expect(second.expiresAt).toBe(first.expiresAt + 60_000)
    const browser = new BenchBrowser(first.page)
    expect((await browser.signIn(first.code)).problem).toBe('sign-in-code-wrong')
    expect((await browser.signIn(second.code)).step).toBe('done')
  })
})
