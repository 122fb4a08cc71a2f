/** Texts of the hand-over report: HTML, PDF and the columns of its CSV. Words for states are in `states`. */
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import type { EditResult } from '#shared/model/settings.ts'
import { counted } from './numbers.ts'

const endpointKind: Record<Endpoint['kind'], string> = {
  handset: 'DECT handset',
  phone: 'Phone',
  'adapter-port': 'Adapter port',
}

const mode: Record<Job['mode'], string> = {
  rehearsal:
    'Rehearsal: the gateway on the technician’s laptop answered; nothing reached Microsoft’s service',
  live: 'Live: Microsoft’s service answered; states were read from the devices or confirmed by the technician',
}

const result: Record<EditResult['result'], string> = {
  set: 'Set',
  unchanged: 'Already set',
  refused: 'Refused by the device',
  'not-written': 'Not written',
  unknown: 'Not known: the answer was lost',
}

/** The next step of an endpoint; null at the end. */
const nextStep: Record<OnboardingState['at'], string | null> = {
  found: 'point its device at the gateway',
  directed: 'wait for its first fetch; restart the device if none comes',
  fetched: 'wait for its temporary registration',
  onboarded: 'dial the verification code on it',
  verified: 'get a sign-in code and sign in',
  'signing-in': 'type the sign-in code on the sign-in page and wait for its number',
  'signed-in': null,
  offboarded: 'reset it to factory settings to start again',
  stuck: 'fix the problem named here and try again',
}

const csv = {
  record: 'record',
  job: 'job',
  site: 'site',
  region: 'region',
  mode: 'mode',
  name: 'name',
  kind: 'kind',
  vendor: 'vendor',
  model: 'model',
  firmware: 'firmware',
  verdict: 'firmware verdict',
  minimum: 'firmware minimum',
  approved: 'firmware approved',
  catalogueDate: 'catalogue date',
  catalogueSource: 'catalogue source',
  address: 'address',
  mac: 'mac',
  serial: 'serial',
  provisioningUrl: 'provisioning url',
  ipei: 'ipei',
  ipeiPrinted: 'ipei printed',
  hardwareId: 'hardware id',
  hardwareIdEnrolled: 'hardware id as enrolled',
  parent: 'reached through',
  state: 'state',
  since: 'state since',
  details: 'details',
  problem: 'problem',
  status: 'status on the device',
  statusAt: 'status on the device at',
  notDone: 'not done',
}

export const report = {
  endpointKind,
  mode,
  result,
  nextStep,
  csv,
  title: (job: string) => `Hand-over report: ${job}`,
  generator: (version: string) => `Punchdown ${version}`,
  footer: (job: string, madeAt: string) => `Hand-over report: ${job} · made ${madeAt}`,
  page: (page: number, pages: number) => `page ${page} of ${pages}`,
  practice: 'Practice site: these devices are not real.',
  rehearsal: 'Rehearsal: nothing here reached Microsoft’s service.',
  fontNote:
    'Some text here is in a script that the font of this PDF does not support. The HTML report shows it.',
  notNamed: 'not named',
  language: 'Language of the phones',
  jobOpened: 'Job opened',
  reportMade: 'Report made',
  madeAt: (at: string, timeZone: string) => `${at} (times are ${timeZone}, with their offset from UTC)`,
  firmwareJudgedBy: 'Firmware checked against',
  summary: 'Summary',
  counts: (counts: { devices: number; endpoints: number; signedIn: number }) =>
    `${counts.signedIn} of ${counted(counts.endpoints, 'endpoint is', 'endpoints are')} signed in. ${counted(counts.devices, 'device was', 'devices were')} found.`,
  notDone: 'What was not done',
  nothingOpen: 'Nothing is left open.',
  subject: 'Subject',
  leftOpen: 'Left open',
  endpoints: 'Handsets, phones and adapter ports',
  noEndpoints: 'No handset, phone or adapter port was added.',
  endpoint: 'Endpoint',
  ids: 'IDs',
  printed: 'printed',
  stateReached: 'State reached',
  notOnDevice: 'not seen on any device',
  statusOnDevice: (text: string, at: string) => `status on the device: ${text}, read ${at}`,
  devices: 'Devices and evidence',
  noDevices: 'No device was found.',
  identity: 'Identity',
  seen: 'Seen',
  firstAndLast: (first: string, last: string) => `first ${first}, last ${last}`,
  contradictions: 'Contradictions',
  contradiction: (fact: string, kept: string, others: readonly { protocol: string; value: string }[]) =>
    `${fact}: kept ${kept}; also seen ${others.map(({ value, protocol }) => `${value} (${protocol})`).join(', ')}`,
  noVersions: 'no versions in the catalogue',
  versions: (minimum: string | null, approved: string | null) =>
    `minimum ${minimum ?? 'not given'}, approved ${approved ?? 'not given'}`,
  settings: 'Settings',
  settingsAt: (state: string, at: string) => `Settings: ${state.toLowerCase()}, ${at}`,
  url: (url: string, typed: boolean) => `URL ${url}${typed ? ' (typed by the technician)' : ''}`,
  setting: 'Setting',
  before: 'Before',
  after: 'After',
  resultTitle: 'Result',
  notShown: 'not shown',
  howWritten: (provenance: string) => `Source of the setting names: ${provenance}`,
  noEvidence: 'No evidence was kept.',
  evidence: 'How it was identified',
  seenIn: 'Seen in',
  protocolPort: (protocol: string, port: number) => `${protocol}, port ${port}`,
  reading: 'Reading',
  readingSource: 'Source of the reading',
  moreEvidence: (count: number) => `${count} more are kept in the job.`,
  history: 'History',
  noHistory: 'Nothing has happened yet.',
  facts: 'Facts',
  madeBy: (version: string) => `Made by Punchdown ${version}.`,
  secretsLeftOut:
    'Passwords, verification codes and sign-in codes are left out of this report. Not known means that it was not seen; it is never counted as good.',
  deviceAt: (name: string, address: string) => `${name === '' ? 'Device' : name} at ${address}`,
  temporaryIdentity: (identity: string) => `temporary identity ${identity}`,
  noVerificationCode: 'no verification code issued yet',
  verificationCodeUntil: (at: string) => `verification code valid until ${at}`,
  lastRefusal: (problem: string) => `last refusal ${problem}`,
  signInCodeUntil: (at: string) => `sign-in code valid until ${at}`,
  accountAttached: (name: string, number: string) =>
    `account ${name}, ${number}, attached; not yet registered`,
  stuckAfter: (state: string) => `after: ${state}`,
  practiceOnly: 'Only practice devices were used; no device on this site was touched.',
  rehearsalOnly:
    'Nothing was signed in to Microsoft’s service: the accounts and numbers here belong to the rehearsal.',
  notRead: 'Not signed in to: its own settings and endpoints were not read.',
  firmwareNotJudged: (verdict: string) => `Firmware not checked: ${verdict.toLowerCase()}.`,
  firmwareLeft: (verdict: string) => `Firmware left as it is: ${verdict.toLowerCase()}.`,
  defaultPassword: 'It accepts the maker’s default password: change it.',
  nothingWritten: 'No settings were written.',
  notConfirmed: 'Set up by hand, not confirmed by the device.',
  lastPushOpen: 'The last settings were not written, or not read back.',
  notSignedIn: (state: string, next: string) => `Not signed in (${state.toLowerCase()}). Next: ${next}.`,
  typedIn: 'Not seen on any device: its ID was typed in.',
}
