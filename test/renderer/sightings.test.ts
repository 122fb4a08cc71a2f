/** Every TLS weakness of the probe has words; a device without weaknesses has none. */

import { describe, expect, it } from 'vitest'
import { tlsWeaknesses } from '#electron/probes/web/certificate.ts'
import { words } from '#shared/words/index.ts'

const sighting = (protocol: string, context?: Record<string, string>) => ({
  ...{ address: '10.0.0.7', port: 443, protocol, raw: 'unsupported protocol', at: 0 },
  ...(context === undefined ? {} : { context }),
})

describe('remarks of a raw answer', () => {
  it.each(tlsWeaknesses)('name %s', (weak) => {
    const strong = words.sightings.remarks(sighting('x509.subject', { tls: 'TLSv1', key: 'rsa-512' }))
    const said = words.sightings.remarks(sighting('x509.subject', { tls: 'TLSv1', key: 'rsa-512', weak }))
    expect(said.length).toBeGreaterThan(strong.length)
  })

  it('are absent without a context, and present for refused TLS', () => {
    expect(words.sightings.remarks(sighting('http.server'))).toBe('')
    expect(words.sightings.remarks(sighting('tls.refused'))).not.toBe('')
    expect(words.sightings.remarks({ ...sighting('snmp.refused'), raw: 'snmp-user-unknown' })).not.toBe('')
  })
})

describe('words on the web pages of a device', () => {
  it.each(tlsWeaknesses)('name %s, unless that is usual', (weak) => {
    const remarks = words.sightings.webSecurity([
      sighting('http.title'),
      sighting('tls.session', { tls: 'TLSv1', weak }),
    ])
    expect(remarks === null).toBe(weak === 'self-signed')
  })

  it('are absent for current TLS, and name each weakness once', () => {
    expect(
      words.sightings.webSecurity([sighting('tls.session', { tls: 'TLSv1.3' }), sighting('http.server')]),
    ).toBe(null)
    const refused = [sighting('tls.refused'), sighting('tls.refused')]
    expect(words.sightings.webSecurity(refused)).toBe(words.sightings.remarks(sighting('tls.refused')))
  })
})
