import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { createFormTokens } from '#electron/gateway/provisioning/form-tokens.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import fc from '#test/support/property.ts'
import {
  type Bench,
  BenchBrowser,
  BenchDevice,
  fetchConfiguration,
  fetchOnce,
  handset,
  openBench,
  otherHandset,
} from './bench.ts'

const hour = 3_600_000
let bench: Bench
let device: BenchDevice

beforeEach(async () => {
  bench = await openBench()
  device = await BenchDevice.open()
})
afterEach(async () => {
  await device[Symbol.asyncDispose]()
  await bench[Symbol.asyncDispose]()
})

async function onboard(hardwareId: HardwareId): Promise<SipAccount> {
  const gateway = bench.gateway()
  const first = await fetchConfiguration(`${gateway.entryUrl()}/${hardwareId}.cfg`)
  const { account } = await fetchConfiguration(first.nextUrl)
  if (account === null) throw new Error('no account')
  gateway.enrol(hardwareId)
  return account
}

/** Dials and returns the problem code, or `accepted`. */
async function outcome(account: SipAccount, hardwareId: HardwareId, code: string): Promise<string> {
  bench.facts.length = 0
  expect(await device.dial(account, `*55*${code}`)).toEqual([100, 183, 486])
  const fact = bench.facts.find((each) => each.hardwareId === hardwareId)
  return fact?.fact === 'verification-refused' ? fact.problem.code : (fact?.fact ?? 'nothing')
}

describe('verification codes', () => {
  it('get the same tones whether right or wrong, and each refusal has a reason of its own', async () => {
    const gateway = bench.gateway()
    const account = await onboard(handset)
    const other = await onboard(otherHandset)
    const first = gateway.issueVerificationCode(handset)
    const othersCode = gateway.issueVerificationCode(otherHandset)
    expect(await outcome(account, handset, othersCode.code)).toBe('verification-code-other-device')
    const wrong = String((Number(first.code) + 1) % 1_000_000).padStart(6, '0')
    if (wrong !== othersCode.code) {
      expect(await outcome(account, handset, wrong)).toBe('verification-code-wrong')
    }
    expect(await outcome(account, handset, '')).toBe('verification-code-wrong')

    bench.clock.advance(24 * hour)
    expect(await outcome(account, handset, first.code)).toBe('verification-code-expired')
    const second = gateway.issueVerificationCode(handset)
    const third = gateway.issueVerificationCode(handset)
    expect(await outcome(account, handset, second.code)).toBe('verification-code-expired')
    bench.clock.advance(24 * hour - 1)
    expect(await outcome(account, handset, third.code)).toBe('verification-accepted')
    expect(await outcome(account, handset, third.code)).toBe('verification-code-used')
    expect(await outcome(other, otherHandset, third.code)).toBe('verification-code-other-device')
  })

  it('are issued for enrolled endpoints only', async () => {
    expect(() => bench.gateway().issueVerificationCode(handset)).toThrow(PunchdownError)
    await onboard(handset)
    expect(bench.gateway().issueVerificationCode(handset).expiresAt).toBe(bench.clock.now() + 24 * hour)
  })

  it('are invalid after the endpoint is offboarded, as are its account and its file', async () => {
    const account = await onboard(handset)
    expect((await device.register(account)).status).toBe(200)
    bench.gateway().offboard(handset)
    bench.gateway().offboard(handset)
    expect(bench.gateway().facts()).toEqual([])
    expect(bench.gateway().status().registrations).toBe(0)
    expect((await device.register(account)).status).toBe(403)
    expect(() => bench.gateway().issueVerificationCode(handset)).toThrow(PunchdownError)
  })
})

describe('sign-in codes', () => {
  const verify = async (): Promise<void> => {
    const account = await onboard(handset)
    await outcome(account, handset, bench.gateway().issueVerificationCode(handset).code)
  }

  it('are issued for verified endpoints only, and are valid until they expire', async () => {
    await onboard(handset)
    expect(() => bench.gateway().issueSignInCode(handset, false)).toThrow(PunchdownError)
    await verify()
    const first = bench.gateway().issueSignInCode(handset, false)
    expect(bench.gateway().issueSignInCode(handset, false)).toEqual(first)
    bench.clock.advance(15 * 60_000)
    const browser = new BenchBrowser(first.page)
    expect((await browser.signIn(first.code)).problem).toBe('sign-in-code-expired')
    const second = bench.gateway().issueSignInCode(handset, false)
    expect(second.code).not.toBe(first.code)
    expect((await browser.signIn(first.code)).problem).toBe('sign-in-code-wrong')
    expect((await browser.signIn(second.code)).step).toBe('done')
  })

  it('are accepted with spaces, hyphens and lower-case letters', async () => {
    await verify()
    const { code, page } = bench.gateway().issueSignInCode(handset, false)
    const typed = ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3, 6)} ${code.slice(6)}`
    expect((await new BenchBrowser(page).signIn(typed)).step).toBe('done')
  })

  it('attach a user to one endpoint only, once', async () => {
    await verify()
    const { code, page } = bench.gateway().issueSignInCode(handset, false)
    const browser = new BenchBrowser(page)
    const { token } = await browser.open()
    const [ada, bilal] = bench.gateway().users()
    const post = (user: string) => browser.post({ token, code, user })
    expect((await post('nobody')).problem).toBe('not-found')
    expect((await post(ada?.id ?? '')).step).toBe('done')
    expect((await post(ada?.id ?? '')).step).toBe('done')
    expect((await post(bilal?.id ?? '')).problem).toBe('sign-in-code-wrong')
    expect(bench.facts.filter(({ fact }) => fact === 'account-attached')).toHaveLength(1)

    const other = await onboard(otherHandset)
    await outcome(other, otherHandset, bench.gateway().issueVerificationCode(otherHandset).code)
    const second = bench.gateway().issueSignInCode(otherHandset, false)
    const chosen = await browser.post({ token, code: second.code })
    expect(chosen.users).toHaveLength(bench.gateway().users().length - 1)
    expect((await browser.post({ token, code: second.code, user: ada?.id ?? '' })).problem).toBe('bad-input')
  })

  it('show a message when every user has a device', async () => {
    const documents = bench.store.documents
    await verify()
    for (const { key } of documents.all('gateway.user')) documents.remove('gateway.user', key)
    const gateway = await bench.restart()
    const { code, page } = gateway.issueSignInCode(handset, false)
    expect((await new BenchBrowser(page).signIn(code)).problem).toBe('no-number-left')
    gateway.addUser({ name: '<b>Dee</b> & "Co"', number: '+442079460199' })
    expect(() => gateway.addUser({ name: 'Again', number: '+442079460199' })).toThrow(PunchdownError)
    const done = await new BenchBrowser(page).signIn(code)
    expect(done.step).toBe('done')
    expect(done.html).not.toContain('<b>')
  })

  it('are refused from a form of another site', async () => {
    await verify()
    const { code, page } = bench.gateway().issueSignInCode(handset, false)
    const browser = new BenchBrowser(page)
    const { token, html } = await browser.open()
    const [user] = bench.gateway().users()
    const fields = { token, code, user: user?.id ?? '' }
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect((await browser.post(fields, { Origin: origin })).problem).toBe('session-refused')
    }
    expect((await browser.post({ ...fields, token: 'made-up' })).problem).toBe('session-refused')
    expect((await browser.post({ code, user: user?.id ?? '' })).status).toBe(403)
    expect(html).toContain('<html lang="en">')
    expect(html).toMatch(/<label for="code">/)
    const policy = (await fetchOnce(page)).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    bench.clock.advance(61 * 60_000)
    expect((await browser.post(fields)).problem).toBe('session-refused')
  })
})

describe('form tokens', () => {
  it('are valid only unchanged', () => {
    const tokens = createFormTokens('00ff', () => 1_000_000)
    expect(tokens.check(tokens.make())).toBe(true)
    expect(createFormTokens('00fe', () => 1_000_000).check(tokens.make())).toBe(false)
    fc.assert(fc.property(fc.string(), (text) => !tokens.check(text)))
  })
})
