/** The texts of each step of the walk and of its actions, by the kind of endpoint. A new state needs words here and no component. */
import type { Step, StepAction, StepActionId, StepContext, StepId } from '#shared/machines/steps.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { pairing } from './pairing.ts'

export interface StepWords {
  readonly title: string
  readonly lines: readonly string[]
  /** Expected tones and displays. Sources: Rove on Teams article (field report), "Configure SIP Gateway" (2024). */
  readonly expect?: readonly string[]
  /** Usual duration; only with a source. */
  readonly usual?: string
  /** Advice when it takes longer. */
  readonly remedy?: string
}

interface Nouns {
  /** Name of the endpoint, which gets the number. */
  readonly endpoint: string
  /** Name of the device with the web page. */
  readonly device: string
}
const nouns: Record<Endpoint['kind'], Nouns> = {
  handset: { endpoint: 'handset', device: 'base' },
  phone: { endpoint: 'phone', device: 'phone' },
  'adapter-port': { endpoint: 'port', device: 'adapter' },
}

interface StepNouns extends Nouns {
  readonly kind: Endpoint['kind']
  readonly live: boolean
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`

const adminCentre = 'In Teams admin centre open Teams devices, SIP devices, Actions, Provision devices'

const texts: Record<StepId, (names: StepNouns, step: Step) => StepWords> = {
  'find-the-base': () => ({
    title: 'Find the base of this handset',
    lines: [
      'The handset was added by hand, and no base that was read lists it.',
      'Subscribe it on its base. Then open that base under Site, sign in, and press Read again.',
    ],
  }),
  'update-firmware': ({ device }) => ({
    title: `Update the firmware of the ${device} first`,
    lines: [
      `The service refuses the firmware that the ${device} runs now.`,
      `Open the ${device} for the version it needs. After the update, read or scan it again; then point it at the gateway.`,
    ],
  }),
  'point-the-device': ({ device, kind }) => ({
    title: `Point the ${device} at the gateway`,
    lines: [
      `The ${device} does not fetch its configuration from the gateway yet.`,
      `Open the ${device}, check what would change, and apply it.${kind === 'handset' ? ' This moves all its handsets.' : ''}`,
    ],
  }),
  'point-by-hand': ({ device, live }) => ({
    title: `Set the provisioning URL on the ${device}`,
    lines: [
      `Punchdown cannot write to this ${device}. Open its own web page or menu, find the provisioning or configuration server, and enter the URL below.`,
      live
        ? `Restart the ${device}, then confirm here that it is done.`
        : `Restart the ${device}, then confirm here. The gateway on this laptop answers makers it has a configuration for.`,
    ],
  }),
  'first-fetch': ({ device, kind }) => ({
    title: 'Wait for the first configuration',
    lines: [
      kind === 'phone'
        ? 'The phone fetches its configuration next.'
        : `The ${device} fetches the configuration of this ${nouns[kind].endpoint} next.`,
    ],
    usual:
      kind === 'handset'
        ? 'The base asks every hour, or at once after a restart.'
        : `The ${device} asks at once after a restart.`,
    remedy: `Restart the ${device}. Check that a firewall does not block it.`,
  }),
  'first-registration': ({ device, endpoint, kind }) => ({
    title: 'Wait for the temporary registration',
    lines: [`The configuration was fetched. The ${endpoint} registers with a temporary account next.`],
    usual: `Seconds after the configuration was fetched; a ${device} that restarts takes minutes.`,
    remedy: `Check that this network lets SIP over TLS and UDP out${kind === 'handset' ? ', and that the handset is in range' : ''}.`,
  }),
  'verification-code': ({ live }) =>
    live
      ? {
          title: 'Get the verification code',
          lines: [
            `${adminCentre}, “Waiting on activation”.`,
            'Select the row with this hardware ID, press “Generate verification code”, and type the code here.',
          ],
        }
      : {
          title: 'Wait for the verification code',
          lines: ['The gateway on this laptop makes one.'],
          remedy: 'Check that the gateway on this laptop runs.',
        },
  dial: ({ endpoint, kind, live }) => ({
    title: kind === 'adapter-port' ? 'Dial this on the phone at the port' : `Dial this on the ${endpoint}`,
    lines: ['Key in every character, then start the call.'],
    expect: [
      'A call progress tone, then a busy tone: for a right code and for a wrong one. The tones decide nothing.',
      live
        ? 'The row in Teams admin centre decides: after a right code it moves from “Waiting on activation” to “Waiting for sign in”.'
        : 'This page decides: it moves on after a right code, and shows the refusal here after a wrong one.',
    ],
  }),
  'new-verification-code': () => ({
    title: 'The verification code has expired',
    lines: ['A code is valid for 24 hours. Get a new one and dial it.'],
  }),
  'sign-in-code': ({ endpoint }) => ({
    title: 'Get the sign-in code',
    lines: [
      `${adminCentre}, “Waiting for sign in”.`,
      `Press “Signed out” in the row of this ${endpoint}, wait for the code, and type it here.`,
    ],
  }),
  'new-sign-in-code': () => ({
    title: 'A new sign-in code is needed',
    lines: ['The last one has expired. The next one is valid for minutes.'],
  }),
  'sign-in': ({ endpoint, device, kind, live }) => ({
    title: 'Type this on the sign-in page',
    lines: [
      live
        ? `Open the page in a private browser window, type the code, and sign in with the account of this ${endpoint}.`
        : `Open the page on this laptop, type the code, and choose the account of this ${endpoint}.`,
    ],
    expect: [
      kind === 'handset'
        ? 'The handset shows “Searching” while its base takes the new configuration.'
        : `The ${device} may restart while it takes the new configuration.`,
    ],
  }),
  'second-fetch': ({ endpoint, device, kind }) => ({
    title: 'Wait for its own number',
    lines: [
      `The account is attached. The ${device} fetches the second configuration and registers ${kind === 'phone' ? '' : `the ${endpoint} `}with its number.`,
    ],
    ...(kind === 'handset'
      ? { expect: ['The handset shows “Searching” for a while, then its number.'] }
      : {}),
    usual: 'About five minutes were reported for a desk phone that restarts on the way.',
    remedy: `Restart the ${device}. If the number still does not come, check the licence and the calling policy of the account.`,
  }),
  'signed-in': ({ endpoint }) => ({
    title: 'Signed in',
    lines: [`The ${endpoint} has its number. Make a call in and a call out before you leave.`],
  }),
  'start-again': ({ endpoint }) => ({
    title: `This ${endpoint} was offboarded`,
    lines: ['The tenant no longer lists it. To use it again, start over: it is enrolled again.'],
  }),
  stuck: () => ({ title: 'A problem is in the way', lines: [] }),
}

const stepNounsOf = ({ kind, mode }: StepContext): StepNouns => ({
  ...nouns[kind],
  kind,
  live: mode === 'live',
})

const actionTexts: Record<StepActionId, (names: StepNouns, step: Step) => string> = {
  'confirm-url-written': () => 'Done by hand',
  'confirm-configuration-fetched': ({ device }) => `The ${device} fetched it`,
  'confirm-registered-without-owner': ({ endpoint }) => `The ${endpoint} asks to sign in`,
  'confirm-verification-accepted': () => 'The row moved',
  'confirm-signed-in': ({ endpoint }) => `The ${endpoint} shows its number`,
  'open-device': ({ device }, { id }) => (id === 'find-the-base' ? 'Go to the site' : `Open the ${device}`),
  'open-sign-in-page': () => 'Open the sign-in page',
  'verification-code': (names, step) => codeAction(names, step, 'Show what to dial'),
  'sign-in-code': (names, step) => codeAction(names, step, 'Show the code'),
  check: ({ device }) => `Check the ${device} now`,
  retry: () => 'Try again',
  restart: () => 'Start over',
  'next-endpoint': () => 'Next',
  report: () => 'Create report',
}
const codeAction = ({ live }: StepNouns, { kind }: Step, whenTyped: string): string =>
  live ? whenTyped : kind === 'choose' ? 'Get a new code' : 'Get another code'

const inputTexts: Record<NonNullable<StepAction['input']>, string> = {
  'verification-code': 'Verification code from Teams admin centre',
  'sign-in-code': 'Sign-in code from Teams admin centre',
}

const kindTexts: Record<Endpoint['kind'], string> = {
  handset: 'Handset',
  phone: 'Phone',
  'adapter-port': 'Port',
}

/** Display name of an endpoint: its label, else its model and the end of its id. `Rove 30 0E0A`, `ATA 192 1D02 port 2` */
function endpointName(endpoint: Endpoint): string {
  if (endpoint.label !== '') return endpoint.label
  const model = endpoint.model ?? kindTexts[endpoint.kind]
  const digits = endpoint.hardwareId.split(':')[0] ?? ''
  const port = endpoint.kind === 'adapter-port' ? ` ${pairing.port(endpoint.port)}` : ''
  return `${model} ${digits.slice(-4)}${port}`
}

export const steps = {
  of: (step: Step, context: StepContext): StepWords => texts[step.id](stepNounsOf(context), step),
  action: (action: StepAction, step: Step, context: StepContext): string =>
    actionTexts[action.id](stepNounsOf(context), step),
  input: inputTexts,
  /** `Handset`, `Phone`, `Port`. */
  endpointKind: kindTexts,
  endpointName,
  /** `3 handsets` */
  endpointCount: (kind: Endpoint['kind'], count: number): string =>
    `${count} ${nouns[kind].endpoint}${count === 1 ? '' : 's'}`,
  dialLabel: ({ kind }: StepContext): string =>
    kind === 'adapter-port' ? 'Dial on the phone at the port' : `Dial on the ${nouns[kind].endpoint}`,
  typeLabel: 'Type on the sign-in page',
  urlMissing: 'Start the gateway on this laptop first: its URL is shown here.',
  expectTitle: 'What to expect',
  longerThanUsual: 'Longer than usual',
  numberOnDisplay: ({ kind }: StepContext): string => `The ${nouns[kind].endpoint} shows its number.`,
  deviceSays: (kind: Endpoint['kind']): string => `${capital(nouns[kind].device)} says`,
}
