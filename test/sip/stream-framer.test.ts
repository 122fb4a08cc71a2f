import { describe, expect, it } from 'vitest'
import { StreamFramer } from '#electron/sip/transport/stream-framer.ts'
import fc from '#test/support/property.ts'
import { request } from './samples.ts'

const withBody = `${request('MESSAGE', 'sip:x@h', ['Content-Length: 5'])}hello`
const compact = `${request('MESSAGE', 'sip:x@h', ['l : 3'])}abc`
const bare = request('OPTIONS')

/** Pushes a text cut at the given lengths. */
function push(text: string, cuts: readonly number[]) {
  const framer = new StreamFramer()
  const messages: string[] = []
  let pings = 0
  let broken: string | null = null
  let rest = Buffer.from(text)
  for (const cut of [...cuts, rest.length]) {
    const framed = framer.push(rest.subarray(0, cut))
    messages.push(...framed.messages.map(String))
    pings += framed.pings
    broken ??= framed.broken?.reason ?? null
    rest = rest.subarray(cut)
  }
  return { messages, pings, broken }
}

describe('a stream of SIP messages', () => {
  it('is the same however it is cut', () => {
    const text = `\r\n\r\n${withBody}${compact}\r\n\r\n\r\n\r\n${bare}`
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 30 }), (cuts) => {
        expect(push(text, cuts)).toEqual({ messages: [withBody, compact, bare], pings: 3, broken: null })
      }),
    )
  })

  it('counts a ping that comes in two segments once', () => {
    expect(push('\r\n\r\n', [2])).toMatchObject({ pings: 1 })
    expect(push('\r\n', [])).toMatchObject({ pings: 0 })
  })

  it.each([
    ['a negative length', request('MESSAGE', 'sip:x@h', ['Content-Length: -5']), 'content-length'],
    ['two lengths', request('MESSAGE', 'sip:x@h', ['l: 1', 'l: 2']), 'content-length-twice'],
    ['a length over the limit', request('MESSAGE', 'sip:x@h', ['l: 65536']), 'too-long'],
    ['a head without end', `OPTIONS sip:x SIP/2.0\r\nX: ${'y'.repeat(70_000)}`, 'too-long'],
  ])('cannot be read on behind %s', (_name, text, reason) => {
    expect(push(bare + text, [])).toEqual({ messages: [bare], pings: 0, broken: reason })
  })
})
