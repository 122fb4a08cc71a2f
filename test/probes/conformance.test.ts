/** The contract of every probe with any peer. */
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createArpProbe } from '#electron/probes/arp.ts'
import { httpProbe, httpsProbe } from '#electron/probes/http.ts'
import { createProbes } from '#electron/probes/index.ts'
import { sipProbe } from '#electron/probes/sip/probe.ts'
import { snmpProbe } from '#electron/probes/snmp.ts'
import { protocols } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { closedPort, echoing, look, peer, silentPeer } from './peers.ts'

/** Longest wait of the probes that are meant to run into it. */
const short = { timeoutMs: 60 }
const probes = [httpProbe, httpsProbe, sipProbe, snmpProbe]

describe.each(probes)('the $name probe', (probe) => {
  it('yields nothing for a closed port', async () => {
    expect(await look(probe, await closedPort(), { timeoutMs: 400 })).toEqual([])
  })

  it('yields nothing for a silent peer', async () => {
    await using silent = await silentPeer()
    expect(await look(probe, silent.port, short)).toEqual([])
  })

  it('yields nothing for a peer that closes the connection at once', async () => {
    await using rude = await peer(
      (socket) => socket.destroy(),
      () => undefined,
    )
    expect(await look(probe, rude.port, short)).toEqual([])
  })

  it.each([
    ['a zero byte', Buffer.alloc(1)],
    ['noise', Buffer.from('8f02deadbeef00ff10', 'hex')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a cut HTTP head', Buffer.from('HTTP/1.1 200 OK\r\nServ')],
    ['a cut SIP head', Buffer.from('SIP/2.0')],
    ['a cut SNMP message', Buffer.from('302902010104067075626c6963a21c', 'hex')],
    ['64 KB of one letter', Buffer.alloc(60_000, 'A')],
  ])('yields no invented facts for %s', async (_what, bytes) => {
    await using garbage = await echoing(bytes)
    const sightings = await look(probe, garbage.port, short)
    expect(sightings.filter(({ raw }) => raw === '')).toEqual([])
  })

  it('yields only known protocols for any answer', async () => {
    let reply: Uint8Array = new Uint8Array()
    await using garbage = await peer(
      (socket) => socket.once('data', () => socket.end(reply)),
      (_bytes, _from, send) => send(Buffer.from(reply)),
    )
    const heads = fc.constantFrom('HTTP/1.1 200 OK\r\n', 'SIP/2.0 200 OK\r\n', '0\u0082', '')
    const answer = fc.tuple(heads, fc.uint8Array({ maxLength: 200 }))
    await fc.assert(
      fc.asyncProperty(answer, async ([head, tail]) => {
        reply = Buffer.concat([Buffer.from(head, 'latin1'), tail])
        for (const { protocol } of await look(probe, garbage.port, { timeoutMs: 15 })) {
          expect([
            ...protocols,
            'http.status',
            'sip.status',
            'tls.session',
            'tls.refused',
            'snmp.refused',
          ]).toContain(protocol)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('can be cancelled before it starts and while it waits', async () => {
    await using silent = await silentPeer()
    const before = AbortSignal.abort()
    await expect(look(probe, silent.port, { signal: before })).rejects.toMatchObject({ code: 'cancelled' })
    expect(silent.heard).toEqual([])
    const leaving = new AbortController()
    const looking = look(probe, silent.port, { signal: leaving.signal })
    await expect.poll(() => silent.heard.length).toBeGreaterThan(0)
    leaving.abort()
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' })
    expect(getEventListeners(leaving.signal, 'abort')).toEqual([])
  })
})

describe('the arp probe', () => {
  it('can be cancelled before it reads', async () => {
    const never = createArpProbe({ ipv4: [], ipv6: [] })
    await expect(look(never, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is the last one, because the others make the laptop learn the address', () => {
    expect(createProbes().map(({ name }) => name)).toEqual(['http', 'sip', 'https', 'snmp', 'arp'])
  })
})
