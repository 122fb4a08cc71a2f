import { describe, expect, it } from 'vitest'
import { keyOfInfo } from '#electron/gateway/voicemail/info-key.ts'
import { SipHeaders } from '#electron/sip/message/headers.ts'

describe('a key in INFO', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', '5'],
    ['application/dtmf-relay', 'Duration=160\nsignal = #\n', '#'],
    ['Application/DTMF-Relay; charset=utf-8', 'Signal=*', '*'],
    ['application/dtmf', '7', '7'],
    ['application/dtmf', ' d\r\n', 'D'],
    ['application/dtmf-relay', 'Signal=10', null],
    ['application/dtmf-relay', 'Duration=160', null],
    ['application/dtmf', '', null],
    ['text/plain', '5', null],
  ])('%s %j', (type, body, key) => {
    const headers = new SipHeaders([['Content-Type', type]])
    expect(
      keyOfInfo({ kind: 'request', method: 'INFO', uri: 'sip:a@h', headers, body: Buffer.from(body) }),
    ).toBe(key)
  })
})
