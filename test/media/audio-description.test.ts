import { describe, expect, it } from 'vitest'
import { answerTo, offerFrom, readAudio } from '#electron/media/audio-description.ts'
import fc from '#test/support/property.ts'

const here = { address: '192.0.2.1', port: 40_000 }
const offer = (...lines: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.9', 's=-', 'c=IN IP4 192.0.2.7', 't=0 0', ...lines, ''].join('\r\n')

describe('RFC 8866: a description', () => {
  it.each<[string, string[], object | null]>([
    [
      'G.711 and keys',
      ['m=audio 49170 RTP/AVP 9 8 0 101', 'a=rtpmap:101 telephone-event/8000'],
      { stream: 0, address: '192.0.2.7', port: 49_170, codec: 'PCMA', eventType: 101 },
    ],
    ['no keys', ['m=audio 49170 RTP/AVP 0'], { codec: 'PCMU', eventType: null }],
    [
      'an address of the stream',
      ['m=audio 4000 RTP/AVP 0', 'c=IN IP4 192.0.2.8/127'],
      { address: '192.0.2.8' },
    ],
    ['the second stream', ['m=video 5000 RTP/AVP 31', 'm=audio 4000 RTP/AVP 0'], { stream: 1, port: 4_000 }],
    ['held in the old way', ['m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'], { port: 0 }],
    ['other codecs only', ['m=audio 4000 RTP/AVP 9 18'], null],
    ['encrypted', ['m=audio 4000 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x'], null],
    ['no stream', [], null],
    ['a name', ['m=audio 4000 RTP/AVP 0', 'c=IN IP4 phone.example'], { address: '192.0.2.7' }],
    ['a port that is none', ['m=audio 70000 RTP/AVP 0'], null],
  ])('%s', (_, lines, expected) => {
    const read = readAudio(offer(...lines))
    if (expected === null) expect(read).toBeNull()
    else expect(read).toMatchObject(expected)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('m=', 'm=audio', 'c=IN IP4 ', 'a=rtpmap:', '0', ' RTP/AVP 0', '\r\n')),
        (parts) => {
          readAudio(parts.join(''))
        },
      ),
    )
  })
})

describe('RFC 3264 §6: an answer', () => {
  it('has as many streams as the offer; those that are not taken have port 0', () => {
    const asked = offer(
      'm=video 5000 RTP/AVP 31',
      'm=audio 4000 RTP/AVP 8 0 96',
      'a=rtpmap:96 telephone-event/8000',
    )
    const read = readAudio(asked)
    if (read === null) throw new Error('unreadable')
    const lines = answerTo(asked, read, here).split('\r\n')
    expect(lines.filter((line) => line.startsWith('m='))).toEqual([
      'm=video 0 RTP/AVP 31',
      'm=audio 40000 RTP/AVP 8 96',
    ])
    expect(lines).toContain('c=IN IP4 192.0.2.1')
    expect(lines).toContain('a=rtpmap:96 telephone-event/8000')
  })
  it('our offer is one that we can answer', () => {
    expect(readAudio(offerFrom(here))).toMatchObject({ ...here, codec: 'PCMU', eventType: 101 })
  })
})
