/** OPTIONS as sipp and sockets of our own hear it. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sipProbe } from '#electron/probes/sip.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { lines, look, peer, running } from './peers.ts'

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

describe('OPTIONS', () => {
  const ok = (agent: string) => Buffer.from(`SIP/2.0 200 OK\r\nUser-Agent: ${agent}\r\n\r\n`)

  it('carries what RFC 3261 section 8.1.1 asks of a request, and rport', async () => {
    await using phone = await peer(
      () => undefined,
      (_bytes, _from, send) => send(ok('x')),
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

  it('is sent again when the first datagram was lost, with the same branch', async () => {
    await using phone = await peer(
      () => undefined,
      (_bytes, _from, send) => {
        if (phone.heard.length > 1) send(ok('second time'))
      },
    )
    expect(lines(await look(sipProbe, phone.port))).toContain('sip.user_agent second time')
    expect(phone.heard[0]).toEqual(phone.heard[1])
  })

  it('is asked over TCP when a closed UDP port says so, without waiting', async () => {
    await using phone = await peer(
      (socket) => socket.once('data', () => socket.write(ok('over TCP'))),
      (_bytes, _from, send) => send(Buffer.from('garbage')),
    )
    expect(lines(await look(sipProbe, phone.port))).toEqual(['sip.status 200', 'sip.user_agent over TCP'])
  })

  it('is answered in folded headers, as RFC 3261 section 7.3.1 lets a phone', async () => {
    await using phone = await peer(
      () => undefined,
      (_bytes, _from, send) => send(ok('Yealink SIP-T46U\r\n\t 108.86.5.1')),
    )
    expect(lines(await look(sipProbe, phone.port))).toContain('sip.user_agent Yealink SIP-T46U 108.86.5.1')
  })

  it('is answered by any status: a refusal names the agent too', async () => {
    await using phone = await peer(
      () => undefined,
      (_bytes, _from, send) =>
        send(Buffer.from('SIP/2.0 405 Method Not Allowed\r\nserver:snomD735/10.1.141.13\r\n\r\n')),
    )
    expect(lines(await look(sipProbe, phone.port))).toEqual([
      'sip.status 405',
      'sip.server snomD735/10.1.141.13',
    ])
  })

  it('reads an answer that comes a byte at a time over TCP', async () => {
    await using phone = await peer(
      (socket) => {
        socket.setNoDelay(true)
        socket.once('data', () => {
          for (const byte of ok('in pieces')) socket.write(Buffer.of(byte))
        })
      },
      (_bytes, _from, send) => send(Buffer.alloc(1)),
    )
    expect(lines(await look(sipProbe, phone.port))).toContain('sip.user_agent in pieces')
  })
})
