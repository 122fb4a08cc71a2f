import type { DeviceStep, DeviceStepId } from '#shared/model/device-steps.ts'
import type { DeviceKind } from '#shared/model/identity.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { PushOutcome, StartAction } from '#shared/model/settings.ts'
import { counted } from './numbers.ts'
import { states } from './states.ts'

const outcomeWords: Record<PushOutcome, string> = {
  nothing: 'Nothing restarts.',
  'at-next-start': 'The device uses this at its next start: restart it when the settings are written.',
  fetches: 'The device then fetches its configuration by itself.',
  restarts: 'The device restarts afterwards: every handset drops for a few minutes.',
  'fetch-now': 'Punchdown then lets the device fetch its configuration.',
  restart: 'Punchdown then restarts the device so that it uses the changes. Calls on it end.',
}

const startWords: Record<StartAction, string> = {
  restart: 'Restart the device when the changes are written',
  'fetch-now': 'Let the device fetch its configuration when the changes are written',
}

const stepWords: Record<DeviceStepId, string> = {
  'sign-in': 'Sign in',
  firmware: 'Firmware',
  point: 'Point at the gateway',
  pair: 'Pair',
}

const stepStateWords: Record<DeviceStep['state'], string> = {
  done: 'Done',
  now: 'Next',
  later: 'Later',
  'not-known': 'Not known',
}

const pairWords: Record<Endpoint['kind'], string> = {
  handset: 'Pair the first handset',
  phone: 'Pair this phone',
  'adapter-port': 'Pair the first port',
}

/** Texts of a device's screen. */
export const deviceScreen = {
  notShown: '(not shown)',
  adapterPorts: 'Ports of this adapter',
  portCount: 'Number of ports in use',
  unreadableSlot: (slot: number, text: string) => `Slot ${slot} holds an ID that cannot be read: ${text}`,
  fetchNow: 'Fetch now',
  fetchNowEffect: 'The device fetches its configuration now. It may restart, which ends its calls.',
  restart: 'Restart',
  restartEffect: 'The device restarts. Every call on it ends, and its handsets are away for a few minutes.',
  factoryReset: 'Factory reset',
  factoryResetEffect: 'The device restarts with its factory settings. Everything that was set on it is lost.',
  actions: 'Actions',
  requestSent: 'Request sent.',
  allDevices: 'All devices',
  notInJob: 'This device is not in the job',
  notInJobBody: 'Pick one under Site, or scan again.',
  identity: 'Identity',
  webSecurity: 'Web page security',
  version: 'Version',
  reviewChanges: 'Review changes',
  inCatalogue: 'In the catalogue',
  steps: 'Steps of this device',
  step: ({ id, count }: DeviceStep): string =>
    count === undefined || count.of === 0 ? stepWords[id] : `${stepWords[id]}: ${count.done} of ${count.of}`,
  stepState: stepStateWords,
  outcome: outcomeWords,
  starts: startWords,
  howWritten: (after: string | number, confidence: string, source: string | number) =>
    `${after} How it is written: ${confidence} (${source}). Every setting is read back afterwards.`,
  checkAndContinue: 'Check again and continue',
  byRegion: 'Microsoft’s service, by region',
  byGateway: 'The gateway on this laptop (rehearsal)',
  byUrl: 'Another provisioning URL',
  pointPlan: 'Point at the gateway: before and after',
  pointDone: 'Pointed at the gateway',
  pointAgain: 'Point it again',
  pairFirst: pairWords,
  point: 'Point at the gateway',
  whichService: 'Which service should it use?',
  regionLabel: 'Region of the site',
  languageLabel: 'Language of the texts',
  tenantId: 'Tenant id',
  tenantIdHint: 'Only for bulk sign-in',
  urlExample: 'http://provisioning.example/',
  planning: 'Looking at its settings…',
  seenIn: 'Seen in',
  rawAnswers: 'Raw answers',
  nothingKept: 'Nothing kept',
  noAnswersKept: 'A scan stores the answers of devices here.',
  registered: 'Registered',
  notRegistered: 'Not registered',
  slot: 'Slot',
  asPrinted: 'As printed',
  baseStatus: 'Base status',
  page: 'Page',
  group: 'Group',
  setting: 'Setting',
  value: 'Value',
  defaultWord: 'Default',
  deviceLog: 'Device log',
  settingsOnDevice: 'Settings on the device',
  readAgain: 'Read again',
  signOut: 'Sign out',
  handsetsOfBase: 'Handsets of this base',
  noHandsets: 'No handsets on this base',
  noHandsetsBody: 'Subscribe a handset on the base’s own page, then read again.',
  logEmpty: 'The log is empty.',
  reading: 'Reading its pages',
  fromDevice: 'The device announced itself to the switch (LLDP or CDP).',
  fromForwarding: 'The switch learned its MAC address on this port.',
  onlyIpSeen: 'Only its IP address was seen on this port.',
  behindUplink: 'It is connected somewhere behind this uplink.',
  vlanFromMed: 'reported by the phone over LLDP-MED',
  vlanFromCdp: 'reported by the phone over CDP',
  vlanLearned: 'its MAC address was learned there',
  vlanOffered: 'offered by the port',
  macNotKnown: 'Its MAC is not known, so the switches that were read cannot show its port.',
  notSeen: 'None of the switches that were read has seen it.',
  vlanExpected: (vlan: string | number, expected: string | number) => `VLAN ${vlan}, expected ${expected}`,
  untaggedVlan: 'Untagged VLAN',
  power: 'Power',
  powerClass: (powerClass: string | number) => `class ${powerClass}`,
  watts: (watts: string | number) => `${watts} W`,
  reportsItselfAs: 'Reports itself as',
  switchReadAt: 'Switch read at',
  reportedFirmware: 'Reported firmware',
  reportedSerial: 'Reported serial number',
  alsoSeenAt: (switchName: string | number, name: string | number, by: string | number) =>
    `Also seen at ${switchName} ${name}. ${by}`,
  apply: (changes: number) => `Apply ${counted(changes, 'change', 'changes')}`,
  kindAt: (kind: DeviceKind | null, address: string) =>
    `${kind === null ? 'Kind not known' : states.kind[kind]} at ${address}`,
  firmwareBody: (approved: string | null) =>
    `The device downloads the version itself, so it needs a route to the maker’s server. Its log shows the progress.${approved === null ? '' : ` Approved: ${approved}.`}`,
}
