/** Words of the gateway: its log and its state. */
import type { Facts } from '../../errors.ts'
import type { GatewayStatus, HeldFetch } from '../../model/host.ts'
import { problemTitle } from './history.ts'
import { counted } from './numbers.ts'

const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'http.fetch': 'Configuration fetched',
    'http.unlisted': 'Fetch by an unknown id',
    'http.sign-in': 'Sign-in page used',
    'http.malformed': 'Malformed HTTP',
    'sip.register': 'Registration',
    'sip.invite': 'Call',
    'sip.check-sync': 'Told to fetch again',
    'sip.malformed': 'Malformed SIP',
    'database.replaced': 'Damaged database moved away',
  }),
)
/** An entry without words is shown by its path. */
const gatewayLogWord = (path: string): string => words.get(path) ?? path

const reasons: ReadonlyMap<Facts[string], string> = new Map([
  ['emergency', 'emergency number'],
  ['domain', 'another domain'],
  ['unknown-user', 'unknown user'],
  ['wrong', 'wrong password'],
])
const accounts: ReadonlyMap<Facts[string], string> = new Map([
  ['temporary', 'temporary account'],
  ['own', 'own account'],
])
const details: readonly (readonly [string, (value: Facts[string], facts: Facts) => string])[] = [
  ['dialled', (value) => `dialled ${value}`],
  ['accepted', (value) => (value === true ? 'code accepted' : 'code refused')],
  ['stage', (value) => `step ${value} of 4`],
  ['account', (value) => accounts.get(value) ?? ''],
  ['status', (value) => `answer ${value}`],
  ['reason', (value) => reasons.get(value) ?? ''],
  ['problem', problemTitle],
  ['method', String],
  ['transport', (value) => String(value).toUpperCase()],
  ['userAgent', String],
  ['times', (value) => `${value} times`],
]

/** Details of an entry of the gateway's log, in words. A fact without words is left out. */
const logDetails = (facts: Facts): string =>
  details
    .flatMap(([name, say]) => {
      const value = Object.hasOwn(facts, name) ? facts[name] : null
      return value === undefined || value === null || value === '' ? [] : [say(value, facts)]
    })
    .filter((text) => text !== '')
    .join(', ')

const state = {
  off: 'Off',
  running: 'On',
  restarting: 'Restarting',
}

/** The gateway's part of the status strip. */
function strip(status: GatewayStatus): string {
  if (status.state === 'off') return 'Gateway off'
  if (status.state === 'restarting') return 'Gateway restarting'
  return `Gateway on ${status.address ?? ''}, ${status.registrations} registered`
}

/** Fetches that wait for the technician, and wrong passwords and codes. */
const guard = {
  title: 'Needs a look',
  held: ({ hardwareId, address, owner, reason, userAgent }: HeldFetch): string =>
    reason === 'other-address'
      ? `${address} asks for the configuration of ${hardwareId}, which was given to ${owner ?? 'another address'}. Allow it if the phone has a new address.`
      : `${address} asks for the configuration of ${hardwareId} and names itself ${userAgent === '' ? 'nothing' : userAgent}. Allow it if it is your device.`,
  allow: 'Allow',
  refuse: 'Refuse',
  guesses: ({ address, wrong, refused }: GatewayStatus['guesses'][number]): string =>
    `${counted(wrong, 'wrong password or code', 'wrong passwords or codes')} from ${address} in the last minute${refused === 0 ? '' : `, and ${refused} more that came too early to be looked at`}.`,
}

export const gateway = {
  logEvent: gatewayLogWord,
  logDetails,
  state,
  guard,
  strip,
}
