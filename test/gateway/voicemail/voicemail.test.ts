/** baresip leaves, hears and deletes messages; phones of this project do what baresip cannot. */
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { createMailboxes, openVoicemail } from '#electron/gateway/voicemail/index.ts'
import { decodeSample } from '#electron/media/g711.ts'
import { createLog } from '#electron/platform/log.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import { createSipUserAgent, type SipUserAgent } from '#electron/sip/index.ts'
import { openStore } from '#electron/store/open.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { type Bench, handset, openBench, otherHandset } from '../bench.ts'
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
  readonly owner: SipAccount
  readonly caller: SipAccount
}

/** Recordings end after a second, and phones ring for one. */
async function openOffice(
  settings: NonNullable<Parameters<typeof openBench>[0]>['settings'] = {},
): Promise<Office> {
  const bench = later(await openBench({ settings: { voicemailSeconds: 1, forwardSeconds: 1, ...settings } }))
  return { bench, owner: await signedIn(bench, handset), caller: await signedIn(bench, otherHandset) }
}

/** Opens baresip and waits until it is registered. */
async function desk(
  { bench }: Office,
  account: SipAccount,
  options: Parameters<typeof Baresip.open>[1] = {},
) {
  const before = bench.gateway().status().registrations
  const phone = later(await Baresip.open(account, options))
  await expect.poll(() => bench.gateway().status().registrations, { timeout: 20_000 }).toBe(before + 1)
  return phone
}

async function phoneOf(account: SipAccount): Promise<Phone> {
  const phone = later(await Phone.open(account))
  await phone.register()
  return phone
}

const storedIn = ({ bench }: Office, collection: string): unknown[] =>
  bench.store.documents.all(collection).map(({ value }) => value)

const summary = (text: string) => expect.stringContaining(`Voice-Message: ${text} (0/0)`)
/** Share of the energy of a recording that is at 440 Hz, the tone that baresip plays. */
function shareOf440Hz(office: Office): number {
  const audio = z.object({ codec: z.literal('PCMU'), base64: z.string() })
  const { base64 } = audio.parse(storedIn(office, 'gateway.recording')[0])
  const samples = [...Buffer.from(base64, 'base64')].map((code) => decodeSample('PCMU', code))
  const step = (2 * Math.PI * 440) / 8_000
  let [sine, cosine, energy] = [0, 0, 0]
  for (const [at, sample] of samples.entries()) {
    sine += sample * Math.sin(step * at)
    cosine += sample * Math.cos(step * at)
    energy += sample * sample
  }
  return (2 * (sine * sine + cosine * cosine)) / (samples.length * energy)
}

describe.skipIf(!isBaresipHere || !isHere('sipp'))(
  `voicemail with baresip and sipp${missing('baresip')}${missing('sipp')}`,
  () => {
    it('RFC 3842: a busy owner gets a message and its lamp; *99* plays it; key 2 saves it, key 3 deletes it', async () => {
      const office = await openOffice()
      const owner = await desk(office, office.owner)
      // baresip 1.0 repeats its own SUBSCRIBE in a loop, so sipp watches the lamp
      const lamp = later(sipp(office.owner, 'message-waiting', '-auth_uri', office.owner.identity))
      await expect
        .poll(
          () =>
            office.bench
              .gateway()
              .log()
              .some(({ path }) => path === 'sip.subscribe'),
          { timeout: 20_000 },
        )
        .toBe(true)
      const caller = await desk(office, office.caller)
      caller.command('dial', office.owner.user)
      await owner.event('CALL_INCOMING')
      owner.command('hangup')
      // the mailbox hangs up when the recording is full
      await caller.event('CALL_CLOSED')
      expect(storedIn(office, 'gateway.message')).toMatchObject([
        { number: office.owner.user, from: office.caller.identity, seconds: 1, isSaved: false },
      ])
      expect(shareOf440Hz(office)).toBeGreaterThan(0.5)

      // a key of RFC 4733
      owner.command('dial', '*99*')
      await owner.event('CALL_RTPESTAB')
      owner.command('sndcode', '2')
      await owner.event('CALL_CLOSED', 2)
      expect((await lamp.ended).code, lamp.output()).toBe(0)

      // another phone of the owner, which sends keys by INFO
      await office.bench.restart()
      const second = await phoneOf(office.owner)
      const told = await second.request('NOTIFY')
      expect([told.headers.get('Event'), told.body.toString()]).toEqual(['message-summary', summary('0/1')])
      const menu = await second.call('*99*')
      const key = { contentType: 'application/dtmf-relay', body: 'Signal=3\r\nDuration=160\r\n' }
      expect((await second.within(menu.dialog, 'INFO', key)).status).toBe(200)
      await second.request('BYE')
      expect((await second.request('NOTIFY', 2)).body.toString()).toEqual(summary('0/0'))
      expect(storedIn(office, 'gateway.recording')).toEqual([])
    }, 60_000)

    it('records the greeting of the owner by key 0', async () => {
      const office = await openOffice()
      const owner = await desk(office, office.owner)
      owner.command('dial', '*99*')
      await owner.event('CALL_RTPESTAB')
      owner.command('sndcode', '0')
      await owner.event('CALL_CLOSED')
      expect(storedIn(office, 'gateway.greeting')).toHaveLength(1)
    }, 60_000)
  },
)

describe('the mailbox', () => {
  it('answers for a user without a phone, one who does not answer, and one with do not disturb', async () => {
    const office = await openOffice({ forwardSeconds: 0 })
    const colleague = await phoneOf(office.caller)
    const statusOf = async (): Promise<number> => {
      const { response, dialog } = await colleague.call(office.owner.user)
      await colleague.within(dialog, 'BYE')
      return response.status
    }
    expect(await statusOf()).toBe(200)
    let rung = 0
    const owner = later(
      await Phone.open(office.owner, ({ respond }) => {
        rung++
        respond(180)
      }),
    )
    await owner.register()
    expect([await statusOf(), rung]).toEqual([200, 1])
    expect((await owner.call('*30*')).response.status).toBe(200)
    expect([await statusOf(), rung]).toEqual([200, 1])
    // callers who hang up during the greeting leave no message
    expect(storedIn(office, 'gateway.message')).toEqual([])
  })

  it('refuses a call without G.711 over plain RTP', async () => {
    const office = await openOffice()
    const owner = await phoneOf(office.owner)
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      'm=audio 9 RTP/SAVP 0',
      '',
    ]
    expect((await owner.call('*99*', { body: lines.join('\r\n') })).response.status).toBe(488)
  })

  it('offers G.711 to an INVITE without an offer', async () => {
    const office = await openOffice()
    const owner = await phoneOf(office.owner)
    const { response } = await owner.call('*99*', { body: '' })
    expect(response.body.toString()).toMatch(/^m=audio \d+ RTP\/AVP 0 8 101\r$/m)
  })

  it('is not there without voicemail', async () => {
    const office = await openOffice({ voicemail: false })
    const owner = await phoneOf(office.owner)
    const colleague = await phoneOf(office.caller)
    expect((await owner.call('*99*')).response.status).toBe(501)
    expect((await colleague.call(office.owner.user)).response.status).toBe(486)
    const third = await signedIn(office.bench, thirdHandset)
    expect((await colleague.call(third.user)).response.status).toBe(480)
  })

  it('takes calls of the core only', async () => {
    const store = openStore(':memory:')
    const mailboxes = createMailboxes({ documents: store.documents, now: () => 0, onUnreadable: () => {} })
    const [core, stranger] = await Promise.all(
      [0, 1].map(() => createSipUserAgent({ address: '127.0.0.1', port: 0, handler: () => {} })),
    )
    if (core === undefined || stranger === undefined) throw new Error('no user agent')
    opened.push(core, stranger)
    const { contact, flow } = later(
      await openVoicemail({
        ...{ address: '127.0.0.1', corePort: core.port, mailboxes, timing: systemTiming },
        ...{ mostSeconds: 1, log: createLog() },
      }),
    ).owner('+1')
    const statusOf = async (from: SipUserAgent, uri: string): Promise<number> => {
      const request = from.newRequest('OPTIONS', uri, { from: '<sip:a@h>', to: `<${uri}>`, flow })
      return (await from.send(request, flow)).status
    }
    expect(await statusOf(stranger, contact)).toBe(403)
    expect(await statusOf(core, contact.replace(/owner\.\w+/, 'owner.guess'))).toBe(404)
  })
})
