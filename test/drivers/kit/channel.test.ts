/** Strength of authentication schemes, and channels of a device. */
import { describe, expect, it } from 'vitest'
import { isChannelOf, isWeaker } from '#electron/drivers/kit/channel.ts'

describe('a scheme', () => {
  it.each([
    ['basic', 'digest', true],
    ['digest', 'digest-qop', true],
    ['digest', 'digest', false],
    ['digest-qop', 'basic', false],
  ] as const)('%s is weaker than %s: %s', (a, b, expected) => {
    expect(isWeaker(a, b)).toBe(expected)
  })
})

describe('a channel', () => {
  it.each([
    [{ address: '192.0.2.1', ports: { http: 80, https: 443 } }, true],
    [{ address: '192.0.2.1', ports: { http: 443, https: 80 } }, false],
    [{ address: '192.0.2.2', ports: { http: 80, https: 443 } }, false],
    [{ address: '192.0.2.1', ports: { http: 80, https: 8443 } }, false],
  ])('belongs to %j: %s', (device, expected) => {
    const channel = { scheme: 'https', address: '192.0.2.1', port: 443, fingerprint: 'AA' } as const
    expect(isChannelOf(channel, device)).toBe(expected)
  })
})
