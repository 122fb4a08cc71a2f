/** Do not disturb and forwarding, set by feature codes from sipp and baresip, and by a 302 of sipp. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { type Bench, fetchConfiguration, fetchOnce, handset, openBench, otherHandset } from '../bench.ts'
import { Baresip, isBaresipHere } from '../calls/baresip.ts'
import { Phone } from '../calls/phone.ts'
import { signedIn } from '../calls/signed-in.ts'
import { sipp } from '../sipp/sipp.ts'

const thirdHandset = parseHardwareId('0003717C0E0C')

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]()
})
function later<Opened extends AsyncDisposable>(each: Opened): Opened {
  opened.push(each)
  return each
}

interface Office {
  readonly bench: Bench
  readonly accounts: readonly [SipAccount, SipAccount, SipAccount]
}

async function openOffice(settings: NonNullable<Parameters<typeof openBench>[0]>['settings'] = {}) {
  const bench = later(await openBench({ settings: { voicemail: false, ...settings } }))
  const accounts = [
    await signedIn(bench, handset),
    await signedIn(bench, otherHandset),
    await signedIn(bench, thirdHandset),
  ] as const
  return { bench, accounts }
}

/** A phone that answers, or rings for ever. */
async function phone(account: SipAccount, answers = true): Promise<Phone> {
  const each = later(
    await Phone.open(account, (incoming, self) =>
      answers ? self.answer(incoming) : void incoming.respond(180),
    ),
  )
  await each.register()
  return each
}

const statusOf = async (from: Phone, dialled: string): Promise<number> =>
  (await from.call(dialled)).response.status

async function freeUdpPort(): Promise<string> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return String(port)
}

/** The forwarding page of the first handset. */
async function page({ bench }: Office): Promise<string> {
  let { nextUrl } = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
  nextUrl = (await fetchConfiguration(nextUrl)).nextUrl
  nextUrl = (await fetchConfiguration(nextUrl)).nextUrl
  const url = nextUrl.replace('/device/', '/device/callfw.php/').replace(/[^/]*$/, '')
  return (await fetchOnce(url)).text()
}

describe.skipIf(!isHere('sipp'))(`feature codes of sipp${missing('sipp')}`, () => {
  it('*30* refuses calls with 486, *31* takes them; kept by user over a restart', async () => {
    const office = await openOffice()
    const [owner, caller] = office.accounts
    await phone(owner)
    const colleague = await phone(caller)
    const dial = async (code: string) => {
      await using running = sipp(
        owner,
        'feature-code',
        '-key',
        'dialled',
        code,
        '-auth_uri',
        `${code}@${owner.registrar}`,
      )
      return (await running.ended).code
    }
    expect(await statusOf(colleague, owner.user)).toBe(200)
    expect(await dial('*30*')).toBe(0)
    expect(await statusOf(colleague, owner.user)).toBe(486)
    await office.bench.restart()
    expect(await statusOf(colleague, owner.user)).toBe(486)
    expect(await dial('*31*')).toBe(0)
    expect(await statusOf(colleague, owner.user)).toBe(200)
  })

  it.each([
    ['Enabled', 200],
    ['Disabled', 480],
  ] as const)('a 302 of a device with AllowCallRedirect %s gives %i', async (allowCallRedirect, status) => {
    const office = await openOffice({ allowCallRedirect })
    const [owner, caller, target] = office.accounts
    const colleague = await phone(caller)
    const answering = await phone(target)
    const port = await freeUdpPort()
    {
      await using registering = sipp(owner, 'register', '-p', port)
      expect((await registering.ended).code).toBe(0)
    }
    const device = later(sipp(owner, 'redirect', '-p', port, '-key', 'forward', target.user))
    expect(await statusOf(colleague, owner.user)).toBe(status)
    expect((await device.ended).code).toBe(0)
    expect(answering.dialogs).toHaveLength(status === 200 ? 1 : 0)
  })
})

describe.skipIf(!isBaresipHere)(`forwarding by baresip${missing('baresip')}`, () => {
  it('*33*<national number> forwards to baresip, shows it in E.164, and *32* resets', async () => {
    const office = await openOffice()
    const [owner, caller, target] = office.accounts
    const desk = later(await Baresip.open(owner))
    const answering = later(await Baresip.open(target, { answers: true }))
    const colleague = await phone(caller)
    await expect.poll(() => office.bench.gateway().status().registrations, { timeout: 20_000 }).toBe(3)
    expect(await page(office)).toMatch(/^SET \[ALWAYS.*RESET \[\*32\*/s)
    desk.command('dial', `*33*${target.user.replace('+44', '0')}`)
    await desk.event('CALL_CLOSED')
    expect(desk.events.some((each) => each.startsWith('CALL_ESTABLISHED'))).toBe(true)
    expect(await page(office)).toBe(`ALWAYS: ${target.user}\n`)
    expect(await statusOf(colleague, owner.user)).toBe(200)
    await answering.event('CALL_ESTABLISHED')
    expect(desk.events.some((each) => each.startsWith('CALL_INCOMING'))).toBe(false)
    desk.command('dial', '*32*')
    await desk.event('CALL_CLOSED', 2)
    expect(await page(office)).toMatch(/^SET/)
    const ringing = colleague.call(owner.user)
    await desk.event('CALL_INCOMING')
    desk.command('hangup')
    expect((await ringing).response.status).toBe(486)
  }, 60_000)
})

describe('forwarding', () => {
  it('*34* rings first, then the other number; *35* rings both', async () => {
    const office = await openOffice({ forwardSeconds: 0 })
    const [owner, caller, target] = office.accounts
    const silent = await phone(owner, false)
    const colleague = await phone(caller)
    const answering = await phone(target)
    expect(await statusOf(silent, `*34*${target.user}`)).toBe(200)
    expect(await statusOf(colleague, owner.user)).toBe(200)
    expect(answering.dialogs).toHaveLength(1)
    expect(await statusOf(silent, '*32*')).toBe(200)
    expect(await statusOf(silent, `*35*${target.user}`)).toBe(200)
    expect(await statusOf(colleague, owner.user)).toBe(200)
    expect(answering.dialogs).toHaveLength(2)
  })

  it('refuses what cannot be set, and says why', async () => {
    const office = await openOffice()
    const [owner, other] = office.accounts
    const desk = await phone(owner)
    const second = await phone(other)
    const refusal = async (from: Phone, dialled: string) => {
      const { status, headers } = (await from.call(dialled)).response
      return [status, headers.has('Warning')]
    }
    expect(await refusal(desk, '*33*')).toEqual([484, true])
    expect(await refusal(desk, '*33*1234')).toEqual([484, true])
    expect(await refusal(desk, `*33*${owner.user}`)).toEqual([403, true])
    expect(await refusal(desk, '*33*999')).toEqual([403, true])
    expect(await refusal(desk, '*99*')).toEqual([501, true])
    expect(await refusal(desk, '*21*')).toEqual([404, true])
    expect(await refusal(desk, '+442079460999')).toEqual([403, true])
    expect(await refusal(desk, '1234')).toEqual([404, true])
    expect(await statusOf(desk, `*33*${other.user}`)).toBe(200)
    expect(await refusal(second, `*33*${owner.user}`)).toEqual([403, true])
    expect(await page(office)).toBe(`ALWAYS: ${other.user}\n`)
  })

  it('ends a loop of time-outs', async () => {
    const office = await openOffice({ forwardSeconds: 0, noAnswerSeconds: 1 })
    const [owner, other, caller] = office.accounts
    const first = await phone(owner, false)
    const second = await phone(other, false)
    const colleague = await phone(caller)
    expect(await statusOf(first, `*34*${other.user}`)).toBe(200)
    expect(await statusOf(second, `*34*${owner.user}`)).toBe(200)
    expect(await statusOf(colleague, owner.user)).toBe(480)
  })
})

describe('the forwarding page', () => {
  it('is found by a right token only, and wrong ones are limited', async () => {
    const { bench } = await openOffice()
    const url = `${bench.gateway().entryUrl()}/device/callfw.php/mmiiaacc/${'0'.repeat(42)}/lang_en/`
    const statuses: number[] = []
    for (let count = 0; count < 30; count++) statuses.push((await fetchOnce(url)).status)
    expect(statuses[0]).toBe(404)
    expect(statuses.at(-1)).toBe(429)
    expect(
      bench
        .gateway()
        .log()
        .some(({ facts }) => JSON.stringify(facts).includes('0'.repeat(42))),
    ).toBe(false)
  })
})
