/**
 * INVITE. Only `*55*<code>` has an effect (A7.8): it gets a progress tone, then busy, whether the code was right or not (A7.10); a fact
 * reports the result. No call is connected, in particular none to an emergency service.
 */
import type { Problem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import { type IncomingRequest, parseSipUri } from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import type { Journal } from '../journal.ts'
import type { ServiceSettings } from '../service-settings.ts'
import { type Authentication, isRegisteredFrom } from './authentication.ts'
import type { Bindings } from './bindings.ts'
import { readDialled } from './dialled.ts'

export interface CallsParts {
  readonly directory: Directory
  readonly bindings: Bindings
  readonly authentication: Authentication
  readonly guesses: GuessLimiter
  readonly settings: ServiceSettings
  readonly journal: Journal
}

export interface Calls extends Disposable {
  /** @throws PunchdownError sip-malformed */
  invite(incoming: IncomingRequest): void
}

/** Timers of the calls with a progress tone. */
type Tones = Set<NodeJS.Timeout>

export function createCalls(parts: CallsParts): Calls {
  const tones: Tones = new Set()
  return {
    invite: (incoming) => invite(parts, tones, incoming),
    [Symbol.dispose]() {
      for (const tone of tones) clearTimeout(tone)
      tones.clear()
    },
  }
}

function invite(parts: CallsParts, tones: Tones, incoming: IncomingRequest): void {
  const { directory, authentication, settings } = parts
  const { request, respond } = incoming
  const text = /^urn:/i.test(request.uri) ? request.uri : parseSipUri(request.uri).user
  const dialled = readDialled(text, settings.emergencyNumbers)
  if (dialled.kind === 'emergency') {
    respond(403, { headers: { Warning: '399 punchdown "no emergency calls here"' } })
    note(parts, incoming, null, { status: 403, dialled: text.slice(0, 40), reason: 'emergency' })
    return
  }
  const outcome = authentication.authenticate(incoming, 'From')
  if ('answered' in outcome) {
    if (outcome.answered !== 401)
      note(parts, incoming, null, { status: outcome.answered, reason: outcome.reason })
    return
  }
  if (dialled.kind === 'number') {
    const status = directory.users().some(({ number }) => number === dialled.number) ? 480 : 404
    respond(status)
    note(parts, incoming, outcome.account.hardwareId, { status, dialled: dialled.number.slice(0, 40) })
    return
  }
  verify(parts, tones, incoming, outcome.account, dialled.code)
}

function verify(
  parts: CallsParts,
  tones: Tones,
  incoming: IncomingRequest,
  account: Account,
  code: string,
): void {
  const { directory, bindings, guesses, journal } = parts
  const { hardwareId } = account
  const guess: Guess = { kind: 'verification-code', source: incoming.flow.address, target: hardwareId }
  const wait = guesses.waitFor(guess, isRegisteredFrom(bindings, account, guess.source))
  if (wait !== null) {
    guesses.refused(guess)
    incoming.respond(480, { headers: { 'Retry-After': String(wait.seconds) } })
    note(parts, incoming, hardwareId, { status: 480, dialled: '*55*', problem: 'too-many-tries' })
    return
  }
  const found = directory.verify(hardwareId, code)
  // also an empty code: each refusal is a fact, which the core stores
  if (found !== null) guesses.wrong(guess)
  incoming.respond(100)
  incoming.respond(183)
  note(parts, incoming, hardwareId, {
    dialled: '*55*',
    accepted: found === null,
    problem: found?.code ?? null,
  })
  if (found === null) journal.emitFact({ fact: 'verification-accepted', hardwareId })
  else journal.emitFact({ fact: 'verification-refused', hardwareId, problem: withTries(parts, guess, found) })
  busyAfterTone(parts, tones, incoming)
}

/** Adds the number of wrong tries, and the wait before the next one, to a refusal. */
function withTries({ guesses }: CallsParts, guess: Guess, problem: Problem): Problem {
  const wait = guesses.waitFor(guess, true)
  return {
    code: problem.code,
    facts: {
      ...problem.facts,
      tries: guesses.tries(guess),
      ...(wait === null ? {} : { retryAfterSeconds: wait.seconds }),
    },
  }
}

function busyAfterTone({ settings }: CallsParts, tones: Tones, incoming: IncomingRequest): void {
  const end = (): void => {
    clearTimeout(tone)
    tones.delete(tone)
  }
  const tone = setTimeout(() => {
    end()
    incoming.respond(486)
  }, settings.progressMs)
  tones.add(tone)
  incoming.cancelled.addEventListener('abort', end, { once: true })
}

function note(
  { journal }: CallsParts,
  { flow }: IncomingRequest,
  hardwareId: HardwareId | null,
  facts: GatewayLogEntry['facts'],
): void {
  journal.note({ path: 'sip.invite', from: `${flow.address}:${flow.port}`, hardwareId, facts })
}
