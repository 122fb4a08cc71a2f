/** Words for states, verdicts, kinds and history, shown beside every colour and shape. */

import type { OnboardingState, Stage } from '#shared/machines/onboarding.ts'
import type { PushState } from '#shared/machines/push.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Confidence } from '#shared/model/confidence.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import type { DeviceKind, Level } from '#shared/model/identity.ts'
import type { Endpoint, Mode } from '#shared/model/job.ts'
import type { Language, Region } from '#shared/model/region.ts'

const verdictWords: Record<Exclude<Verdict['answer'], 'not-listed'>, string> = {
  'below-minimum': 'Below minimum',
  between: 'Older than approved',
  approved: 'Approved',
  'above-approved': 'Newer than approved',
  'cannot-compare': 'Cannot be compared',
  'one-of-two': 'One of two models',
  'convert-first': 'Convert to multiplatform first',
  'not-applicable': '–',
  'not-known': 'Not known',
}

/** A verdict in a few words. */
const verdictWord = ({ answer, date }: Pick<Verdict, 'answer' | 'date'>): string =>
  answer === 'not-listed' ? `Not in the list of ${date}` : verdictWords[answer]

/** The reason of a verdict, for a tooltip or the panel behind “Why?”. */
function verdictReason({ answer, minimum, approved, date, source, models, rule }: Verdict): string {
  const row = [
    minimum === null ? 'no minimum is published' : `minimum ${minimum}`,
    approved === null ? 'no approved version is published' : `approved ${approved}`,
  ].join(', ')
  const from = source.includes(date) ? source : `${source} (${date})`
  switch (answer) {
    case 'not-known':
      return `Vendor, model or firmware is not known yet, so nothing was compared. ${from}`
    case 'not-applicable':
      return 'It is no phone, adapter or base, so its firmware is not checked.'
    case 'not-listed':
      return `The list has no such model. The service may take it all the same: look for a newer list. ${from}`
    case 'cannot-compare':
      return `The version cannot be put in order with the published one: ${row}. ${from}`
    case 'one-of-two':
      return `It may be ${(models ?? []).join(' or ')}, and each has its own approved version. Read the label on the device: ${row}. ${from}`
    case 'convert-first':
      return [
        'It runs enterprise firmware, which the service does not take. Migrate it to multiplatform firmware (MPP) with the maker’s licence and tool, then scan again.',
        `Published for multiplatform: ${row}. ${from}.`,
        ...(rule === undefined ? [] : [`${confidenceWords[rule.confidence]}: ${rule.source}`]),
      ].join(' ')
    default:
      return `Published: ${row}. ${from}`
  }
}

const stateWords: Record<OnboardingState['at'], string> = {
  found: 'Not started',
  directed: 'Pointed at the gateway',
  fetched: 'Configuration fetched',
  onboarded: 'Waiting for its code',
  verified: 'Verified',
  'signing-in': 'Waiting for sign-in',
  'signed-in': 'Signed in',
  offboarded: 'Offboarded',
  stuck: 'Stuck',
}
const foundWords: Record<Endpoint['kind'], string> = {
  handset: 'Listed by its base',
  phone: 'Found on the network',
  'adapter-port': 'Adapter found on the network',
}
const directedWords: Record<Endpoint['kind'], string> = {
  handset: 'Base pointed at the gateway',
  phone: 'Pointed at the gateway',
  'adapter-port': 'Adapter pointed at the gateway',
}
/** A stage of the onboarding of one endpoint. */
function stageWord(stage: Stage, { kind, addedBy }: Pick<Endpoint, 'kind' | 'addedBy'>): string {
  if (stage === 'found') return addedBy === 'technician' ? 'Added by hand' : foundWords[kind]
  return stage === 'directed' ? directedWords[kind] : stageWords[stage]
}
const stageWords: Record<Exclude<Stage, 'found' | 'directed'>, string> = {
  fetched: 'First configuration fetched',
  onboarded: 'Registered, no owner yet',
  verified: 'Verification code dialled',
  'signing-in': 'Sign-in code given out',
  'signed-in': 'Signed in with its number',
}

const pushWords: Record<PushState['at'], string> = {
  applying: 'Writing',
  restarting: 'Waiting for the device to come back',
  verifying: 'Reading back',
  starting: 'Starting the device with its new settings',
  done: 'Set and read back',
  failed: 'Not finished',
}

const levelWords: Record<Level, string> = {
  exact: 'Certain',
  likely: 'Likely',
  'vendor-only': 'Vendor only',
  unknown: 'Unknown',
}

const kindWords: Record<DeviceKind, string> = {
  phone: 'Phone',
  'conference-phone': 'Conference phone',
  'wireless-phone': 'Wireless phone',
  'dect-base': 'DECT base',
  handset: 'Handset',
  ata: 'Analogue adapter',
  'ata-router': 'Router with adapter',
  gateway: 'Gateway',
  intercom: 'Intercom',
  speaker: 'Speaker',
  alerter: 'Alerter',
  'paging-adapter': 'Paging adapter',
  switch: 'Switch',
  other: 'Other',
}

const confidenceWords: Record<Confidence, string> = {
  proven: 'Proven on hardware',
  documented: 'Documented',
  'seen-in-public-code': 'Seen in public code',
  'field-report': 'Field report',
  inferred: 'Inferred',
  ours: 'Our own setting',
}

const regionWords: Record<Region, string> = {
  emea: 'EMEA (Europe, Middle East, Africa)',
  noam: 'NOAM (North America)',
  apac: 'APAC (Asia, Pacific)',
}
const languageWords: Record<Language, string> = {
  en: 'English',
  es: 'Spanish',
  ja: 'Japanese',
  de: 'German',
  fr: 'French',
  pt: 'Portuguese',
}
const modeWords: Record<Mode, string> = {
  rehearsal: 'Rehearsal: the gateway on this laptop answers',
  live: 'Live: Microsoft’s service answers',
}

const faultWords: Record<PracticeFault, { title: string; does: string }> = {
  slow: { title: 'Slow', does: 'Every page takes seconds.' },
  silent: { title: 'No answer', does: 'Requests are taken and never answered.' },
  'wrong-password': { title: 'Wrong password', does: 'The right password is refused too.' },
  'lock-out': { title: 'Lock out', does: 'After three wrong passwords every sign-in is refused.' },
  'password-change': {
    title: 'Password change first',
    does: 'A new password is asked for before anything else.',
  },
  'interface-off': { title: 'Interface switched off', does: 'The interface for programs is switched off.' },
  'unknown-page': { title: 'Unknown page', does: 'A page of another kind comes back.' },
  'garbage-page': { title: 'Garbage page', does: 'Pages come back broken.' },
  'other-charset': { title: 'Other character set', does: 'Answers come in ISO 8859-1.' },
  'drop-one-reply': { title: 'Lose one reply', does: 'The next answer is lost on the way.' },
  'drop-before-write': {
    title: 'Drop before a write',
    does: 'The next write is cut off before it is read. Nothing is stored.',
  },
  'drop-during-write': {
    title: 'Drop during a write',
    does: 'The next write is cut off half-way. Nothing is stored.',
  },
  'drop-after-write': { title: 'Drop after a write', does: 'The next write is stored, its answer is lost.' },
  'forget-write': { title: 'Forget writes', does: 'Writes are accepted and not kept.' },
  'reboot-in-the-middle': {
    title: 'Restart in the middle',
    does: 'The next write restarts the device before it answers.',
  },
  'new-address': { title: 'New address', does: 'The device moves to another port.' },
  'new-certificate': { title: 'New certificate', does: 'HTTPS shows another certificate.' },
}

const historyWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'job.created': 'Job created',
    'job.changed': 'Job details changed',
    'job.imported': 'Job added from a file',
    'job.merged': 'Job merged with a file',
    'job.difference': 'Value chosen when the job was merged',
    'device.noticed': 'Device found',
    'device.found': 'Device found',
    'switch.read': 'Switch read',
    'device.signed-in': 'Signed in to the device',
    'device.sign-in-refused': 'Sign-in to the device refused',
    'device.firmware-updated': 'Firmware updated',
    'endpoint.added': 'Handset added by hand',
    'device.other-address': 'Device seen at another address',
    'device.read': 'Device read',
    'device.update-firmware': 'Firmware update requested',
    'device.fetch-now': 'Configuration fetch requested',
    'device.restart': 'Restart requested',
    'push.applying': 'Settings being written',
    'push.restarting': 'Waiting for the device to come back',
    'push.verifying': 'Settings being read back',
    'push.done': 'Settings set and read back',
    'push.failed': 'Settings not finished',
    'bulk.started': 'Bulk set-up started',
    'bulk.planned': 'Bulk set-up: changes ready for review',
    'bulk.applying': 'Bulk set-up: changes being written',
    'bulk.rolling-back': 'Bulk set-up: former values being put back',
    'bulk.planning': 'Bulk set-up: devices read again',
    'bulk.cancelling': 'Bulk set-up being cancelled',
    'bulk.ended': 'Bulk set-up finished',
    'device.default-password': 'The maker’s default password works',
    'guided.marked-done': 'Set up by hand',
    'guided.mark-undone': 'Set-up by hand undone',
    'guided.evidence-seen': 'Set-up by hand confirmed',
    'onboarding.url-written': 'Pointed at the gateway',
    'onboarding.configuration-fetched': 'Configuration fetched',
    'onboarding.registered-without-owner': 'Registered with a temporary account',
    'onboarding.verification-code-issued': 'Verification code issued',
    'onboarding.verification-refused': 'Verification code refused',
    'onboarding.verification-accepted': 'Verification code accepted',
    'onboarding.sign-in-code-issued': 'Sign-in code issued',
    'onboarding.sign-in-code-expired': 'Sign-in code expired',
    'onboarding.account-attached': 'Account chosen on the sign-in page',
    'onboarding.registered-with-number': 'Registered with its own number',
    'onboarding.signed-out': 'Signed out',
    'onboarding.offboarded': 'Offboarded',
    'onboarding.factory-reset': 'Started again',
    'onboarding.failed': 'Stuck',
    'onboarding.retried': 'Tried again',
  }),
)
/** An event without words is shown by its code. */
const historyWord = (what: string): string => historyWords.get(what) ?? what

export const states = {
  verdict: verdictWord,
  verdictReason,
  onboarding: stateWords,
  stage: stageWord,
  push: pushWords,
  level: levelWords,
  kind: kindWords,
  confidence: confidenceWords,
  region: regionWords,
  language: languageWords,
  mode: modeWords,
  fault: faultWords,
  history: historyWord,
}
