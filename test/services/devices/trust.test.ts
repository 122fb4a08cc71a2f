/** What is remembered of a device between runs: by its key, the strongest sign-in, the first certificate. */
import { describe, expect, it } from 'vitest'
import { isChannelOf, isWeaker } from '#electron/drivers/kit/channel.ts'
import { createDeviceTrusts } from '#electron/services/devices/index.ts'
import { openStore } from '#electron/store/open.ts'

describe('the trust in a device', () => {
  it('keeps the strongest way of signing in and a certificate a port, for each device apart', () => {
    using store = openStore(':memory:')
    const one = createDeviceTrusts(store.documents).of('mac:1')
    expect([one.strongestSignIn(), one.certificate(443)]).toEqual([null, null])
    one.rememberSignIn('digest')
    one.rememberSignIn('basic')
    one.rememberCertificate(443, 'AA')
    one.rememberCertificate(8443, 'BB')
    const again = createDeviceTrusts(store.documents)
    expect(again.of('mac:1').strongestSignIn()).toBe('digest')
    expect([443, 8443, 80].map((port) => again.of('mac:1').certificate(port))).toEqual(['AA', 'BB', null])
    expect(again.of('mac:2').strongestSignIn()).toBe(null)
    one.rememberSignIn('digest-qop')
    expect(one.certificate(443)).toBe('AA')
    expect(again.of('mac:1').strongestSignIn()).toBe('digest-qop')
    again.forget('mac:1')
    expect([one.strongestSignIn(), one.certificate(443)]).toEqual([null, null])
  })

  it('takes a damaged record as none', () => {
    using store = openStore(':memory:')
    store.documents.set('device-trust', 'mac:1', { strongest: 'none' })
    expect(createDeviceTrusts(store.documents).of('mac:1').strongestSignIn()).toBe(null)
  })

  it.each([
    ['basic', 'digest', true],
    ['digest', 'digest-qop', true],
    ['digest', 'digest', false],
    ['digest-qop', 'basic', false],
  ] as const)('%s is weaker than %s: %s', (a, b, expected) => {
    expect(isWeaker(a, b)).toBe(expected)
  })

  it.each([
    [{ address: '192.0.2.1', ports: { http: 80, https: 443 } }, true],
    [{ address: '192.0.2.1', ports: { http: 443, https: 80 } }, false],
    [{ address: '192.0.2.2', ports: { http: 80, https: 443 } }, false],
    [{ address: '192.0.2.1', ports: { http: 80, https: 8443 } }, false],
  ])('a channel belongs to %j: %s', (device, expected) => {
    const channel = { scheme: 'https', address: '192.0.2.1', port: 443, fingerprint: 'AA' } as const
    expect(isChannelOf(channel, device)).toBe(expected)
  })
})
