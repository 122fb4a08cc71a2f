/** Texts of the hand-over report: HTML, PDF and the columns of its CSV. Words for states are in `states`. */
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import type { EditResult } from '#shared/model/settings.ts'
import { counted, listed } from './numbers.ts'

const endpointKind: Record<Endpoint['kind'], string> = {
  handset: 'DECT handset',
  phone: 'Phone',
  'adapter-port': 'Adapter port',
}

const mode: Record<Job['mode'], string> = {
  rehearsal: 'Rehearsal, with the gateway on the technician’s laptop',
  live: 'Live, with Microsoft’s service; states were read from the devices or confirmed by the technician',
}

const editResult: Record<EditResult['result'], string> = {
  set: 'Set',
  unchanged: 'Already set',
  refused: 'Refused by the device',
  'not-written': 'Not written',
  unknown: 'Not known: the answer was lost',
}

/** The next step of an endpoint; null at the end. */
const nextStep: Record<OnboardingState['at'], string | null> = {
  found: 'Point its device at the gateway.',
  directed: 'Wait until it fetches its configuration; restart the device if it does not.',
  fetched: 'Wait until it registers.',
  onboarded: 'Dial the verification code on it.',
  verified: 'Get a sign-in code and sign in.',
  'signing-in': 'Type the sign-in code on the sign-in page and wait for its number.',
  'signed-in': null,
  offboarded: 'Reset it to factory settings to start again.',
  stuck: 'Fix the problem and try again.',
}

const csv = {
  record: 'record',
  job: 'job',
  site: 'site',
  region: 'region',
  mode: 'mode',
  customer: 'customer',
  technician: 'technician',
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
  place: 'place',
  switchPort: 'switch port',
  number: 'number',
  account: 'account',
  callOut: 'test call out',
  callIn: 'test call in',
  state: 'state',
  since: 'state since',
  details: 'details',
  problem: 'problem',
  status: 'status on the device',
  statusAt: 'status on the device at',
  notDone: 'open points',
}

type Named = Endpoint['kind']
const plural = (kind: Named, count: number): string =>
  count === 1
    ? { handset: 'handset', phone: 'phone', 'adapter-port': 'adapter port' }[kind]
    : { handset: 'handsets', phone: 'phones', 'adapter-port': 'adapter ports' }[kind]

/** `Signed in: 0 of 57 phones and 1 of 3 handsets.` */
function result(
  counts: readonly { readonly kind: Named; readonly endpoints: number; readonly signedIn: number }[],
): string {
  const [only, ...others] = counts
  if (only === undefined) return 'No phone, adapter port or handset was found.'
  if (others.length === 0 && only.signedIn === only.endpoints)
    return only.endpoints === 1
      ? `The ${plural(only.kind, 1)} is signed in.`
      : `All ${only.endpoints} ${plural(only.kind, only.endpoints)} are signed in.`
  if (counts.every(({ endpoints, signedIn }) => endpoints === signedIn))
    return `All are signed in: ${listed(counts.map(({ kind, endpoints }) => `${endpoints} ${plural(kind, endpoints)}`))}.`
  const parts = counts.map(
    ({ kind, endpoints, signedIn }) => `${signedIn} of ${endpoints} ${plural(kind, endpoints)}`,
  )
  return `Signed in: ${listed(parts)}.`
}

/** `Reception, Ward 3 and 4 others`. */
const some = (names: readonly string[]): string =>
  names.length <= 4 ? listed(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`

/** An open point of page one. */
const openPoint = {
  'no-devices': () => 'No device was found.',
  'no-endpoints': () => 'No phone, adapter port or handset was found.',
  stuck: (names: readonly string[]) => `Setting up ${some(names)} stopped with a problem.`,
  'settings-open': (names: readonly string[]) =>
    `The last settings of ${some(names)} were not written, or not read back.`,
  'firmware-below': (names: readonly string[]) =>
    `The service does not accept the firmware of ${some(names)}. Update it.`,
  'in-progress': (names: readonly string[]) => `Sign-in of ${some(names)} was started and is not finished.`,
  'default-password': (names: readonly string[]) =>
    `${some(names)} ${names.length === 1 ? 'accepts' : 'accept'} the maker’s default password. Change it.`,
  'not-on-device': (names: readonly string[]) =>
    `The ID of ${some(names)} was typed in; no base lists ${names.length === 1 ? 'it' : 'them'}.`,
  'not-confirmed': (names: readonly string[]) =>
    `${some(names)} ${names.length === 1 ? 'was' : 'were'} set up by hand; the device has not confirmed it.`,
  'not-started': (names: readonly string[]) =>
    names.length <= 4
      ? `${some(names)} ${names.length === 1 ? 'was' : 'were'} found and not set up.`
      : `${names.length} phones, adapter ports and handsets were found and not set up.`,
  offboarded: (names: readonly string[]) =>
    `${some(names)} ${names.length === 1 ? 'was' : 'were'} offboarded.`,
  'no-handsets': (names: readonly string[]) => `The handsets of ${some(names)} were not read.`,
  'ports-not-known': (names: readonly string[]) => `The number of ports of ${some(names)} is not known.`,
  'mac-not-known': (names: readonly string[]) => `The MAC of ${some(names)} is not known.`,
  'no-test-call': (names: readonly string[]) =>
    `No test call in both directions was made with ${some(names)}.`,
  'not-identified': (names: readonly string[]) => `The model of ${some(names)} is not known.`,
  'firmware-check': (names: readonly string[]) =>
    `The firmware of ${some(names)} is not an approved version.`,
  'firmware-not-known': (names: readonly string[]) => `The firmware of ${some(names)} could not be checked.`,
}

/** The same open point for one device or endpoint. */
const openItem = {
  'no-devices': () => 'No device was found.',
  'no-endpoints': () => 'No phone, adapter port or handset was found.',
  stuck: (problem: string) => `Stopped: ${problem}. Fix the problem and try again.`,
  'settings-open': () => 'The last settings were not written, or not read back. Write them again.',
  'firmware-below': (detail: string) => `Update the firmware: ${detail}.`,
  'in-progress': (detail: string) => detail,
  'default-password': () => 'Change the password: it accepts the maker’s default.',
  'not-on-device': () => 'Subscribe it to a base: its ID was typed in and no base lists it.',
  'not-confirmed': () => 'Set up by hand. Wait until the device fetches or registers, or read the URL back.',
  'not-started': (detail: string) => `Not set up. ${detail}`,
  offboarded: () => 'Offboarded. Reset it to factory settings to start again.',
  'no-handsets': () => 'Sign in to it to read its handsets.',
  'ports-not-known': () => 'Enter its number of ports.',
  'mac-not-known': () => 'Find its MAC: read the switches, or look at its label.',
  'no-test-call': () => 'Make a test call in both directions.',
  'not-identified': () => 'Find out its model: look at its label.',
  'firmware-check': (detail: string) => `Check the firmware: ${detail}.`,
  'firmware-not-known': (detail: string) => `Firmware not checked: ${detail}.`,
}

/** `8.0.3 is installed, the minimum is 8.0.11`; `published` is null where no version is published. */
const installed = (version: string | null, verdict: string, published: string | null): string =>
  version === null
    ? verdict.charAt(0).toLowerCase() + verdict.slice(1)
    : published === null
      ? `${version} is ${verdict.charAt(0).toLowerCase()}${verdict.slice(1)}`
      : `${version} is installed, ${published}`

export const report = {
  endpointKind,
  mode,
  editResult,
  nextStep,
  csv,
  result,
  openPoint,
  openItem,
  installed,
  minimumIs: (version: string) => `the minimum is ${version}`,
  approvedIs: (version: string) => `approved is ${version}`,
  documentTitle: 'Hand-over report',
  title: (job: string) => `Hand-over report: ${job}`,
  generator: (version: string) => `Punchdown ${version}`,
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  practice: 'Practice office: these devices are not real.',
  rehearsal:
    'Rehearsal: the gateway on the technician’s laptop answered. Nothing was signed in to Microsoft’s service; accounts and numbers belong to the rehearsal.',
  fontNote:
    'Some text here is in a script that the font of this PDF does not support. The HTML report shows it.',
  notEntered: '–',
  customer: 'Customer',
  contact: 'Contact',
  technician: 'Technician',
  date: 'Date',
  resultTitle: 'Result',
  place: 'Place',
  state: 'State',
  testCall: 'Test call',
  moreInRooms: (count: number) =>
    `${counted(count, 'other is', 'others are')} listed in “Endpoints by room”.`,
  openPoints: 'Open points',
  noOpenPoints: 'Nothing is left open.',
  moreOpenPoints: (count: number) =>
    `${counted(count, 'further point is', 'further points are')} in the sections below.`,
  rooms: 'Endpoints by room',
  roomNotEntered: 'Place not entered',
  atSwitch: (name: string) => `Place not entered, connected to ${name}`,
  reachedThrough: (name: string) => `through ${name}`,
  devicesToActOn: 'Devices to act on',
  noDevicesToActOn: 'No device needs anything.',
  whatToDo: 'What to do',
  account: 'Account',
  calls: { both: 'In and out', out: 'Out only', in: 'In only', none: 'Not made' },
  handedOver: 'Handed over by',
  accepted: 'Accepted by',
  signature: 'Date and signature',
  signatureName: 'Name',
  appendix: 'Appendix',
  facts: 'About this report',
  language: 'Language of the phones',
  jobOpened: 'Job created',
  reportMade: 'Report created',
  madeAt: (at: string, timeZone: string) => `${at}; times are ${timeZone}, with their offset from UTC`,
  firmwareJudgedBy: 'Firmware checked against',
  scope: 'Scope',
  scopeCounts: (listed: number, leftOut: number) =>
    leftOut === 0
      ? counted(listed, 'device', 'devices')
      : `${counted(listed, 'device', 'devices')}; ${counted(leftOut, 'switch, printer or other device', 'switches, printers and other devices')} left out`,
  noEndpoints: 'No phone, adapter port or handset was found.',
  endpoint: 'Endpoint',
  endpoints: 'Phones, adapter ports and handsets',
  deviceList: 'Devices and how they were identified',
  noDevices: 'No device was found.',
  ids: 'Address, MAC, serial number, last seen',
  serialNumber: (serial: string) => `S/N ${serial}`,
  identity: 'Identity',
  contradiction: (fact: string, kept: string, others: readonly { protocol: string; value: string }[]) =>
    `${fact}: kept ${kept}; also seen ${others.map(({ value, protocol }) => `${value} (${protocol})`).join(', ')}`,
  settings: 'Settings written',
  settingsAt: (device: string, state: string, at: string) => `${device}: ${state.toLowerCase()}, ${at}`,
  noSettings: 'No settings were written.',
  url: (url: string, typed: boolean) => `URL ${url}${typed ? ' (typed by the technician)' : ''}`,
  setting: 'Setting',
  before: 'Before',
  after: 'After',
  editResultTitle: 'Result',
  notShown: 'not shown',
  howWritten: (provenance: string) => `Source of the setting names: ${provenance}`,
  noEvidence: 'No evidence was kept.',
  evidence: 'Evidence',
  protocolPort: (protocol: string, port: number) => `${protocol}, port ${port}`,
  evidenceLine: (seenIn: string, raw: string) => `${seenIn}: ${raw}`,
  moreEvidence: (count: number) => `${count} more in the job`,
  endpointFacts: 'Endpoints in detail',
  noneStarted: 'The set-up of none was started.',
  printed: 'printed',
  notOnDevice: 'not listed by any device',
  statusOnDevice: (text: string, at: string) => `status on the device: ${text}, read ${at}`,
  history: 'History',
  noHistory: 'Nothing has happened yet.',
  subject: 'Subject',
  times: (what: string, count: number) => `${what} (${count} times)`,
  until: (first: string, last: string) => `${first} to ${last}`,
  factsTitle: 'Details',
  madeBy: (version: string) => `Created with Punchdown ${version}.`,
  secretsLeftOut:
    'This report has no passwords, verification codes or sign-in codes. “Not known” means that it was not seen; it is never counted as good.',
  deviceAt: (name: string, address: string) => `${name === '' ? 'Device' : name} at ${address}`,
  temporaryIdentity: (identity: string) => `temporary identity ${identity}`,
  noVerificationCode: 'no verification code issued yet',
  verificationCodeUntil: (at: string) => `verification code valid until ${at}`,
  lastRefusal: (problem: string) => `last refusal: ${problem}`,
  signInCodeUntil: (at: string) => `sign-in code valid until ${at}`,
  accountAttached: (name: string, number: string) =>
    `account ${name}, ${number}, attached; not yet registered`,
  stuckAfter: (state: string) => `after: ${state}`,
}
