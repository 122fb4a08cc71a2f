import { describe, expect, it } from 'vitest'
import { type AnnouncedDevice, type AnnounceEvent, announce } from '#electron/services/announcements/index.ts'
import type { PnpLink } from '#electron/services/announcements/link.ts'
import { okFor, readSubscribe, type Subscribe } from '#electron/services/announcements/subscribe.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import { parseMac } from '#shared/model/mac.ts'
import fc from '#test/support/property.ts'

const snom = [
  'SUBSCRIBE sip:MAC%3a000413A1B2C3@224.0.1.75 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.7:5062;rport',
  'From: <sip:MAC%3a000413A1B2C3@224.0.1.75>;tag=7',
  'To: <sip:MAC%3a000413A1B2C3@224.0.1.75>',
  'Call-ID: 1@192.0.2.7',
  'CSeq: 1 SUBSCRIBE',
  'Event: ua-profile;profile-type="device";vendor="snom";model="snomD735";version="10.1.141.13"',
  'Expires: 0',
  'Contact: <sip:192.0.2.7:5064>',
  '',
  '',
].join('\r\n')
const read = (text: string) => readSubscribe(Buffer.from(text))
const subscribeOf = (mac: string): Subscribe => {
  const subscribe = read(snom.replaceAll('000413A1B2C3', mac))
  if (subscribe === null) throw new Error('no SUBSCRIBE')
  return subscribe
}

describe('a SUBSCRIBE', () => {
  it('is read with what its answers need', () => {
    expect(read(snom)).toEqual({
      ...{ mac: '000413A1B2C3', from: '<sip:MAC%3a000413A1B2C3@224.0.1.75>;tag=7' },
      ...{ to: '<sip:MAC%3a000413A1B2C3@224.0.1.75>', callId: '1@192.0.2.7', cseq: '1 SUBSCRIBE' },
      ...{ vias: ['SIP/2.0/UDP 192.0.2.7:5062;rport'], port: 5064 },
    })
  })

  it.each([
    ['without a colon in its URI', snom.replaceAll('MAC%3a', 'MAC'), { mac: '000413A1B2C3' }],
    [
      'with its MAC in From only',
      snom.replace('MAC%3a000413A1B2C3@224.0.1.75 SIP', '224.0.1.75 SIP'),
      { mac: '000413A1B2C3' },
    ],
    ['without a port in Contact', snom.replace('192.0.2.7:5064', '192.0.2.7'), { port: 5062 }],
    ['without any port', snom.replace(':5064', '').replace(':5062', ''), { port: 5060 }],
    ['with compact names', snom.replace('From:', 'f:').replace('Event:', 'o:'), { mac: '000413A1B2C3' }],
  ])('%s is read', (_, text, part) => {
    expect(read(text)).toMatchObject(part)
  })

  it.each([
    ['another method', snom.replace('SUBSCRIBE sip', 'OPTIONS sip')],
    ['another event', snom.replace('ua-profile', 'message-summary')],
    ['no MAC', snom.replaceAll('MAC%3a000413A1B2C3', 'phone')],
    ['no Via', snom.replace(/^Via.*\r\n/m, '')],
    ['no Call-ID', snom.replace(/^Call-ID.*\r\n/m, '')],
    ['a Call-ID of 2,000 characters', snom.replace('1@192', `${'1'.repeat(2_000)}@192`)],
    ['an answer', snom.replace('SUBSCRIBE sip:MAC%3a000413A1B2C3@224.0.1.75 SIP/2.0', 'SIP/2.0 200 OK')],
  ])('with %s is none', (_, text) => {
    expect(read(text)).toBeNull()
  })

  it('of any octets throws nothing, and its 200 is hardly longer than itself', () => {
    const line = fc.oneof(fc.constantFrom(...snom.split('\r\n')), fc.string())
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const octets = Buffer.from(lines.join('\r\n'))
        const subscribe = readSubscribe(octets)
        if (subscribe === null) return
        expect(okFor(subscribe, 'punchdown', '192.0.2.1:5060').length).toBeLessThan(octets.length + 200)
      }),
    )
  })

  it('has a 200 with its own Via, Call-ID and CSeq and our tag', () => {
    const [first, ...rest] = okFor(subscribeOf('000413A1B2C3'), 'ours', '192.0.2.1:5060')
      .toString()
      .split('\r\n')
    expect(first).toBe('SIP/2.0 200 OK')
    expect(rest).toEqual(
      expect.arrayContaining([
        'Via: SIP/2.0/UDP 192.0.2.7:5062;rport',
        'To: <sip:MAC%3a000413A1B2C3@224.0.1.75>;tag=ours',
        'Call-ID: 1@192.0.2.7',
        'CSeq: 1 SUBSCRIBE',
      ]),
    )
  })
})

const here: NetworkInterface = { name: 'eth0', address: '192.0.2.1', cidr: '192.0.2.0/24', loopback: false }
const device = (mac: string, last: number): AnnouncedDevice => ({
  ...{ mac: parseMac(mac), address: `192.0.2.${last}`, url: `http://192.0.2.1/${last}` },
})
const first = device('00:04:13:A1:B2:C3', 7)
const second = device('00:04:13:A1:B2:C4', 8)

interface Sent {
  readonly kind: 'ok' | 'notify'
  readonly to: string
  readonly url?: string
}

/** A link on which the given SUBSCRIBEs arrive; `acknowledges` are the forms that the phones answer. */
function fakeLink(
  arriving: readonly (readonly [string, string])[],
  acknowledges: readonly string[] = ['standard'],
) {
  const sent: Sent[] = []
  const closed: string[] = []
  const link: PnpLink = {
    address: here.address,
    async *subscribes(signal) {
      for (const [mac, from] of arriving) yield { subscribe: subscribeOf(mac), from }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
    accept: async (_subscribe, to) => void sent.push({ kind: 'ok', to }),
    async notify(_subscribe, to, url, form) {
      sent.push({ kind: 'notify', to, url })
      return acknowledges.includes(form)
    },
    async [Symbol.asyncDispose]() {
      closed.push(here.address)
    },
  }
  return { link, sent, closed }
}

type Ended = { readonly kind: 'ended' } & Awaited<ReturnType<typeof announce>>

async function run(
  { link }: { readonly link: PnpLink },
  devices: readonly AnnouncedDevice[],
  forMs = 50,
): Promise<(AnnounceEvent | Ended)[]> {
  const events: AnnounceEvent[] = []
  const parts = { interfaces: () => [here], openLink: async () => link, now: () => 0 }
  const ended = await announce(parts, devices, { forMs, onEvent: (event) => events.push(event) })
  return [...events, { kind: 'ended', ...ended }]
}

describe('announcing', () => {
  it('answers a chosen device where it was found, and ends when all were told', async () => {
    const fake = fakeLink([['000413A1B2C3', '192.0.2.7']])
    const events = await run(fake, [first], 3_600_000)
    expect(events).toEqual([
      { kind: 'listening', addresses: ['192.0.2.1'] },
      { kind: 'asked', mac: first.mac },
      { kind: 'told', mac: first.mac, form: 'standard' },
      { kind: 'ended', others: 0, waiting: [] },
    ])
    expect(fake.sent).toEqual([
      { kind: 'ok', to: '192.0.2.7' },
      { kind: 'notify', to: '192.0.2.7', url: first.url },
    ])
    expect(fake.closed).toEqual(['192.0.2.1'])
  })

  it('sends nothing to a device that was not chosen, nor to the MAC of a chosen one at another address', async () => {
    const fake = fakeLink([
      ['000413FFFFFF', '192.0.2.9'],
      ['000413A1B2C3', '192.0.2.66'],
    ])
    expect(await run(fake, [first])).toEqual([
      { kind: 'listening', addresses: ['192.0.2.1'] },
      { kind: 'other-address', mac: first.mac, from: '192.0.2.66' },
      { kind: 'ended', others: 1, waiting: [first.mac] },
    ])
    expect(fake.sent).toEqual([])
  })

  it('tries the copied form when the phone does not acknowledge the first', async () => {
    const events = await run(fakeLink([['000413A1B2C3', '192.0.2.7']], ['copied']), [first])
    expect(events).toContainEqual({ kind: 'told', mac: first.mac, form: 'copied' })
  })

  it('says so when neither form is acknowledged, and answers the next start', async () => {
    const asked = ['000413A1B2C3', '192.0.2.7'] as const
    const fake = fakeLink([asked], [])
    expect(await run(fake, [first])).toContainEqual({ kind: 'not-acknowledged', mac: first.mac })
    expect(fake.sent.filter(({ kind }) => kind === 'notify')).toHaveLength(2)
  })

  it('answers a repeated SUBSCRIBE with 200 and sends one NOTIFY', async () => {
    const asked = ['000413A1B2C3', '192.0.2.7'] as const
    const fake = fakeLink([asked, asked, asked])
    await run(fake, [first, second])
    expect(fake.sent.filter(({ kind }) => kind === 'notify')).toHaveLength(1)
    expect(fake.sent.filter(({ kind }) => kind === 'ok')).toHaveLength(3)
  })

  it('reads ten SUBSCRIBEs of one source at once, and others all the same', async () => {
    const flood = Array.from({ length: 100 }, () => ['000413A1B2C3', '192.0.2.7'] as const)
    const fake = fakeLink([...flood, ['000413A1B2C4', '192.0.2.8']])
    const events = await run(fake, [first, second])
    expect(events.at(-1)).toMatchObject({ waiting: [] })
    expect(fake.sent.filter(({ kind, to }) => kind === 'ok' && to === '192.0.2.7')).toHaveLength(10)
  })

  it('reports each other address once, and not more than twenty', async () => {
    const spoofed = Array.from({ length: 200 }, (_, at) => ['000413A1B2C3', `198.51.100.${at % 50}`] as const)
    const events = await run(fakeLink(spoofed), [first])
    const reported = events.flatMap((event) => (event.kind === 'other-address' ? [event.from] : []))
    expect(reported).toHaveLength(20)
    expect(new Set(reported).size).toBe(20)
  })

  it('tells a phone while a request with another port of its address waits for an acknowledgement', async () => {
    const fake = fakeLink([])
    const forged = { ...subscribeOf('000413A1B2C3'), port: 9 }
    const link: PnpLink = {
      ...fake.link,
      async *subscribes(signal) {
        yield { subscribe: forged, from: first.address }
        yield { subscribe: subscribeOf('000413A1B2C3'), from: first.address }
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
      notify: (subscribe, ...rest) =>
        subscribe.port === 9 ? Promise.resolve(false) : fake.link.notify(subscribe, ...rest),
    }
    expect((await run({ link }, [first])).at(-1)).toMatchObject({ waiting: [] })
  })

  it('fails when an answer fails', async () => {
    const fake = fakeLink([['000413A1B2C3', '192.0.2.7']])
    const link = { ...fake.link, notify: () => Promise.reject(new Error('broken')) }
    await expect(run({ link }, [first], 3_600_000)).rejects.toThrow('broken')
  })

  it('refuses devices that are not on a link of this laptop', async () => {
    const elsewhere = { ...first, address: '198.51.100.7' }
    await expect(run(fakeLink([]), [elsewhere])).rejects.toMatchObject({ code: 'link-not-here' })
  })
})
