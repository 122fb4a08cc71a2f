/** What a recording replaces, and what it keeps. */
import { describe, expect, it } from 'vitest'
import { createScrubber } from '#electron/services/recordings/scrub.ts'
import fc from '#test/support/property.ts'

const scrubbed = (text: string, known: string[] = [], kept: string[] = []) =>
  createScrubber(known, kept).page(text)

describe('a text of a device', () => {
  it.each([
    ['a MAC address with colons', 'MAC 64:16:7F:0A:1B:2C.', 'MAC 64:16:7F:00:00:01.'],
    ['with hyphens, in lower case', '64-16-7f-0a-1b-2c', '64-16-7f-00-00-01'],
    ['without separators, in a file name', '/64167f0a1b2c.cfg', '/64167f000001.cfg'],
    ['a broadcast address stays', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff'],
    ['an IPv4 address', 'http://10.20.30.40:8080/', 'http://192.0.2.1:8080/'],
    ['a mask and loopback stay', '255.255.255.0 127.0.0.1 0.0.0.0', '255.255.255.0 127.0.0.1 0.0.0.0'],
    ['a number with five parts stays', '1.2.3.4.5', '1.2.3.4.5'],
    ['a version with a letter before it stays', 'v1.2.3.4', 'v1.2.3.4'],
    ['an account', 'sip:jo.doe@contoso.com;x', 'sip:user1@host.example;x'],
    ['an e-mail address', '<b>jo@contoso.com</b>', '<b>user1@host.example</b>'],
    ['a tenant', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '00000000-0000-4000-8000-000000000001'],
    [
      'a password in a form',
      '<input name="AdminPassword" value="tulip">',
      '<input name="AdminPassword" value="hidden">',
    ],
    ['a password in JSON', '{"password":"tulip","port":1}', '{"password":"hidden","port":1}'],
    ['a token in a provisioning URL', '/mmiiaacc/abcdef/x.cfg', '/mmiiaacc/hidden/x.cfg'],
    [
      'a label after the field of a password stays',
      '<td>Admin Password:</td><td><input value="tulip"></td><td>User Name:</td>',
      '<td>Admin Password:</td><td><input value="hidden"></td><td>User Name:</td>',
    ],
  ])('%s', (_, text, expected) => {
    expect(scrubbed(text)).toBe(expected)
  })

  it('replaces the same text by the same, and another text by another', () => {
    expect(scrubbed('10.0.0.1 10.0.0.2 10.0.0.1, aabbccddeeff AA:BB:CC:DD:EE:FF')).toBe(
      '192.0.2.1 192.0.2.2 192.0.2.1, aabbcc000001 AA:BB:CC:00:00:01',
    )
  })

  it('replaces a known serial number by one of the same length, and keeps the firmware version', () => {
    expect(scrubbed('S/N FCH2443P191, 10.1.1.7', ['FCH2443P191'], ['10.1.1.7'])).toBe(
      'S/N 00000000001, 10.1.1.7',
    )
    // a password is replaced wherever it stands, also a short one
    expect(scrubbed('PIN=1234', ['1234', ''])).not.toContain('1234')
  })

  it('counts what it replaced', () => {
    const scrubber = createScrubber([], [])
    scrubber.page('10.0.0.1 10.0.0.1 10.0.0.2 aa:bb:cc:dd:ee:ff jo@contoso.com')
    expect(scrubber.counts()).toEqual({ mac: 1, address: 2, account: 1, guid: 0, known: 0 })
  })
})

describe('any page', () => {
  const octet = fc.integer({ min: 16, max: 254 })
  const planted = fc.record({
    mac: fc.tuple(octet, octet, octet),
    address: fc.tuple(octet, octet, octet),
    before: fc.string(),
    after: fc.string(),
  })
  it('loses a planted MAC and IP address', () => {
    fc.assert(
      fc.property(planted, ({ mac, address, before, after }) => {
        const macText = `64:16:7f:${mac.map((each) => each.toString(16)).join(':')}`
        const addressText = `10.${address.join('.')}`
        const text = createScrubber([], []).page(`${before} ${macText} ${addressText} ${after}`)
        expect(text).not.toContain(macText)
        expect(text).not.toContain(addressText)
      }),
    )
  })

  it('takes linear time', () => {
    const pieces = ['a.b@', '1.2.3.', 'aa:bb:', '0123456789ab', '<td>Password</td>', 'jo@a.', '-']
    const time = (text: string): number => {
      const best = [1, 2, 3].map(() => {
        const before = process.cpuUsage()
        createScrubber([], []).page(text)
        return process.cpuUsage(before).user
      })
      return Math.min(...best)
    }
    for (const piece of pieces) {
      time(piece.repeat(1_000))
      // quadratic work would take 64 times as long
      const limit = Math.max(time(piece.repeat(1_000)), 2_000) * 32
      expect(time(piece.repeat(8_000)), piece).toBeLessThan(limit)
    }
  })
})
