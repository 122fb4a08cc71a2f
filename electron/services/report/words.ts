/** The words of the hand-over report. Field terms as in the glossary; codes are kept beside them. */
import type { Problem } from '#shared/errors.ts'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { PushState } from '#shared/machines/push.ts'
import { type Verdict, verdictTone } from '#shared/model/catalogue.ts'
import type { Confidence } from '#shared/model/confidence.ts'
import type { Level } from '#shared/model/identity.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import type { EditResult } from '#shared/model/settings.ts'

export type Tone = 'good' | 'attention' | 'bad' | 'not-known'

/** A verdict in three forms, so that colour is never alone: shape, word, tone. */
export interface Mark {
  readonly tone: Tone
  readonly shape: string
  readonly word: string
}

const shapes: Record<Tone, string> = { good: '✓', attention: '▲', bad: '✕', 'not-known': '?' }

export const mark = (tone: Tone, word: string): Mark => ({ tone, shape: shapes[tone], word })

const verdictWords: Record<Verdict['answer'], string> = {
  'below-minimum': 'below the minimum',
  between: 'between minimum and approved',
  approved: 'approved',
  'above-approved': 'above the approved version',
  'cannot-compare': 'cannot be compared',
  'not-listed': 'not in the catalogue',
  'not-known': 'not known',
}

export const verdictMark = (verdict: Verdict): Mark =>
  mark(verdictTone[verdict.answer], verdictWords[verdict.answer])

const stateWords: Record<OnboardingState['at'], string> = {
  found: 'found, not started',
  directed: 'pointed at the gateway',
  fetched: 'configuration fetched',
  onboarded: 'onboarded, owner not verified',
  verified: 'verified, not signed in',
  'signing-in': 'signing in',
  'signed-in': 'signed in',
  offboarded: 'offboarded',
  stuck: 'stuck',
}
const stateTones: Record<OnboardingState['at'], Tone> = {
  found: 'not-known',
  directed: 'attention',
  fetched: 'attention',
  onboarded: 'attention',
  verified: 'attention',
  'signing-in': 'attention',
  'signed-in': 'good',
  offboarded: 'attention',
  stuck: 'bad',
}
export const stateWord = (at: OnboardingState['at']): string => stateWords[at]
/** The words of a state named in a history line; null for anything else. */
export function stateWordIfAny(at: unknown): string | null {
  const known = Object.entries(stateWords).find(([name]) => name === at)
  return known === undefined ? null : known[1]
}
export const stateMark = (state: OnboardingState): Mark => mark(stateTones[state.at], stateWords[state.at])

/** What would have to happen next, for states that are not the end. */
export const nextStep: Record<OnboardingState['at'], string | null> = {
  found: 'point its base at the gateway',
  directed: 'wait for its first fetch; restart the base if none comes',
  fetched: 'wait for its temporary registration',
  onboarded: 'dial the verification code on it',
  verified: 'get a sign-in code and sign in',
  'signing-in': 'type the sign-in code on the sign-in page and wait for its number',
  'signed-in': null,
  offboarded: 'reset it to factory settings to begin again',
  stuck: 'mend the problem named here and retry',
}

const pushWords: Record<PushState['at'], string> = {
  applying: 'being written',
  restarting: 'written, device restarting',
  verifying: 'written, being read back',
  done: 'written and read back',
  failed: 'failed',
}
export const pushMark = ({ at }: PushState): Mark =>
  mark(at === 'done' ? 'good' : at === 'failed' ? 'bad' : 'attention', pushWords[at])

const resultWords: Record<EditResult['result'], string> = {
  set: 'set',
  unchanged: 'unchanged',
  refused: 'refused by the device',
  'not-written': 'not written',
  unknown: 'not known: the answer was lost',
}
export const resultWord = (result: EditResult['result']): string => resultWords[result]

export const levelWords: Record<Level, string> = {
  exact: 'exact',
  likely: 'likely',
  'vendor-only': 'vendor only',
  unknown: 'unknown',
}

export const confidenceWords: Record<Confidence, string> = {
  proven: 'proven on hardware',
  documented: 'documented',
  'seen-in-public-code': 'seen in public code',
  'field-report': 'field report',
  inferred: 'inferred',
  ours: 'our own reading',
}

export const endpointKindWords: Record<Endpoint['kind'], string> = {
  handset: 'DECT handset',
  phone: 'phone',
  'adapter-port': 'adapter port',
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

export function countsWord(counts: { devices: number; endpoints: number; signedIn: number }): string {
  const endpoints = counted(counts.endpoints, 'endpoint is', 'endpoints are')
  return `${counts.signedIn} of ${endpoints} signed in. ${counted(counts.devices, 'device was', 'devices were')} found.`
}

/** A source that names its date does not need it twice. */
export const datedSource = ({ source, date }: { source: string; date: string }): string =>
  source.includes(date) ? source : `${source}, ${date}`

export const modeWords: Record<Job['mode'], string> = {
  rehearsal:
    "rehearsal: the gateway core on the technician's laptop answered, nothing reached Microsoft's service",
  live: "live: Microsoft's service answered; states were read from the base or confirmed by the technician",
}

export const regionWords: Record<Job['region'], string> = {
  emea: 'EMEA (Europe, Middle East, Africa)',
  noam: 'NOAM (North America)',
  apac: 'APAC (Asia, Pacific)',
}

const historyWords: ReadonlyMap<string, string> = new Map([
  ['job.created', 'Job opened for the first time'],
  ['device.found', 'Device found'],
  ['switch.read', 'Switch read'],
  ['device.signed-in', 'Signed in to the device'],
  ['device.restart', 'Device told to restart'],
  ['device.fetch-now', 'Device told to fetch its configuration'],
  ['device.update-firmware', 'Device told to update its firmware'],
  ['push.applying', 'Writing settings'],
  ['push.restarting', 'Settings written, waiting for the device to come back'],
  ['push.verifying', 'Reading settings back'],
  ['push.done', 'Settings written and read back'],
  ['push.failed', 'Settings not written'],
  ['onboarding.url-written', 'Provisioning URL written'],
  ['onboarding.configuration-fetched', 'Configuration fetched'],
  ['onboarding.registered-without-owner', 'Registered with a temporary identity'],
  ['onboarding.verification-code-issued', 'Verification code issued'],
  ['onboarding.verification-refused', 'Verification refused'],
  ['onboarding.verification-accepted', 'Verification accepted'],
  ['onboarding.sign-in-code-issued', 'Sign-in code issued'],
  ['onboarding.sign-in-code-expired', 'Sign-in code expired'],
  ['onboarding.account-attached', 'Account attached on the sign-in page'],
  ['onboarding.registered-with-number', 'Registered with its own number'],
  ['onboarding.signed-out', 'Signed out'],
  ['onboarding.offboarded', 'Offboarded'],
  ['onboarding.factory-reset', 'Reset to factory settings'],
  ['onboarding.failed', 'Stopped by a problem'],
  ['onboarding.retried', 'Tried again'],
])
/** A code without words is shown as it is: nothing is left out of the history. */
export const historyWord = (what: string): string => historyWords.get(what) ?? what

/** `setting-refused (setting ConfigUrl, found http://old)`: the code people can look up, and the facts beside it. */
export function problemWord(problem: Problem): string {
  const facts = Object.entries(problem.facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${value}`)
  return facts.length === 0 ? problem.code : `${problem.code} (${facts.join(', ')})`
}
