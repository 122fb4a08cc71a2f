/** RFC 3891: a new leg takes the place of one side of a connected call. Leg 0 calls, leg 1 answers, leg 2 is new. */
import { describe, expect, it } from 'vitest'
import { type Bridge, type BridgeInput, otherLeg } from '#electron/gateway/calls/bridge.ts'
import { acknowledged, answered, asks, bye, done, on, play, refused, ringing } from './play.ts'

const start = ringing('offer', 1, null)
const connected: BridgeInput[] = [answered(1, 'answer'), acknowledged()]
const replace = (leg: number, offer: string | null = 'new', by = 2): BridgeInput => ({
  fact: 'replace',
  replacement: { by, leg, timer: null },
  offer,
})
const inCall = (...inputs: BridgeInput[]): { bridge: Bridge; effects: string[] } =>
  play(start, [...connected, ...inputs])

describe('RFC 3891 §3: an INVITE with Replaces', () => {
  it.each([
    [0, 1],
    [1, 0],
  ])('replaces leg %i: asks the other side, answers the new leg, hangs up the old one', (leg, other) => {
    expect(inCall(replace(leg)).effects).toEqual([`${other} INVITE new`])
    const taken = inCall(replace(leg), answered(other, 'agreed'))
    expect(taken.effects).toEqual([`${other} ack`, '2 respond 200 agreed', `${leg} bye`])
    expect([otherLeg(taken.bridge, 2), otherLeg(taken.bridge, other), otherLeg(taken.bridge, leg)]).toEqual([
      other,
      2,
      null,
    ])
    expect(play(taken.bridge, [done(leg)])).toMatchObject({ effects: [] })
  })

  it('ends the call of the new two sides', () => {
    const { bridge } = inCall(
      replace(0),
      answered(1, 'agreed'),
      done(0),
      on(2, { fact: 'acknowledged', sdp: null }),
    )
    const ended = play(bridge, [bye(1)])
    expect(ended.effects).toEqual(['1 respond 200', '2 bye'])
    expect(play(ended.bridge, [done(2)]).bridge.at).toBe('ended')
    expect(play(bridge, [bye(2)]).effects).toEqual(['2 respond 200', '1 bye'])
  })

  it('offers the description of the other side to an INVITE without an offer, and relays the answer of its ACK', () => {
    const taken = inCall(replace(0, null))
    expect(taken.effects).toEqual(['2 respond 200 answer', '0 bye'])
    expect(play(taken.bridge, [on(2, { fact: 'acknowledged', sdp: 'late' })]).effects).toEqual([
      '1 INVITE late',
    ])
  })

  it('the target refuses: the call stays as it was', () => {
    const { bridge, effects } = inCall(replace(0), refused(1, 488))
    expect(effects).toEqual(['2 respond 488'])
    expect(otherLeg(bridge, 0)).toBe(1)
    expect(play(bridge, [asks(0, 'resume')]).effects).toEqual(['1 INVITE resume'])
  })

  it('the target never answers: both calls end (RFC 3261 §12.2.1.2)', () => {
    expect(inCall(replace(0), refused(1, 408)).effects).toEqual(['1 bye', '2 respond 480', '0 bye'])
  })

  it('the target hangs up', () => {
    expect(inCall(replace(0), bye(1)).effects).toEqual(['1 respond 200', '2 respond 480', '0 bye'])
  })

  it('the old side hangs up before the answer: the new one takes over', () => {
    expect(inCall(replace(0), bye(0)).effects).toEqual(['0 respond 200'])
    expect(inCall(replace(0), bye(0), answered(1, 'agreed')).effects).toEqual([
      '1 ack',
      '2 respond 200 agreed',
    ])
    expect(inCall(replace(0), bye(0), refused(1, 488)).effects).toEqual(['2 respond 488', '1 bye'])
  })

  it('the new leg cancels: so is the re-INVITE, and the call stays', () => {
    const cancelled = inCall(replace(0), on(2, { fact: 'cancelled' }))
    expect(cancelled.effects).toEqual(['1 cancel'])
    const stays = play(cancelled.bridge, [refused(1, 487)])
    expect(stays.effects).toEqual([])
    expect(play(stays.bridge, [asks(0, 'resume')]).effects).toEqual(['1 INVITE resume'])
  })

  it('the CANCEL crosses a 2xx: the description of the old side is offered again', () => {
    const late = inCall(replace(0), on(2, { fact: 'cancelled' }), answered(1, 'agreed'))
    expect(late.effects).toEqual(['1 ack', '1 INVITE offer'])
    expect(play(late.bridge, [answered(1, 'again')]).effects).toEqual(['1 ack'])
    expect(inCall(replace(0), bye(0), on(2, { fact: 'cancelled' })).effects).toEqual(['1 bye'])
  })

  it.each<[string, BridgeInput[], string]>([
    ['481 while ringing', [replace(0)], '2 respond 481'],
    ['481 for a leg without another side', [...connected, replace(7)], '2 respond 481'],
    [
      '491 while the other side has a change under way',
      [...connected, asks(0, 'hold'), replace(0)],
      '2 respond 491',
    ],
    ['491 while another replaces', [...connected, replace(0), replace(0, 'third', 3)], '3 respond 491'],
    [
      '491 to a change of the other side',
      [...connected, replace(0), refused(1, 491), asks(1, 'x')],
      '1 respond 491',
    ],
  ])('%s', (_, inputs, effect) => {
    expect(play(start, inputs).effects).toEqual([effect])
  })

  it('§14.1 asks again after 491', () => {
    const glare = on(1, { fact: 'timer', timer: 'glare' })
    const again = inCall(replace(0), refused(1, 491), glare)
    expect(again.effects).toEqual(['1 INVITE new'])
    expect(play(again.bridge, [answered(1, 'agreed')]).effects).toContain('2 respond 200 agreed')
  })
})

describe('RFC 3261 §9.1: CANCEL of a re-INVITE', () => {
  const cancelled = (leg: number): BridgeInput => on(leg, { fact: 'change-cancelled' })
  it.each([
    [0, 1],
    [1, 0],
  ])('of leg %i cancels the re-INVITE that it became', (leg, other) => {
    const withdrawn = inCall(asks(leg, 'video'), cancelled(leg))
    expect(withdrawn.effects).toEqual([`${other} cancel`])
    const refusedOnce = play(withdrawn.bridge, [refused(other, 487)])
    expect(refusedOnce.effects).toEqual([])
    expect(play(refusedOnce.bridge, [asks(leg, 'hold')]).effects).toEqual([`${other} INVITE hold`])
  })

  it('crosses a 2xx: the description in force is offered again', () => {
    const late = inCall(asks(0, 'video'), cancelled(0), answered(1, 'video'))
    expect(late.effects).toEqual(['1 ack', '1 INVITE offer'])
    expect(play(late.bridge, [answered(1, 'answer')]).effects).toEqual(['1 ack'])
  })

  it('does not send a change again that waits after 491', () => {
    const waits = inCall(asks(0, 'video'), refused(1, 491), cancelled(0))
    expect(play(waits.bridge, [on(1, { fact: 'timer', timer: 'glare' })]).effects).toEqual([])
  })

  it('has no effect on a change that was answered', () => {
    expect(inCall(asks(0, 'hold'), answered(1, 'held'), cancelled(0)).effects).toEqual([])
  })
})
