import type { BulkPhase, BulkStep, Left, Way } from '#shared/model/bulk-run.ts'
import type { PushOutcome } from '#shared/model/settings.ts'
import type { SignInScope } from '#shared/model/sign-in-scope.ts'
import { counted } from './numbers.ts'

const stepWords: Record<BulkStep['at'], string> = {
  'to-plan': 'Waiting',
  planning: 'Reading',
  planned: 'Ready to write',
  writing: 'Writing',
  done: 'Set and read back',
  unchanged: 'Already set',
  'by-hand': 'By hand',
  'not-read': 'Not read',
  'not-written': 'Not finished',
  skipped: 'Skipped',
  'to-roll-back': 'Waiting to be put back',
  'rolling-back': 'Putting back',
  'rolled-back': 'Put back',
  'not-rolled-back': 'Not put back',
}

const phaseWords: Record<BulkPhase['at'], string> = {
  planning: 'Reading devices',
  planned: 'Waiting for your approval',
  applying: 'Writing',
  'rolling-back': 'Putting back',
  cancelling: 'Cancelling',
  ended: 'Finished',
}

const wayWords: Record<Way['kind'], string> = {
  driver: 'Written by Punchdown',
  announcement: 'Announced to the device',
  'guided-card': 'By hand, with a card',
}

const leftWords: Record<Left, string> = {
  untouched: 'Nothing was written.',
  'partly-written': 'Some settings were written, others were not.',
  written: 'The settings were written.',
  'not-known': 'It is not known whether settings were written.',
}

const outcomeWords: Record<PushOutcome, string> = {
  nothing: 'Nothing restarts.',
  'at-next-start': 'Each device uses this at its next start: restart it when the settings are written.',
  fetches: 'Each device then fetches its configuration.',
  'fetch-now': 'Punchdown then lets each device fetch its configuration.',
  restart: 'Punchdown then restarts each device so that it uses this, which ends its calls.',
  restarts: 'Each device restarts, which ends its calls.',
}

const devices = (count: number): string => counted(count, 'device', 'devices')

/** Texts of the bulk set-up: one plan for many devices. */
export const bulk = {
  title: 'Bulk set-up',
  lead: 'Point many devices at the gateway at once. Nothing is written before you have seen the changes.',
  newRun: 'New bulk set-up',
  toNewRun: 'All bulk set-ups',
  runs: 'Earlier bulk set-ups',
  picked: (count: number, of: number) => `${count} of ${of} picked`,
  pick: 'Pick',
  isPicked: 'Picked',
  pickAll: 'Pick all',
  pickNone: 'Pick none',
  way: 'How',
  noDevices: 'No devices yet',
  noDevicesBody: 'Scan the site first.',
  chooseService: 'Service',
  signIns: 'Sign-ins',
  signInsLead:
    'Each is tried once on a device: first its own, then that of its maker, then that of the site.',
  scope: 'For',
  scopeOf: (scope: SignInScope, name: string): string =>
    scope.kind === 'site'
      ? 'All devices of the site'
      : scope.kind === 'maker'
        ? `All from ${scope.vendor}`
        : name,
  keepSignIn: 'Save sign-in',
  removeSignIn: 'Remove',
  defaultPasswords: 'Also try the maker’s default password once',
  defaultPasswordsHint: 'Devices on which it works are listed in the report.',
  restart: 'Restart devices that use the changes only after a restart',
  acceptPlainHttp: 'Send passwords over plain HTTP where a device has no HTTPS',
  speed: 'Speed',
  concurrency: 'Devices at the same time',
  canary: 'Finish one device of each model before the others',
  review: (count: number) => `Review changes of ${devices(count)}`,
  noneWritable: 'Pick a device first',
  step: (step: BulkStep): string => {
    if (step.at !== 'skipped') return stepWords[step.at]
    return step.why === 'cancelled' ? 'Skipped: cancelled' : 'Skipped: two like failures of this model'
  },
  stepName: stepWords,
  phase: (phase: BulkPhase, hasProblems = false): string => {
    if (phase.at === 'ended') {
      if (phase.cancelled) return 'Cancelled'
      return hasProblems ? 'Finished, with problems' : phaseWords.ended
    }
    return 'paused' in phase && phase.paused ? `${phaseWords[phase.at]}: paused` : phaseWords[phase.at]
  },
  wayName: wayWords,
  left: leftWords,
  outcome: outcomeWords,
  deviceCount: devices,
  progress: (done: number, of: number) => `${done} of ${devices(of)}`,
  started: (when: string) => `Started ${when}`,
  group: (name: string, count: number) => `${name === '' ? 'Not identified' : name}: ${devices(count)}`,
  valueNow: 'Now',
  valueThen: 'Then',
  state: 'State',
  more: (count: number) => `and ${counted(count, 'other value', 'other values')}`,
  onDevices: (count: number) => `on ${devices(count)}`,
  confidence: (confidence: string) => `Confidence: ${confidence.toLowerCase()}`,
  unproven: 'Not yet proven on hardware',
  byHandNote: 'Open each device and follow its card. It counts when the device fetches its configuration.',
  byHand: (count: number) => `${devices(count)} to set up by hand`,
  apply: (count: number) => `Apply to ${devices(count)}`,
  pause: 'Pause',
  retry: (count: number) => `Try ${devices(count)} again`,
  putAllBack: (count: number) => `Put back ${devices(count)}`,
  putBack: 'Put back',
  putBackPlan: 'Put back: before and after',
  putBackNote: 'The device gets the values that it held before.',
  sure: 'Put back the former values?',
  sureBody: (count: number) => `${devices(count)} will be written again. Values changed since then stay.`,
  openDevice: 'Open device',
  result: 'Result',
  problem: 'Problem',
  defaultPasswordWorks: (count: number) =>
    `${counted(count, 'device accepts', 'devices accept')} the maker’s default password. Change it.`,
  interrupted: 'The run is paused. Continue when the laptop is on the network of the site.',
  summary: 'Result',
  summaryLine: (step: BulkStep['at'], count: number) => `${stepWords[step]}: ${count}`,
}
