/** Passwords and codes guessed as fast as possible, from one address and from 20: how many are compared, and who is still served. */
import { once } from 'node:events'
import { Agent, IncomingMessage, request } from 'node:http'
import { expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import {
  type Bench,
  BenchBrowser,
  BenchDevice,
  fetchConfiguration,
  handset,
  openBench,
} from '../gateway/bench.ts'

const addresses = Array.from({ length: 20 }, (_, index) => `127.0.4.${index + 1}`)

async function onboard(bench: Bench): Promise<SipAccount> {
  const gateway = bench.gateway()
  const first = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
  const { account } = await fetchConfiguration(first.nextUrl)
  if (account === null) throw new Error('no account')
  gateway.enrol(handset)
  return account
}

/** Runs `count` tries, 50 at once. */
async function inBatches<Result>(count: number, attempt: (at: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < count; at += 50) {
    const batch = Array.from({ length: Math.min(50, count - at) }, (_, index) => attempt(at + index))
    results.push(...(await Promise.all(batch)))
  }
  return results
}

it('passwords: 5 of 900 from one address are compared, at most 40 of 1,000 from 20, and the phone registers', async () => {
  await using bench = await openBench()
  await using owner = await BenchDevice.open()
  const account = await onboard(bench)
  expect((await owner.register(account)).status).toBe(200)
  const guessFrom = async (address: string, count: number): Promise<number> => {
    await using thief = await BenchDevice.open('udp', address)
    const answers = await inBatches(count, (at) => thief.register(account, { password: `guess ${at}` }))
    // 503 above the budget of a source
    expect(answers.filter(({ status }) => status !== 403 && status !== 503)).toEqual([])
    return answers.filter(({ headers }) => headers.get('Retry-After') === undefined).length
  }
  expect(await guessFrom('127.0.0.2', 900)).toBe(5)
  expect((await owner.register(account)).status).toBe(200)
  let compared = 5
  for (const address of addresses) compared += await guessFrom(address, 50)
  // the account's delay starts with the twentieth wrong password; an address without a wrong one has a first try all the same
  expect(compared).toBeLessThanOrEqual(20 + addresses.length)
  expect((await owner.register(account)).status).toBe(200)
  const { guesses } = bench.gateway().status()
  expect(guesses.length).toBeGreaterThan(0)
  expect(
    bench
      .gateway()
      .log()
      .some(({ path, facts }) => path === 'sip.register' && Number(facts.times) > 50),
  ).toBe(true)
})

it('*55* codes: 5 of 400 of one phone are compared, and the next code works after the delay', async () => {
  await using bench = await openBench()
  await using device = await BenchDevice.open()
  const account = await onboard(bench)
  await device.register(account)
  const { code } = bench.gateway().issueVerificationCode(handset)
  const wrong = (at: number): string => String((Number(code) + 1 + at) % 1_000_000).padStart(6, '0')
  const finals: (number | undefined)[] = []
  for (let at = 0; at < 400; at++) finals.push((await device.dial(account, `*55*${wrong(at)}`)).at(-1))
  expect(finals.filter((status) => status === 486)).toHaveLength(5)
  expect(finals.filter((status) => status === 480)).toHaveLength(395)
  expect(bench.facts.filter(({ fact }) => fact === 'verification-refused')).toHaveLength(5)
  bench.clock.advance(5_000)
  expect(await device.dial(account, `*55*${code}`)).toEqual([100, 183, 486])
  expect(bench.facts.at(-1)?.fact).toBe('verification-accepted')
})

it('*55* without a code: 5 of 100 are refusals that the core stores', async () => {
  await using bench = await openBench()
  await using device = await BenchDevice.open()
  const account = await onboard(bench)
  await device.register(account)
  for (let at = 0; at < 100; at++) await device.dial(account, '*55*')
  expect(bench.facts.filter(({ fact }) => fact === 'verification-refused')).toHaveLength(5)
})

it('*55* codes: of 400 dialled with one account from 20 addresses at most 40 are compared, and its phone dials the right one', async () => {
  await using bench = await openBench()
  await using owner = await BenchDevice.open()
  const account = await onboard(bench)
  expect((await owner.register(account)).status).toBe(200)
  const { code } = bench.gateway().issueVerificationCode(handset)
  let compared = 0
  // the password of the account is known to the thief: a configuration was fetched before
  for (const [index, address] of addresses.entries()) {
    await using thief = await BenchDevice.open('udp', address)
    for (let at = 0; at < 20; at++) {
      const wrong = String((Number(code) + 1 + index * 20 + at) % 1_000_000).padStart(6, '0')
      if ((await thief.dial(account, `*55*${wrong}`)).at(-1) === 486) compared++
    }
  }
  expect(compared).toBeLessThanOrEqual(40)
  expect(bench.facts.filter(({ fact }) => fact === 'verification-refused')).toHaveLength(compared)
  expect(await owner.dial(account, `*55*${code}`)).toEqual([100, 183, 486])
  expect(bench.facts.at(-1)?.fact).toBe('verification-accepted')
})

/** Posts codes one after another over one connection; resolves with the statuses. */
async function postCodes(page: string, token: string, source: string, count: number): Promise<number[]> {
  const { host, origin } = new URL(page)
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: source })
  const post = async (at: number): Promise<number> => {
    const letters = [...at.toString(8).padStart(9, '0')].map((digit) => 'BCDFGHJK'[Number(digit)]).join('')
    const headers = { Host: host, Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' }
    const sent = request(page, { agent, method: 'POST', headers })
    sent.end(new URLSearchParams({ token, code: letters }).toString())
    const [answer] = await once(sent, 'response')
    if (!(answer instanceof IncomingMessage)) throw new Error('no answer')
    answer.resume()
    await once(answer, 'end')
    return answer.statusCode ?? 0
  }
  const statuses: number[] = []
  for (let at = 0; at < count; at++) statuses.push(await post(at))
  agent.destroy()
  return statuses
}

it('sign-in codes: 5 of 2,000 from one address and 100 of 2,000 from 20 are compared, and the page serves another', async () => {
  await using bench = await openBench()
  await using device = await BenchDevice.open()
  const account = await onboard(bench)
  await device.dial(account, `*55*${bench.gateway().issueVerificationCode(handset).code}`)
  const { code, page } = bench.gateway().issueSignInCode(handset, false)
  const browser = new BenchBrowser(page)
  const { token } = await browser.open()
  const ofOne = await postCodes(page, token, '127.0.0.2', 2_000)
  expect(ofOne).toHaveLength(2_000)
  expect(ofOne.filter((status) => status === 422)).toHaveLength(5)
  const ofMany = await Promise.all(addresses.map((source) => postCodes(page, token, source, 100)))
  expect(ofMany.flat().filter((status) => status === 422)).toHaveLength(100)
  const { guesses } = bench.gateway().status()
  expect(guesses.map(({ wrong }) => wrong)).toEqual(guesses.map(() => 5))
  expect((await browser.signIn(code)).step).toBe('done')
})
