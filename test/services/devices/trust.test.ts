/** Stored facts of a device between runs: the strongest sign-in and the first certificate of each port. */
import { describe, expect, it } from 'vitest'
import { createDeviceTrusts } from '#electron/services/devices/index.ts'
import { openStore } from '#electron/store/open.ts'

describe('the trust in a device', () => {
  it('has the strongest scheme and a certificate for each port of a device', () => {
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

  it('ignores a damaged record', () => {
    using store = openStore(':memory:')
    store.documents.set('device-trust', 'mac:1', { strongest: 'none' })
    expect(createDeviceTrusts(store.documents).of('mac:1').strongestSignIn()).toBe(null)
  })
})
