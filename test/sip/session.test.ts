/** Sessions: RFC 3261 §13 to §15, RFC 3264, RFC 3311, RFC 4028. */
import { describe, expect, it } from 'vitest'
import { noDescriptions, type OfferAnswerInput, offerAnswer } from '#electron/sip/session/offer-answer.ts'
import {
  type Fact,
  newCallee,
  newCaller,
  type Session,
  session,
  type Wish,
} from '#electron/sip/session/session.ts'
import fc from '#test/support/property.ts'

const noTimer = { timer: null }
const answered = (sdp: string | null): Fact => ({ fact: 'answered', sdp, ...noTimer })
const answer = (sdp: string | null): Wish => ({ wish: 'answer', sdp, ...noTimer })
const acknowledged: Fact = { fact: 'acknowledged', sdp: null }
const hangUp: Wish = { wish: 'hang-up' }
const refused = (status: number, random = 0): Fact => ({ fact: 'refused', status, random })
const change = (sdp: string | null, method: 'INVITE' | 'UPDATE' = 'INVITE'): Wish => ({
  wish: 'change',
  change: { method, sdp },
})
const asked = (sdp: string | null, method: 'INVITE' | 'UPDATE' = 'INVITE', random = 0): Fact => ({
  ...{ fact: 'change-asked', change: { method, sdp }, random },
})

/** Runs inputs; effects as words: `ack`, `respond 200 sdp`, `tell ended bye`. */
function run(start: Session, ...inputs: readonly (Wish | Fact)[]) {
  let state = start
  const words: string[] = []
  for (const input of inputs) {
    const step = session(state, input)
    state = step.session
    for (const effect of step.effects) {
      if (effect.do === 'tell') {
        const { event } = effect
        words.push(
          `tell ${event.event}${'reason' in event ? ` ${event.reason}` : 'sdp' in event ? ` ${event.sdp}` : ''}`,
        )
      } else if (effect.do === 'respond') {
        words.push(
          `respond ${effect.status}${effect.sdp === null ? '' : ` ${effect.sdp}`}${effect.retryAfter === null ? '' : ` after ${effect.retryAfter}`}`,
        )
      } else if (effect.do === 'change') words.push(`change ${effect.change.method} ${effect.change.sdp}`)
      else if (effect.do === 'start') words.push(`start ${effect.timer} ${effect.ms}`)
      else if (effect.do === 'ack') words.push(effect.sdp === null ? 'ack' : `ack ${effect.sdp}`)
      else if (effect.do !== 'stop') words.push(effect.do)
    }
  }
  return { state, words, at: state.at }
}
const caller = () => run(newCaller('o1'), answered('a1')).state
const callee = () => run(newCallee('o1'), answer('a1'), acknowledged).state

describe('RFC 3264 §4 offer and answer', () => {
  const exchanged = (...inputs: readonly OfferAnswerInput[]) =>
    inputs.reduce<ReturnType<typeof offerAnswer>>(
      (state, input) => state && offerAnswer(state, input),
      noDescriptions,
    )

  it('puts both descriptions in force with the answer', () => {
    expect(exchanged({ fact: 'offer-sent', sdp: 'o' }, { fact: 'answer-received', sdp: 'a' })).toEqual({
      ...{ at: 'stable', local: 'o', remote: 'a', offer: null },
    })
    expect(exchanged({ fact: 'offer-received', sdp: 'o' }, { fact: 'answer-sent', sdp: 'a' })).toEqual({
      ...{ at: 'stable', local: 'a', remote: 'o', offer: null },
    })
  })

  it('allows one offer at a time, and no answer without one', () => {
    for (const first of ['offer-sent', 'offer-received'] as const) {
      for (const second of ['offer-sent', 'offer-received'] as const) {
        expect(exchanged({ fact: first, sdp: 'o' }, { fact: second, sdp: 'p' })).toBeNull()
      }
    }
    expect(exchanged({ fact: 'answer-sent', sdp: 'a' })).toBeNull()
    expect(exchanged({ fact: 'offer-sent', sdp: 'o' }, { fact: 'answer-sent', sdp: 'a' })).toBeNull()
    expect(exchanged({ fact: 'offer-received', sdp: 'o' }, { fact: 'answer-received', sdp: 'a' })).toBeNull()
    expect(exchanged({ fact: 'rejected' })).toBeNull()
  })

  it('keeps the descriptions in force when an offer is rejected', () => {
    const exchange = [
      { fact: 'offer-sent', sdp: 'o' },
      { fact: 'answer-received', sdp: 'a' },
    ] as const
    expect(exchanged(...exchange, { fact: 'offer-received', sdp: 'p' }, { fact: 'rejected' })).toEqual(
      exchanged(...exchange),
    )
  })
})

describe('§13.2 a caller', () => {
  it('acknowledges the 2xx that answers its offer', () => {
    const { words, state } = run(
      newCaller('o1'),
      { fact: 'progress', sdp: null, reliable: false },
      answered('a1'),
    )
    expect(words).toEqual(['ack', 'tell established'])
    expect(state.descriptions).toMatchObject({ at: 'stable', local: 'o1', remote: 'a1' })
  })

  it('RFC 6337 §3.1 takes a reliable answer in 18x as the answer, another as a preview', () => {
    const progress = (reliable: boolean) =>
      run(newCaller('o1'), { fact: 'progress', sdp: 'a0', reliable }, answered('a1'))
    expect(progress(false).words).toEqual(['tell early-media a0', 'ack', 'tell established'])
    expect(progress(false).state.descriptions.remote).toBe('a1')
    expect(progress(true).state.descriptions.remote).toBe('a0')
  })

  it('without an offer answers that of the 2xx in its ACK', () => {
    const { words, state } = run(newCaller(null), answered('o1'), answer('a1'))
    expect(words).toEqual(['tell asked o1', 'ack a1', 'tell established'])
    expect(state.descriptions).toMatchObject({ local: 'a1', remote: 'o1' })
  })

  it('§13.2.2.4 ends a session whose 2xx has no answer, after its ACK', () => {
    expect(run(newCaller('o1'), answered(null)).words).toEqual(['ack', 'bye', 'tell ended no-answer'])
  })

  it('ends when it is refused', () => {
    expect(run(newCaller('o1'), refused(486)).words).toEqual(['tell ended refused'])
  })

  it('§9.1 cancels; a 2xx that crosses is acknowledged and ended with BYE', () => {
    expect(run(newCaller('o1'), hangUp).words).toEqual(['cancel'])
    expect(run(newCaller('o1'), hangUp, refused(487)).words).toEqual(['cancel', 'tell ended hang-up'])
    expect(run(newCaller('o1'), hangUp, answered('a1')).words).toEqual([
      'cancel',
      'ack',
      'bye',
      'tell ended hang-up',
    ])
  })
})

describe('§13.3 a callee', () => {
  it('rings, answers, and is established by the ACK', () => {
    const { words, state } = run(
      newCallee('o1'),
      { wish: 'ring', sdp: null },
      { wish: 'ring', sdp: 'a0' },
      answer('a1'),
      acknowledged,
    )
    expect(words).toEqual(['respond 180', 'respond 183 a0', 'respond 200 a1', 'tell established'])
    expect(state.descriptions).toMatchObject({ at: 'stable', local: 'a1', remote: 'o1' })
  })

  it('offers in its 2xx where the INVITE has none; the ACK has the answer', () => {
    const { words, state } = run(newCallee(null), answer('o1'), { fact: 'acknowledged', sdp: 'a1' })
    expect(words).toEqual(['respond 200 o1', 'tell established'])
    expect(state.descriptions).toMatchObject({ local: 'o1', remote: 'a1' })
    expect(run(newCallee(null), answer('o1'), acknowledged).words).toEqual([
      'respond 200 o1',
      'bye',
      'tell ended no-answer',
    ])
  })

  it('refuses, is cancelled, or hangs up before its answer', () => {
    expect(run(newCallee('o1'), { wish: 'reject', status: 486 }).words).toEqual([
      'respond 486',
      'tell ended refused',
    ])
    expect(run(newCallee('o1'), { fact: 'cancelled' }).words).toEqual(['tell ended cancelled'])
    expect(run(newCallee('o1'), hangUp).words).toEqual(['respond 603', 'tell ended hang-up'])
    expect(run(newCallee('o1'), answer('a1'), { fact: 'cancelled' }).words).toEqual(['respond 200 a1'])
  })

  it('§15 sends no BYE before the ACK of its 2xx', () => {
    expect(run(newCallee('o1'), answer('a1'), hangUp).words).toEqual(['respond 200 a1'])
    expect(run(newCallee('o1'), answer('a1'), hangUp, acknowledged, { fact: 'bye-answered' }).words).toEqual([
      ...['respond 200 a1', 'bye', 'tell ended hang-up'],
    ])
  })

  it('§13.3.1.4 ends a session whose 2xx is not acknowledged', () => {
    expect(run(newCallee('o1'), answer('a1'), { fact: 'unacknowledged' }).words).toEqual([
      ...['respond 200 a1', 'bye', 'tell ended no-ack'],
    ])
  })
})

describe('§15 BYE', () => {
  it('ends the session on either side', () => {
    for (const state of [caller(), callee()]) {
      expect(run(state, { fact: 'bye' }).words).toEqual(['respond 200', 'tell ended bye'])
      expect(run(state, hangUp, { fact: 'bye-answered' }).words).toEqual(['bye', 'tell ended hang-up'])
      expect(run(state, hangUp, { fact: 'bye' }).words).toEqual(['bye', 'respond 200', 'tell ended bye'])
    }
  })
})

describe('§14 changes of a session', () => {
  it('a re-INVITE or UPDATE puts new descriptions in force; a refused one does not', () => {
    expect(run(caller(), change('o2'), answered('a2')).words).toEqual([
      'change INVITE o2',
      'ack',
      'tell changed',
    ])
    const updated = run(caller(), change('o2', 'UPDATE'), answered('a2'))
    expect(updated.words).toEqual(['change UPDATE o2', 'tell changed'])
    expect(updated.state.descriptions).toMatchObject({ local: 'o2', remote: 'a2' })
    const kept = run(caller(), change('o2'), refused(488))
    expect(kept.words).toEqual(['change INVITE o2', 'tell change-refused'])
    expect(kept.state.descriptions).toMatchObject({ at: 'stable', local: 'o1', remote: 'a1' })
  })

  it('a change of the peer is answered or rejected by the user', () => {
    const changed = run(callee(), asked('o2'), answer('a2'))
    expect(changed.words).toEqual(['tell asked o2', 'respond 200 a2', 'tell changed'])
    expect(changed.state.descriptions).toMatchObject({ local: 'a2', remote: 'o2' })
    const kept = run(callee(), asked('o2'), { wish: 'reject', status: 488 })
    expect(kept.words).toEqual(['tell asked o2', 'respond 488'])
    expect(kept.state.descriptions).toMatchObject({ at: 'stable', local: 'a1', remote: 'o1' })
  })

  it('§14.2 a change that meets ours gets 491; one that meets another of the peer 500 with Retry-After', () => {
    expect(run(caller(), change('o2'), asked('o3')).words).toEqual(['change INVITE o2', 'respond 491'])
    expect(run(caller(), asked('o2'), asked('o3', 'INVITE', 0.5)).words).toEqual([
      'tell asked o2',
      'respond 500 after 5',
    ])
    expect(run(newCallee('o1'), answer('a1'), asked('o2')).words).toEqual([
      'respond 200 a1',
      'respond 500 after 0',
    ])
    expect(run(newCallee('o1'), asked('o2')).words).toEqual(['respond 481'])
  })

  it('§14.1 after 491 the owner of the Call-ID waits 2.1 to 4 s, the other side 0 to 2 s', () => {
    const wait = (state: Session, random: number) => run(state, change('o2'), refused(491, random)).words[1]
    expect([0, 0.999].map((random) => wait(caller(), random))).toEqual([
      'start glare 2100',
      'start glare 4000',
    ])
    expect([0, 0.999].map((random) => wait(callee(), random))).toEqual(['start glare 0', 'start glare 2000'])
    const again = run(callee(), change('o2'), refused(491), asked('o3'), answer('a3'), {
      fact: 'timer',
      timer: 'glare',
    })
    expect(again.words.slice(2)).toEqual([
      'tell asked o3',
      'respond 200 a3',
      'tell changed',
      'change INVITE o2',
    ])
  })

  it('§12.2.1.2 481 ends the session, and no answer ends it with BYE', () => {
    expect(run(caller(), change('o2'), refused(481)).words.slice(1)).toEqual(['tell ended no-answer'])
    expect(run(caller(), change('o2'), refused(408)).words.slice(1)).toEqual(['bye', 'tell ended no-answer'])
  })
})

describe('RFC 4028', () => {
  const timed = (refresher: boolean) =>
    run(newCaller('o1'), { fact: 'answered', sdp: 'a1', timer: { interval: 1_800, refresher } })

  it('§10 the refresher sends an UPDATE after half the interval, and begins again', () => {
    const first = timed(true)
    expect(first.words).toEqual(['ack', 'start session 900000', 'tell established'])
    const { words } = run(first.state, { fact: 'timer', timer: 'session' }, answered(null))
    expect(words).toEqual(['change UPDATE null', 'start session 900000', 'tell changed'])
  })

  it('§7.4 a peer without UPDATE is refreshed by re-INVITE', () => {
    const { words } = run(
      timed(true).state,
      { fact: 'timer', timer: 'session' },
      refused(405),
      answered('a1'),
    )
    expect(words).toEqual([
      'change UPDATE null',
      'change INVITE o1',
      'ack',
      'start session 900000',
      'tell changed',
    ])
  })

  it('§10 the other side ends a session that is not refreshed', () => {
    const first = timed(false)
    expect(first.words[1]).toBe('start session 1768000')
    expect(run(first.state, { fact: 'timer', timer: 'session' }).words).toEqual(['bye', 'tell ended expired'])
    expect(run(first.state, asked(null, 'UPDATE')).words).toEqual(['respond 200', 'start session 1768000'])
  })
})

describe('any order of inputs', () => {
  const sdp = fc.constantFrom(null, 'x')
  const input: fc.Arbitrary<Wish | Fact> = fc.oneof(
    fc.constantFrom<Wish | Fact>(
      hangUp,
      { fact: 'bye' },
      { fact: 'cancelled' },
      { fact: 'unacknowledged' },
      { fact: 'bye-answered' },
    ),
    sdp.map(answer),
    sdp.map(answered),
    sdp.map((body): Fact => ({ fact: 'acknowledged', sdp: body })),
    fc.tuple(sdp, fc.constantFrom('INVITE', 'UPDATE')).map(([body, method]) => change(body, method)),
    fc.tuple(sdp, fc.constantFrom('INVITE', 'UPDATE')).map(([body, method]) => asked(body, method)),
    fc.constantFrom(408, 481, 486, 491).map((status) => refused(status)),
    fc.constantFrom('session', 'glare').map((timer): Fact => ({ fact: 'timer', timer })),
  )

  it('tells the end once, sends nothing after it, and has one change of ours at a time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(newCaller('o'), newCaller(null), newCallee('o'), newCallee(null)),
        fc.array(input, { maxLength: 25 }),
        (start, inputs) => {
          let state = start
          let ends = 0
          for (const each of inputs) {
            const before = state
            const step = session(state, each)
            state = step.session
            if (before.at === 'ended') expect(step.effects).toEqual([])
            ends += step.effects.filter(
              (effect) => effect.do === 'tell' && effect.event.event === 'ended',
            ).length
            const changes = step.effects.filter((effect) => effect.do === 'change')
            expect(changes.length).toBeLessThanOrEqual(1)
            // §15: a callee sends no BYE before it has answered
            if (before.role === 'callee' && before.at === 'inviting') {
              expect(step.effects.some((effect) => effect.do === 'bye')).toBe(false)
            }
          }
          expect(ends).toBe(state.at === 'ended' ? 1 : 0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
