/** Words of the gateway: its log and its state. */
import type { GatewayStatus, HeldFetch } from '../../model/host.ts'
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
  state,
  guard,
  strip,
}
