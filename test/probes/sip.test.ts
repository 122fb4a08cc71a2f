/** OPTIONS against sipp and sockets of our own. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSipStream, sipHeadIn } from '#electron/probes/sip/head.ts'
import { sipProbe } from '#electron/probes/sip/probe.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { lines, look, peer, running, silentPeer } from './peers.ts'

const scenario = join(import.meta.dirname, 'sipp/answer-options.xml')
const seen = ['sip.status 200', 'sip.user_agent Yealink SIP-T46U 108.86.5.1', 'sip.server sipp']

describe.skipIf(!isHere('sipp'))(`sipp answers OPTIONS${missing('sipp')}`, () => {
  it.each([
    ['UDP', 'u1'],
    ['TCP, where UDP is closed', 't1'],
  ])('over %s', async (_name, transport) => {
    using folder = temporaryFolder()
    const { sip } = await freePorts()
    const args = ['-sf', scenario, '-t', transport, '-i', '127.0.0.1', '-p', String(sip), '-nostdin']
    await using sipp = running('sipp', args, folder.path)
    await expect
      .poll(async () => sipp.failed() ?? lines(await look(sipProbe, sip)), { timeout: 10_000 })
      .toEqual(seen)
  })
})

const baresipModules = ['/usr/lib/baresip/modules', '/usr/lib64/baresip/modules'].find((path) =>
  existsSync(path),
)

// loopback addresses other than 127.0.0.1 exist without configuration on Linux only
describe.skipIf(!isHere('baresip') || baresipModules === undefined || process.platform !== 'linux')(
  `baresip answers OPTIONS${missing('baresip')}`,
  () => {
    it('with its own name', async () => {
      using folder = temporaryFolder()
      // sipp uses the next port as well: both are free at a separate address
      const address = `127.77.${process.pid & 0xff}.1`
      const modules = ['module_tmp account.so', 'module_app menu.so', 'module g711.so', 'module stdio.so']
      const configuration = [
        `sip_listen ${address}:5060`,
        `module_path ${baresipModules ?? ''}`,
        `net_interface ${address}`,
        ...modules,
        '',
      ]
      writeFileSync(join(folder.path, 'config'), configuration.join('\n'))
      writeFileSync(join(folder.path, 'accounts'), `<sip:phone@127.0.0.1>;regint=0\n`)
      await using phone = running('baresip', ['-4', '-f', folder.path, '-t', '30'], folder.path)
      await expect
        .poll(async () => phone.failed() ?? lines(await look(sipProbe, 5060, { address })).join('\n'), {
          timeout: 10_000,
        })
        .toMatch(/^sip\.status \d+\n(?:.*\n)*sip\.(?:server|user_agent) baresip v\d/)
    })
  },
)

/** A response to a request, with the given headers. */
function answering(request: Buffer, status: string, headers: string): Buffer {
  const text = request.toString()
  const back = (name: string) => new RegExp(`^${name}: .*$`, 'm').exec(text)?.[0] ?? ''
  const lines = [
    `SIP/2.0 ${status}`,
    back('Via'),
    back('From'),
    `${back('To')};tag=1`,
    back('Call-ID'),
    back('CSeq'),
  ]
  return Buffer.from([...lines, headers, 'Content-Length: 0', '', ''].join('\r\n'))
}
const ok = (request: Buffer, agent: string) => answering(request, '200 OK', `User-Agent: ${agent}`)
const named = 'sip.user_agent'

describe('OPTIONS', () => {
  it('has the header fields of RFC 3261 section 8.1.1, and rport', async () => {
    await using phone = await peer(
      () => undefined,
      (bytes, _from, send) => send(ok(bytes, 'x')),
    )
    await look(sipProbe, phone.port)
    const [head = ''] = (phone.heard[0]?.toString() ?? '').split('\r\n\r\n')
    const [request, ...headers] = head.split('\r\n')
    expect(request).toBe(`OPTIONS sip:127.0.0.1:${phone.port} SIP/2.0`)
    expect(headers).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Via: SIP\/2\.0\/UDP 127\.0\.0\.1:\d+;branch=z9hG4bK\w+;rport$/),
        'Max-Forwards: 70',
        expect.stringMatching(/^From: <sip:[^>]+>;tag=\w+$/),
        `To: <sip:127.0.0.1:${phone.port}>`,
        expect.stringMatching(/^Call-ID: \S+$/),
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
      ]),
    )
  })

  it('is retransmitted with the same branch until the timeout', async () => {
    await using phone = await peer(
      () => undefined,
      (bytes, _from, send) => {
        if (phone.heard.length > 2) send(ok(bytes, 'third time'))
      },
    )
    expect(lines(await look(sipProbe, phone.port))).toContain(`${named} third time`)
    expect(phone.heard[0]).toEqual(phone.heard[1])
    const before = phone.heard.length
    await using silent = await silentPeer()
    await look(sipProbe, silent.port, { timeoutMs: 100 })
    const sent = silent.heard.length
    await look(sipProbe, phone.port)
    expect([phone.heard.length, silent.heard.length]).toEqual([before + 1, sent])
  })

  it('waits for the final response, and uses the provisional one at the timeout', async () => {
    await using both = await peer(
      () => undefined,
      (bytes, _from, send) => {
        send(answering(bytes, '100 Trying', 'Server: proxy'))
        send(ok(bytes, 'phone'))
      },
    )
    expect(lines(await look(sipProbe, both.port))).toEqual(['sip.status 200', `${named} phone`])
    await using first = await peer(
      () => undefined,
      (bytes, _from, send) => send(answering(bytes, '100 Trying', 'Server: proxy')),
    )
    expect(lines(await look(sipProbe, first.port, { timeoutMs: 80 }))).toEqual([
      'sip.status 100',
      'sip.server proxy',
    ])
  })

  it('is sent over TCP at once when the UDP port is closed', async () => {
    await using phone = await peer(
      (socket) => socket.once('data', (bytes) => socket.write(ok(bytes, 'over TCP'))),
      null,
    )
    expect(lines(await look(sipProbe, phone.port))).toEqual(['sip.status 200', `${named} over TCP`])
  })

  it.each<[string, (request: Buffer) => Buffer]>([
    [
      'folded headers, as RFC 3261 section 7.3.1 lets a phone',
      (bytes) => ok(bytes, 'Yealink\r\n\t SIP-T46U'),
    ],
    [
      'bare line feeds',
      (bytes) => Buffer.from(ok(bytes, 'Yealink SIP-T46U').toString().replaceAll('\r', '')),
    ],
    [
      'compact names in any letters',
      (bytes) =>
        Buffer.from(
          ok(bytes, 'Yealink SIP-T46U')
            .toString()
            .replace('Via:', 'v :')
            .replace('Call-ID:', 'I:')
            .replace('User-Agent', 'USER-AGENT'),
        ),
    ],
    [
      'more than one Via',
      (bytes) =>
        Buffer.from(
          ok(bytes, 'Yealink SIP-T46U')
            .toString()
            .replace(/;rport/, ';rport=1;received=127.0.0.1, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKother'),
        ),
    ],
    ['no empty line', (bytes) => Buffer.from(ok(bytes, 'Yealink SIP-T46U').toString().trimEnd())],
    [
      'empty lines before it',
      (bytes) => Buffer.concat([Buffer.from('\r\n\r\n'), ok(bytes, 'Yealink SIP-T46U')]),
    ],
  ])('is answered in %s', async (_what, answer) => {
    await using phone = await peer(
      () => undefined,
      (bytes, _from, send) => send(answer(bytes)),
    )
    expect(lines(await look(sipProbe, phone.port))).toContain(`${named} Yealink SIP-T46U`)
  })

  it('accepts any status, because a refusal names the agent as well', async () => {
    await using phone = await peer(
      () => undefined,
      (bytes, _from, send) => send(answering(bytes, '405 Method Not Allowed', 'server:snomD735/10.1.141.13')),
    )
    expect(lines(await look(sipProbe, phone.port))).toEqual([
      'sip.status 405',
      'sip.server snomD735/10.1.141.13',
    ])
  })

  it('reads a response that arrives byte by byte over TCP, behind a foreign one', async () => {
    await using phone = await peer((socket) => {
      socket.setNoDelay(true)
      socket.once('data', (bytes) => {
        const other = Buffer.from(
          ok(bytes, 'other')
            .toString()
            .replace('Content-Length: 0', 'Content-Length: 4')
            .replace('Call-ID: ', 'Call-ID: x'),
        )
        const stream = Buffer.concat([other, Buffer.from('body'), ok(bytes, 'in pieces')])
        for (const byte of stream) socket.write(Buffer.of(byte))
      })
    }, null)
    expect(lines(await look(sipProbe, phone.port))).toContain(`${named} in pieces`)
  })

  it.each<[string, (request: Buffer) => Buffer]>([
    ['itself, as an echo', (bytes) => bytes],
    ['garbage', () => Buffer.from('garbage')],
    ['a request', (bytes) => Buffer.from(bytes.toString().replace('OPTIONS', 'INVITE'))],
    ['another Call-ID', (bytes) => Buffer.from(ok(bytes, 'x').toString().replace('Call-ID: ', 'Call-ID: x'))],
    ['another CSeq', (bytes) => Buffer.from(ok(bytes, 'x').toString().replace('CSeq: 1', 'CSeq: 2'))],
    ['another method', (bytes) => Buffer.from(ok(bytes, 'x').toString().replace('1 OPTIONS', '1 INVITE'))],
    ['another branch', (bytes) => Buffer.from(ok(bytes, 'x').toString().replace('z9hG4bK', 'z9hG4bKx'))],
    [
      'no Via',
      (bytes) =>
        Buffer.from(
          ok(bytes, 'x')
            .toString()
            .replace(/^Via.*\r\n/m, ''),
        ),
    ],
  ])('is not answered by %s', async (_what, answer) => {
    await using phone = await peer(
      (socket) => socket.once('data', (bytes) => socket.write(answer(bytes))),
      (bytes, _from, send) => send(answer(bytes)),
    )
    expect(await look(sipProbe, phone.port, { timeoutMs: 60 })).toEqual([])
  })

  it.each([
    ['another port', '127.0.0.1'],
    ['another address', '127.0.0.2'],
  ])('is not answered from %s', async (_what, address) => {
    const elsewhere = createSocket('udp4')
    elsewhere.bind(0, address)
    await once(elsewhere, 'listening')
    let answers = 0
    await using phone = await peer(
      () => undefined,
      (bytes, from) => elsewhere.send(ok(bytes, 'x'), from.port, from.address, () => answers++),
    )
    expect(await look(sipProbe, phone.port, { timeoutMs: 60 })).toEqual([])
    expect(answers).toBeGreaterThan(0)
    elsewhere.close()
  })
})

describe('the head of a SIP message', () => {
  const message = [
    'SUBSCRIBE sip:MAC%3a001565a0b1c2@224.0.1.75 SIP/2.0',
    'v: SIP/2.0/UDP 10.0.0.7:5062;branch=z9hG4bK1',
    'o: ua-profile;vendor="Yealink"',
    'User-Agent: a',
    ' b',
    'l: 0',
    '',
    '',
  ].join('\r\n')

  it('is read with any line ends, with full and compact names', () => {
    for (const text of [message, message.replaceAll('\r', '')]) {
      expect(sipHeadIn(Buffer.from(text), true)).toMatchObject({
        status: null,
        request: { method: 'SUBSCRIBE', uri: 'sip:MAC%3a001565a0b1c2@224.0.1.75' },
        headers: [
          ['via', 'SIP/2.0/UDP 10.0.0.7:5062;branch=z9hG4bK1'],
          ['event', 'ua-profile;vendor="Yealink"'],
          ['user-agent', 'a b'],
          ['content-length', '0'],
        ],
        length: text.length,
      })
    }
  })

  it('does not throw on any octets, and a stream is read alike however it is split', () => {
    const piece = fc.constantFrom(
      message,
      'SIP/2.0 200 OK\r\n',
      '\r\n',
      '\n',
      'Content-Length: 5\r\n\r\n',
      'hello',
      ' x',
    )
    const octets = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 })
      .map((parts) => Buffer.from(parts.join('')))
    fc.assert(
      fc.property(octets, fc.integer({ min: 1, max: 50 }), (whole, size) => {
        sipHeadIn(whole, true)
        const one = createSipStream().push(whole)
        const stream = createSipStream()
        const many = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
          stream.push(whole.subarray(i * size, (i + 1) * size)),
        ).flat()
        expect(many.slice(0, one.length)).toEqual(one.slice(0, many.length))
      }),
    )
  })
})
