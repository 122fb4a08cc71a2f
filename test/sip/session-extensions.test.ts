/** Negotiation of session timers (RFC 4028) and reliable provisional responses (RFC 3262). */
import { describe, expect, it } from 'vitest'
import { SipHeaders } from '#electron/sip/message/headers.ts'
import {
  newReliableServer,
  readRAck,
  receivePrack,
  receiveReliably,
  resent,
  sendReliably,
} from '#electron/sip/session/reliable-provisional.ts'
import {
  dueMs,
  leastInterval,
  negotiateAsServer,
  readSessionExpires,
  timerOfAnswer,
} from '#electron/sip/session/session-timer.ts'
import { standardTimers } from '#electron/sip/transaction/timers.ts'

describe('RFC 4028 §4 Session-Expires', () => {
  it.each([
    ['1800', { interval: 1_800, refresher: null }],
    ['90;refresher=uas', { interval: 90, refresher: 'uas' }],
    ['90 ; Refresher=UAC;x', { interval: 90, refresher: 'uac' }],
    ['90;refresher=me', { interval: 90, refresher: null }],
    ['soon', null],
    ['90 x', null],
    [undefined, null],
  ])('reads %j', (text, expected) => expect(readSessionExpires(text)).toEqual(expected))
})

describe('RFC 4028 §9 the server', () => {
  const ours = { interval: 1_800, minimum: leastInterval }
  const asked = (interval: number, refresher: 'uac' | 'uas' | null = null) => ({ interval, refresher })

  it('demands no timer of a client that has none', () => {
    expect(negotiateAsServer({ asked: null, supports: false, minimum: 0 }, ours)).toEqual({ kind: 'none' })
  })

  it('answers a short interval with 422, and raises one that a proxy has set', () => {
    expect(negotiateAsServer({ asked: asked(60), supports: true, minimum: 0 }, ours)).toEqual({
      kind: 'too-small',
      minimum: 90,
    })
    expect(negotiateAsServer({ asked: asked(60), supports: false, minimum: 0 }, ours)).toMatchObject({
      header: '90;refresher=uas',
      timer: { interval: 90, refresher: true },
    })
  })

  it('agrees on the lower interval, not below Min-SE, and on the refresher that was asked for', () => {
    expect(negotiateAsServer({ asked: asked(600, 'uas'), supports: true, minimum: 0 }, ours)).toEqual({
      kind: 'agreed',
      header: '600;refresher=uas',
      require: false,
      timer: { interval: 600, refresher: true },
    })
    expect(negotiateAsServer({ asked: asked(9_000), supports: true, minimum: 2_000 }, ours)).toEqual({
      kind: 'agreed',
      header: '2000;refresher=uac',
      require: true,
      timer: { interval: 2_000, refresher: false },
    })
    expect(negotiateAsServer({ asked: null, supports: true, minimum: 0 }, ours)).toMatchObject({
      header: '1800;refresher=uac',
    })
  })
})

describe('RFC 4028 §7.2 and §10', () => {
  it('the client takes its part from the 2xx', () => {
    expect(timerOfAnswer('600;refresher=uac')).toEqual({ interval: 600, refresher: true })
    expect(timerOfAnswer('600;refresher=uas')).toEqual({ interval: 600, refresher: false })
    expect(timerOfAnswer('600')).toEqual({ interval: 600, refresher: true })
    expect(timerOfAnswer(undefined)).toBeNull()
  })

  it('the refresher acts after half, the other side a third or 32 s before the end', () => {
    expect(dueMs({ interval: 1_800, refresher: true })).toBe(900_000)
    expect(dueMs({ interval: 1_800, refresher: false })).toBe(1_768_000)
    expect(dueMs({ interval: 90, refresher: false })).toBe(60_000)
  })
})

describe('RFC 3262 §3 the server', () => {
  const prack = (rack: string) => new SipHeaders([['RAck', rack]])
  const first = sendReliably(newReliableServer(776_656, 1), standardTimers)
  if (first === null) throw new Error('none')

  it('numbers responses in order, and sends the next after the PRACK of the last', () => {
    expect(first.rseq).toBe(776_656)
    expect(sendReliably(first.state, standardTimers)).toBeNull()
    const { state, matched } = receivePrack(first.state, prack('776656 1 INVITE'))
    expect(matched).toBe(true)
    expect(sendReliably(state, standardTimers)?.rseq).toBe(776_657)
  })

  it('doubles the wait from T1 until the PRACK', () => {
    expect(first.state.resendMs).toBe(500)
    expect(resent(resent(first.state)).resendMs).toBe(2_000)
    expect(resent(newReliableServer(1, 1)).resendMs).toBeNull()
  })

  it.each(['776655 1 INVITE', '776656 2 INVITE', '776656 1 UPDATE', '776656', '776656INVITE', 'x'])(
    'does not match RAck %j',
    (rack) => expect(receivePrack(first.state, prack(rack))).toEqual({ state: first.state, matched: false }),
  )

  it('does not match a second PRACK', () => {
    const { state } = receivePrack(first.state, prack('776656 1 INVITE'))
    expect(receivePrack(state, prack('776656 1 INVITE')).matched).toBe(false)
    expect(readRAck(undefined)).toBeNull()
  })
})

describe('RFC 3262 §4 the client', () => {
  const response = (rseq: string, require = '100rel') =>
    new SipHeaders([
      ['Require', require],
      ['RSeq', rseq],
      ['CSeq', '1 INVITE'],
    ])

  it('acknowledges the first, then those in order; drops repeated ones and gaps', () => {
    const first = receiveReliably(null, response('5'))
    expect(first).toEqual({ last: 5, prack: '5 1 INVITE' })
    expect(receiveReliably(5, response('5'))).toEqual({ last: 5, prack: null })
    expect(receiveReliably(5, response('7'))).toEqual({ last: 5, prack: null })
    expect(receiveReliably(5, response('6', 'timer, 100REL'))).toEqual({ last: 6, prack: '6 1 INVITE' })
  })

  it('acknowledges no response that is not reliable', () => {
    expect(receiveReliably(null, response('5', 'timer')).prack).toBeNull()
    expect(receiveReliably(null, response('x')).prack).toBeNull()
    expect(receiveReliably(null, new SipHeaders([['Require', '100rel']])).prack).toBeNull()
  })
})
