/**
 * INVITE outside a dialog. `*55*<code>` (A7.8) gets a progress tone, then busy, whether the code was right or not (A7.10); a fact reports the
 * result. The number of a user rings all devices that the user has registered. A call to an emergency service is never placed. What is not
 * built gets 501 or 403 with a Warning that names it.
 */
import type { Problem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import { type IncomingRequest, parseSipUri, type SipUserAgent } from '../../sip/index.ts'
import type { CallTable } from '../calls/call-table.ts'
import type { Account } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import type { Journal } from '../journal.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Mailboxes, Voicemail } from '../voicemail/index.ts'
import { type Authentication, isRegisteredFrom } from './authentication.ts'
import type { Bindings } from './bindings.ts'
import { confirm } from './confirmation.ts'
import { toE164 } from './dial-plan.ts'
import { readDialled } from './dialled.ts'
import { applyCode, type SettingCode } from './feature-codes.ts'
import { onlyDevice, targetOf, userOf } from './placing.ts'

export interface CallsParts {
  readonly userAgent: () => SipUserAgent | null
  readonly directory: Directory
  readonly bindings: Bindings
  readonly table: CallTable
  readonly authentication: Authentication
  readonly guesses: GuessLimiter
  readonly settings: ServiceSettings
  readonly journal: Journal
  readonly mailboxes: Mailboxes
  /** Null while the gateway is off, or without voicemail. */
  readonly voicemail: () => Voicemail | null
}

export interface Calls {
  /** @throws PunchdownError sip-malformed | disk-full */
  invite(incoming: IncomingRequest): void
  /** Ends every call, see CallTable. */
  stop(): Promise<void>
}

/** Timers of the calls with a progress tone. */
type Tones = Set<NodeJS.Timeout>

export function createCalls(parts: CallsParts): Calls {
  const tones: Tones = new Set()
  return {
    invite: (incoming) => invite(parts, tones, incoming),
    async stop() {
      for (const tone of tones) clearTimeout(tone)
      tones.clear()
      await parts.table.stop()
    },
  }
}

function invite(parts: CallsParts, tones: Tones, incoming: IncomingRequest): void {
  const { authentication, settings } = parts
  const { request, respond } = incoming
  const text = /^urn:/i.test(request.uri) ? request.uri : parseSipUri(request.uri).user
  const dialled = readDialled(text, settings.emergencyNumbers)
  if (dialled.kind === 'emergency') {
    respond(403, { headers: { Warning: warning('training system: emergency calls are not placed') } })
    note(parts, incoming, null, { status: 403, dialled: text.slice(0, 40), reason: 'emergency' })
    return
  }
  const outcome = authentication.authenticate(incoming, 'From')
  if ('answered' in outcome) {
    if (outcome.answered !== 401)
      note(parts, incoming, null, { status: outcome.answered, reason: outcome.reason })
    return
  }
  const { account } = outcome
  if (dialled.kind === 'verification') verify(parts, tones, incoming, account, dialled.code)
  else if (account.kind === 'temporary')
    refuse(parts, incoming, account, 403, 'sign in before you place calls')
  else if (request.headers.has('Replaces')) replace(parts, incoming, account)
  else if (dialled.kind === 'number') callNumber(parts, incoming, account, dialled.number)
  else if (dialled.kind === 'voicemail') callVoicemail(parts, incoming, account)
  else if (dialled.kind === 'unknown-code')
    refuse(parts, incoming, account, 404, 'the service has no such feature code')
  else changeSetting(parts, incoming, account, dialled)
}

const warning = (text: string): string => `399 punchdown "${text}"`

function refuse(
  parts: CallsParts,
  incoming: IncomingRequest,
  { hardwareId }: Account,
  status: number,
  reason: string,
): void {
  incoming.respond(status, { headers: { Warning: warning(reason) } })
  note(parts, incoming, hardwareId, { status, reason })
}

function callNumber(parts: CallsParts, incoming: IncomingRequest, account: Account, dialled: string): void {
  const number = toE164(dialled, parts.settings)
  if (number === null) {
    refuse(parts, incoming, account, 404, 'no user has this number')
    return
  }
  const { hardwareId } = account
  const target = targetOf(
    { ...parts, onForward: (facts) => note(parts, incoming, hardwareId, { forward: true, ...facts }) },
    incoming,
    number,
  )
  if ('kind' in target) {
    refuse(parts, incoming, account, target.status, target.reason)
    return
  }
  const status = parts.table.place(incoming, { caller: account, number, target })
  note(parts, incoming, hardwareId, { status, dialled: number })
}

/** `*99*`: the user's own mailbox. */
function callVoicemail(parts: CallsParts, incoming: IncomingRequest, account: Account): void {
  const voicemail = parts.voicemail()
  if (voicemail === null) {
    refuse(parts, incoming, account, 501, 'this tenant has no voicemail (*99*)')
    return
  }
  const target = onlyDevice(voicemail.owner(account.number), parts.settings)
  const status = parts.table.place(incoming, { caller: account, number: account.number, target })
  note(parts, incoming, account.hardwareId, { status, dialled: '*99*' })
}

function changeSetting(
  parts: CallsParts,
  incoming: IncomingRequest,
  account: Account,
  code: SettingCode,
): void {
  const users = (number: string) => userOf(parts, incoming, number)
  const { directory, settings: plan } = parts
  const result = applyCode({ directory, plan, userOf: users }, account.number, code)
  if (result.status !== 200) {
    refuse(parts, incoming, account, result.status, result.reason)
    return
  }
  const userAgent = parts.userAgent()
  if (userAgent !== null) confirm(incoming, userAgent)
  note(parts, incoming, account.hardwareId, { status: 200, set: result.set })
}

/** The Request-URI of a consultative transfer may name our Contact only: the Replaces header decides. */
function replace(parts: CallsParts, incoming: IncomingRequest, account: Account): void {
  const status = parts.table.replace(incoming, account)
  note(parts, incoming, account.hardwareId, { status, reason: 'replaces' })
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
