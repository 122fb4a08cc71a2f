import { describe, expect, it } from 'vitest'
import { readReplaces, replacesOfRefer } from '#electron/sip/index.ts'
import { SipHeaders } from '#electron/sip/message/headers.ts'

describe('RFC 3891 §6.1: Replaces', () => {
  it.each([
    [
      '98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff',
      '98732@sip.example.com ff87ff r33th4x0r',
      false,
    ],
    ['a;to-tag=1 ; from-tag=2;early-only', 'a 1 2', true],
    ['12adf2f34456gs5;to-tag=12345;from-tag=54321;future=x', '12adf2f34456gs5 12345 54321', false],
  ])('reads %s', (text, dialog, earlyOnly) => {
    expect(readReplaces(text)).toEqual({ dialog, earlyOnly })
  })
  it.each(['', 'a', ';to-tag=1;from-tag=2', 'a;to-tag=1', 'a;to-tag;from-tag=2', 'a;;to-tag=1;from-tag=2'])(
    'refuses "%s"',
    (text) => expect(readReplaces(text)).toBeNull(),
  )
})

describe('RFC 5589 §7.3: Refer-To with Replaces', () => {
  it.each([
    [
      '<sip:c@h?Replaces=090459243588173445%3Bto-tag%3D7553452%3Bfrom-tag%3D31431>',
      '090459243588173445 7553452 31431',
    ],
    ['<sip:h:5060;transport=tcp?Subject=x&replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>', 'a@b 1 2'],
    ['<sip:c@h?Require=replaces>', null],
    ['<sip:c@h>', null],
    ['<tel:+44>', null],
    ['nonsense', null],
  ])('%s', (value, dialog) => {
    const headers = new SipHeaders([['Refer-To', value]])
    expect(replacesOfRefer({ headers })?.dialog ?? null).toBe(dialog)
  })
  it('has none without Refer-To', () => expect(replacesOfRefer({ headers: new SipHeaders() })).toBeNull())
})
