/** Sign-in: how often challenges are answered, and in which scheme. */
import { describe, expect, it } from 'vitest'
import { isWeaker, type SignInStrength } from '#electron/drivers/kit/channel.ts'
import { createSignIn, offerIn, type SignIn } from '#electron/drivers/kit/sign-in.ts'
import { Secret } from '#electron/platform/secret.ts'
import { PunchdownError } from '#shared/errors.ts'
import fc from '#test/support/property.ts'
import { memoryTrust } from '../servers.ts'

const credentials = { user: 'admin', password: new Secret('secret word') }
const challenges = {
  basic: 'Basic realm="r"',
  digest: 'Digest realm="r", nonce="n"',
  'digest, stale': 'Digest realm="r", nonce="n", stale=true',
  qop: 'Digest realm="r", nonce="n", qop="auth"',
  'qop, stale': 'Digest realm="r", nonce="n", qop="auth", stale=TRUE',
  'basic and qop': 'Basic realm="r", Digest realm="r", nonce="n", qop="auth"',
  unknown: 'Negotiate',
  'two unknown': 'Negotiate, NTLM',
  empty: '',
} as const
type ChallengeName = keyof typeof challenges

/** A reply of the device: a challenge, a refusal without one, or the page. */
const reply = fc.oneof(
  fc.constantFrom(...(Object.keys(challenges) as ChallengeName[])).map((name) => ({ status: 401, name })),
  fc.constant({ status: 403, name: null }),
  fc.constant({ status: 200, name: null }),
)
type Reply = { readonly status: number; readonly name: ChallengeName | null }

interface Sent {
  readonly scheme: string
  readonly strength: SignInStrength
}

const strengthOf = (header: string): SignInStrength =>
  header.startsWith('Basic') ? 'basic' : header.includes('qop=') ? 'digest-qop' : 'digest'

const authorizationOf = (signIn: SignIn): string | null =>
  signIn.headers({ method: 'GET', path: '/', body: Buffer.alloc(0), mediaType: null }).authorization ?? null

/** One request as the kit makes it: the credentials sent, the refusals, and the problem at its end. */
function request(
  signIn: SignIn,
  next: () => Reply,
): { sent: Sent[]; refusals: number; problem: string | null } {
  const sent: Sent[] = []
  let refusals = 0
  signIn.begin()
  try {
    for (;;) {
      const header = authorizationOf(signIn)
      if (header !== null) sent.push({ scheme: header.split(' ')[0] ?? '', strength: strengthOf(header) })
      const { status, name } = next()
      if (!signIn.isChallenge(status)) break
      if (header !== null) refusals++
      signIn.accept(name === null ? undefined : challenges[name])
    }
    signIn.succeeded()
    return { sent, refusals, problem: null }
  } catch (error) {
    if (!(error instanceof PunchdownError)) throw error
    return { sent, refusals, problem: error.code }
  }
}

describe('sign-in', () => {
  it('sends at most one more answer after a refusal, and never a weaker one than before', () => {
    fc.assert(
      fc.property(fc.array(reply, { minLength: 1, maxLength: 24 }), (replies) => {
        const trust = memoryTrust()
        let position = 0
        let strongest: SignInStrength | null = null
        while (position < replies.length) {
          // a refusal ends a session; the next one starts with the same trust
          const signIn = createSignIn(credentials, '192.0.2.1', trust)
          for (let problem: string | null = null; problem === null && position < replies.length; ) {
            const round = request(signIn, () => replies[position++] ?? { status: 200, name: null })
            problem = round.problem
            expect(round.sent.length).toBeLessThanOrEqual(2)
            expect(round.refusals).toBeLessThanOrEqual(2)
            for (const { strength } of round.sent) {
              if (strongest !== null) expect(isWeaker(strength, strongest)).toBe(false)
              if (strongest === null || isWeaker(strongest, strength)) strongest = strength
            }
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  const play = (names: readonly (ChallengeName | 'page' | 'forbidden')[], signIn: SignIn) => {
    let position = 0
    return request(signIn, () => {
      const name = names[position++] ?? 'page'
      if (name === 'page') return { status: 200, name: null }
      return name === 'forbidden' ? { status: 403, name: null } : { status: 401, name }
    })
  }

  it.each<[string, readonly (ChallengeName | 'page' | 'forbidden')[], readonly string[], string | null]>([
    ['no challenge', ['page'], [], null],
    ['Basic', ['basic', 'page'], ['Basic'], null],
    ['Digest', ['digest', 'page'], ['Digest'], null],
    ['the stronger of two', ['basic and qop', 'page'], ['Digest'], null],
    ['Basic refused', ['basic', 'basic'], ['Basic'], 'sign-in-refused'],
    ['Digest refused', ['qop', 'qop'], ['Digest'], 'sign-in-refused'],
    ['Digest refused with 403', ['qop', 'forbidden'], ['Digest'], 'sign-in-refused'],
    ['403 before a challenge', ['forbidden'], [], null],
    ['one stale nonce', ['qop', 'qop, stale', 'page'], ['Digest', 'Digest'], null],
    ['stale again', ['qop', 'qop, stale', 'qop, stale'], ['Digest', 'Digest'], 'sign-in-refused'],
    ['Basic after Digest', ['qop', 'basic'], ['Digest'], 'sign-in-weaker'],
    ['Digest without qop after qop', ['qop', 'digest, stale'], ['Digest'], 'sign-in-weaker'],
    ['Basic, then Digest', ['basic', 'qop'], ['Basic'], 'sign-in-refused'],
    ['an unknown scheme', ['unknown'], [], 'not-available-here'],
    ['an empty challenge', ['empty'], [], 'not-available-here'],
  ])('%s', (_what, names, schemes, problem) => {
    const round = play(names, createSignIn(credentials, '192.0.2.1', memoryTrust()))
    expect(round.sent.map(({ scheme }) => scheme)).toEqual(schemes)
    expect(round.problem).toBe(problem)
  })

  it('answers an unknown nonce after the password was accepted, and only once', () => {
    const signIn = createSignIn(credentials, '192.0.2.1', memoryTrust())
    expect(play(['qop', 'page'], signIn).problem).toBe(null)
    expect(play(['qop', 'page'], signIn)).toMatchObject({ sent: [{}, {}], problem: null })
    expect(play(['qop', 'qop'], signIn)).toMatchObject({ sent: [{}, {}], problem: 'sign-in-refused' })
    // after a refusal, a challenge is a refusal again
    expect(play(['qop'], signIn)).toMatchObject({ sent: [{}], problem: 'sign-in-refused' })
  })

  it('remembers the strongest scheme for the next session', () => {
    const trust = memoryTrust()
    play(['qop', 'page'], createSignIn(credentials, '192.0.2.1', trust))
    for (const name of ['basic', 'digest'] as const) {
      const round = play([name], createSignIn(credentials, '192.0.2.1', trust))
      expect(round).toEqual({ sent: [], refusals: 0, problem: 'sign-in-weaker' })
    }
    expect(play(['qop', 'page'], createSignIn(credentials, '192.0.2.1', trust)).problem).toBe(null)
  })

  it.each<[string, ChallengeName, SignInStrength | null, object]>([
    ['sign-in-refused', 'basic', null, { address: '192.0.2.1', user: 'admin' }],
    ['not-available-here', 'two unknown', null, { address: '192.0.2.1', schemes: 'negotiate, ntlm' }],
    ['sign-in-weaker', 'basic', 'digest', { address: '192.0.2.1', before: 'digest', now: 'basic' }],
  ])('%s has the address and the reason', (code, name, before, facts) => {
    const trust = memoryTrust()
    if (before !== null) trust.rememberSignIn(before)
    const signIn = createSignIn(credentials, '192.0.2.1', trust)
    const refuse = () => {
      signIn.accept(challenges[name])
      authorizationOf(signIn)
      signIn.accept(challenges[name])
    }
    expect(refuse).toThrow(expect.objectContaining({ code, facts }))
  })

  it('sends nothing without credentials', () => {
    const signIn = createSignIn(null, '192.0.2.1', memoryTrust())
    expect(play(['basic'], signIn)).toEqual({ sent: [], refusals: 0, problem: 'sign-in-needed' })
    expect(() => signIn.accept(challenges.basic)).toThrow(
      expect.objectContaining({ facts: { address: '192.0.2.1' } }),
    )
  })

  it.each<[string, SignInStrength | null]>([
    ['Basic realm="a"', 'basic'],
    ['Digest realm="a", nonce="b"', 'digest'],
    ['Digest realm="a", nonce="b", qop="auth", Digest realm="a", nonce="c"', 'digest'],
    ['Digest realm="a", nonce="b", qop="auth-int"', 'digest-qop'],
    ['Negotiate', null],
  ])('%s is %s', (challenge, strength) => {
    expect(offerIn(challenge)?.strength ?? null).toBe(strength)
  })
})
