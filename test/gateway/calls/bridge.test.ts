/** Calls as pure transitions, by the section that each flow proves. */
import { describe, expect, it } from 'vitest'
import {
  type Bridge,
  type BridgeInput,
  bridge,
  otherLeg,
  refusalFor,
} from '#electron/gateway/calls/bridge.ts'
import type { Fact } from '#electron/sip/index.ts'
import fc from '#test/support/property.ts'
import { acknowledged, answered, asks, bye, done, on, play, progress, refused, ringing } from './play.ts'

const one = ringing('offer', 1, null)
const two = ringing('offer', 2, null)
const connected = [answered(1, 'answer'), acknowledged()]

describe('RFC 3261 §13: a call', () => {
  it.each<[string, Bridge, BridgeInput[], string[], Bridge['at']]>([
    ['relays 180', one, [progress(1, null)], ['0 respond 180'], 'ringing'],
    ['relays the early media of one device', one, [progress(1, 'early')], ['0 respond 183 early'], 'ringing'],
    ['§13.2.1 rings without early media for two', two, [progress(1, 'early')], ['0 respond 180'], 'ringing'],
    ['answers', one, [answered(1, 'answer')], ['1 ack', '0 respond 200 answer'], 'connected'],
    [
      '§16.7 cancels the others',
      two,
      [answered(2, 'b')],
      ['2 ack', '1 cancel', '0 respond 200 b'],
      'connected',
    ],
    ['§9.1 ends a late 200', two, [answered(2, 'b'), answered(1, 'late')], ['1 ack', '1 bye'], 'connected'],
    ['the cancelled device refuses', two, [answered(2, 'b'), refused(1, 487)], [], 'connected'],
    [
      '§9.2 CANCEL cancels each device',
      two,
      [on(0, { fact: 'cancelled' })],
      ['1 cancel', '2 cancel'],
      'ringing',
    ],
    ['CANCEL, then 487', one, [on(0, { fact: 'cancelled' }), refused(1, 487)], [], 'ended'],
    [
      'CANCEL crosses a 200',
      one,
      [on(0, { fact: 'cancelled' }), answered(1, 'x')],
      ['1 ack', '1 bye'],
      'ended',
    ],
    ['busy', one, [refused(1, 486)], ['0 respond 486'], 'ended'],
    ['waits for the second device', two, [refused(1, 486)], [], 'ringing'],
    ['all refuse', two, [refused(1, 486), refused(2, 480)], ['0 respond 486'], 'ended'],
    ['§21.6 a decline ends all', two, [refused(1, 603)], ['0 respond 603', '2 cancel'], 'ringing'],
    ['no device answers in time', one, [{ fact: 'no-answer' }], ['0 respond 480', '1 cancel'], 'ringing'],
    ['the wait ends after the answer', one, [...connected, { fact: 'no-answer' }], [], 'connected'],
    ['a 2xx without an answer', one, [answered(1, null)], ['1 ack', '1 bye', '0 respond 480'], 'ended'],
    ['§15 BYE of the caller', one, [...connected, bye(0)], ['0 respond 200', '1 bye'], 'connected'],
    ['§15 BYE of the callee', one, [...connected, bye(1)], ['1 respond 200', '0 bye'], 'connected'],
    ['BYE is answered', one, [...connected, bye(1), done(0)], [], 'ended'],
    ['§15 BYE waits for the ACK', one, [answered(1, 'a'), bye(1)], ['1 respond 200'], 'connected'],
    ['and follows it', one, [answered(1, 'a'), bye(1), acknowledged()], ['0 bye'], 'connected'],
    [
      '§13.3.1.4 no ACK',
      one,
      [answered(1, 'a'), on(0, { fact: 'unacknowledged' })],
      ['0 bye', '1 bye'],
      'connected',
    ],
    [
      'stops while two ring',
      two,
      [{ fact: 'stopping' }],
      ['0 respond 503', '1 cancel', '2 cancel'],
      'ringing',
    ],
    ['stops a connected call', one, [...connected, { fact: 'stopping' }], ['0 bye', '1 bye'], 'connected'],
    [
      'stops during a change',
      one,
      [...connected, asks(0, 'hold'), { fact: 'stopping' }],
      ['0 respond 503', '0 bye', '1 bye'],
      'connected',
    ],
    ['stops before the ACK', one, [answered(1, 'a'), { fact: 'stopping' }], ['1 bye'], 'connected'],
    [
      'and hangs up after it',
      one,
      [answered(1, 'a'), { fact: 'stopping' }, acknowledged()],
      ['0 bye'],
      'connected',
    ],
    ['a fact of no leg', one, [bye(7)], [], 'ringing'],
  ])('%s', (_, start, inputs, effects, at) => {
    const played = play(start, inputs)
    expect(played.effects).toEqual(effects)
    expect(played.bridge.at).toBe(at)
  })
})

describe('forwarding a call that rings', () => {
  const forward = (instead: boolean, ...legs: number[]): BridgeInput => ({
    fact: 'forward',
    legs,
    instead,
    hasNext: false,
  })
  it.each<[string, Bridge, BridgeInput[], string[], Bridge['at']]>([
    ['instead of those that ring', two, [forward(true, 3)], ['1 cancel', '2 cancel'], 'ringing'],
    ['beside them', two, [forward(false, 3)], [], 'ringing'],
    [
      'the next one answers',
      one,
      [forward(true, 2), answered(2, 'b')],
      ['2 ack', '0 respond 200 b'],
      'connected',
    ],
    ['the first one answers late', one, [forward(true, 2), answered(1, 'a')], ['1 ack', '1 bye'], 'ringing'],
    [
      'RFC 3261 §8.1.3.4 a redirection is no refusal',
      one,
      [forward(false, 2), refused(1, 302), refused(2, 486)],
      ['0 respond 486'],
      'ended',
    ],
    [
      'the refusal of the next one counts',
      two,
      [refused(1, 486), forward(true, 3), refused(2, 487), refused(3, 404)],
      ['0 respond 404'],
      'ended',
    ],
    ['the caller cancels', one, [forward(true, 2), on(0, { fact: 'cancelled' })], ['2 cancel'], 'ringing'],
    ['after an answer', one, [...connected, forward(true, 2)], [], 'connected'],
    ['after the caller has cancelled', one, [on(0, { fact: 'cancelled' }), forward(false, 2)], [], 'ringing'],
  ])('%s', (_, start, inputs, effects, at) => {
    const played = play(start, inputs)
    expect(played.effects).toEqual(effects)
    expect(played.bridge.at).toBe(at)
  })
})

describe('a call with a next target that all devices refuse', () => {
  const next: BridgeInput = { fact: 'forward', legs: [], instead: false, hasNext: true }
  const wanted = (...inputs: BridgeInput[]) => play(two, [next, ...inputs])

  it('waits for the last device', () => {
    expect(wanted(refused(1, 486)).wantsNext).toBe(false)
    expect(wanted(refused(1, 486), refused(2, 486))).toMatchObject({ wantsNext: true, effects: [] })
  })
  it('asks for it at once when one declines', () => {
    const declined = wanted(refused(1, 603))
    expect(declined).toMatchObject({ wantsNext: true, effects: [] })
    const forward: BridgeInput = { fact: 'forward', legs: [3], instead: true, hasNext: false }
    expect(play(declined.bridge, [forward]).effects).toEqual(['2 cancel'])
    expect(play(declined.bridge, [forward, answered(3, 'mailbox')]).effects).toEqual([
      '3 ack',
      '0 respond 200 mailbox',
    ])
  })
  it('is refused when there is none', () => {
    expect(wanted(refused(1, 486), refused(2, 404), { fact: 'no-next' }).effects).toEqual(['0 respond 486'])
  })
  it('asks for none after the caller has cancelled', () => {
    const ended = wanted(on(0, { fact: 'cancelled' }), refused(1, 487), refused(2, 487))
    expect(ended).toMatchObject({ wantsNext: false, bridge: { at: 'ended' } })
  })
})

describe('RFC 3264: INVITE without an offer', () => {
  const late = ringing(null, 1, null)
  it('sends the offer of the device in the 2xx, and the answer of the ACK in the ACK', () => {
    expect(play(late, [answered(1, 'offer')]).effects).toEqual(['0 respond 200 offer'])
    const played = play(late, [answered(1, 'offer'), acknowledged('answer')])
    expect(played.effects).toEqual(['1 ack answer'])
    expect(played.bridge.legs.get(1)?.descriptions).toMatchObject({
      at: 'stable',
      remote: 'offer',
      local: 'answer',
    })
  })
  it('ends a call whose ACK has no answer', () => {
    expect(play(late, [answered(1, 'offer'), acknowledged(null)]).effects).toEqual(['0 bye', '1 bye'])
  })
})

describe('RFC 3261 §14: hold and resume', () => {
  it.each([
    [0, 1],
    [1, 0],
  ])('relays a re-INVITE of leg %i and its answer', (from, to) => {
    expect(play(one, [...connected, asks(from, 'hold')]).effects).toEqual([`${to} INVITE hold`])
    const held = play(one, [...connected, asks(from, 'hold'), answered(to, 'held')])
    expect(held.effects).toEqual([`${to} ack`, `${from} respond 200 held`])
    expect(play(held.bridge, [asks(from, 'resume')]).effects).toEqual([`${to} INVITE resume`])
  })
  it('relays a refusal, and the call stays', () => {
    const played = play(one, [...connected, asks(0, 'video'), refused(1, 488)])
    expect(played.effects).toEqual(['0 respond 488'])
    expect(played.bridge.at).toBe('connected')
  })
  it('§14.2 answers 491 when both sides ask', () => {
    expect(play(one, [...connected, asks(0, 'a'), asks(1, 'b')]).effects).toEqual(['1 respond 491'])
  })
  it('§14.2 answers 491 before the ACK of the caller', () => {
    expect(play(one, [answered(1, 'answer'), asks(1, 'b')]).effects).toEqual(['1 respond 491'])
  })
  it('answers a re-INVITE without an offer, and offers its ACK to the other side', () => {
    const asked = play(one, [...connected, asks(0, null)])
    expect(asked.effects).toEqual(['0 respond 200 answer'])
    expect(play(asked.bridge, [acknowledged('again')]).effects).toEqual(['1 INVITE again'])
  })
  it('§12.2.1.2 a 481 ends the call', () => {
    expect(play(one, [...connected, asks(0, 'a'), refused(1, 481)]).effects).toEqual(['0 bye'])
  })
})

describe('RFC 4028: session timers', () => {
  it('ends the call when the caller does not refresh', () => {
    const timed = ringing('offer', 1, { interval: 90, refresher: false })
    const played = play(timed, [...connected])
    expect(played.effects).toEqual(['0 start session'])
    expect(play(played.bridge, [on(0, { fact: 'timer', timer: 'session' })]).effects).toEqual([
      '0 bye',
      '1 bye',
    ])
  })
  it('refreshes a device by UPDATE without asking the caller', () => {
    const timer = { interval: 90, refresher: true }
    const state = play(one, [on(1, { fact: 'answered', sdp: 'a', timer }), acknowledged()]).bridge
    const asked = play(state, [on(1, { fact: 'timer', timer: 'session' })])
    expect(asked.effects).toEqual(['1 UPDATE'])
    expect(play(asked.bridge, [answered(1, null)]).effects).toEqual(['1 start session'])
  })
})

describe('RFC 3261 §16.7 item 6: the refusal for the caller', () => {
  it.each<[number[], number]>([
    [[], 480],
    [[408], 480],
    [[302], 480],
    [[401, 407], 480],
    [[503, 500], 480],
    [[486, 404], 486],
    [[488, 404], 404],
    [[486, 603], 603],
    [[600], 600],
    [[499, 500], 499],
    [[400], 400],
  ])('%j gives %i', (statuses, status) => {
    expect(refusalFor(statuses)).toBe(status)
  })
})

it('joins the two sides of a connected call', () => {
  const { bridge: state } = play(two, [answered(2, 'b')])
  expect([otherLeg(state, 0), otherLeg(state, 2), otherLeg(state, 1), otherLeg(one, 0)]).toEqual([
    2,
    0,
    null,
    null,
  ])
})

describe('any order of facts', () => {
  const facts: Fact[] = [
    { fact: 'progress', sdp: 'p', reliable: false },
    { fact: 'answered', sdp: 's', timer: null },
    { fact: 'answered', sdp: null, timer: null },
    ...[408, 486, 491, 603].map((status): Fact => ({ fact: 'refused', status, random: 0.5 })),
    { fact: 'acknowledged', sdp: null },
    { fact: 'unacknowledged' },
    { fact: 'cancelled' },
    { fact: 'bye' },
    { fact: 'bye-answered' },
    { fact: 'change-asked', change: { method: 'INVITE', sdp: 'c' }, random: 0.5 },
    { fact: 'timer', timer: 'session' },
    { fact: 'timer', timer: 'glare' },
  ]
  const input = fc.oneof(
    fc.record({ leg: fc.integer({ min: 0, max: 4 }), fact: fc.constantFrom(...facts) }),
    fc.constantFrom<BridgeInput>({ fact: 'no-answer' }, { fact: 'no-next' }, { fact: 'stopping' }),
    fc.record({
      fact: fc.constant('forward' as const),
      legs: fc.constant([4]),
      instead: fc.boolean(),
      hasNext: fc.boolean(),
    }),
    fc.record({
      fact: fc.constant('replace' as const),
      replacement: fc.record({
        by: fc.constant(3),
        leg: fc.integer({ min: 0, max: 2 }),
        timer: fc.constant(null),
      }),
      offer: fc.constantFrom('r', null),
    }),
  )

  it('answers the caller once, and ends when every leg has ended', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        let state = two
        const finals: number[] = []
        let asked = 0
        for (const each of inputs) {
          if ('leg' in each && each.leg === 0 && each.fact.fact === 'change-asked') asked++
          const step = bridge(state, each)
          state = step.bridge
          for (const { leg, effect } of step.effects) {
            if (leg === 0 && effect.do === 'respond' && effect.status >= 200) finals.push(effect.status)
          }
        }
        const byes = inputs.filter(
          (each) => 'leg' in each && each.leg === 0 && each.fact.fact === 'bye',
        ).length
        expect(finals.length).toBeLessThanOrEqual(1 + asked + byes)
        // after BYE from both connected sides and the end of the others, no leg is left
        const ending = [0, 1, 2, 3, 4].flatMap((leg): BridgeInput[] => [
          on(leg, { fact: 'cancelled' }),
          on(leg, { fact: 'bye' }),
          on(leg, { fact: 'bye-answered' }),
        ])
        const end = play(state, [
          ...ending,
          refused(1, 487),
          refused(2, 487),
          refused(3, 487),
          refused(4, 487),
          acknowledged(),
          done(0),
          done(1),
          done(2),
          done(3),
          done(4),
        ])
        expect(end.bridge.at).toBe('ended')
      }),
    )
  })
})
