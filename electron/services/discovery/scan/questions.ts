/** Chooses the next question for a device, and decides whether a device is the one of the last scan. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import type { ProfileLimits } from './profiles.ts'

/** Reads the laptop's own ARP table; sends nothing to the device. */
export const arpProbe = 'arp'

/** Whether no further question is needed: the identity is exact and has every wanted fact. */
export function isEnough(identity: Identity, wanted: ProfileLimits['wanted']): boolean {
  return identity.level === 'exact' && wanted.every((fact) => identity[fact] !== null)
}

/**
 * Position in `names` of the next question; null when none is needed. Every device is asked at least one question, because remembered
 * answers do not prove that it is still there.
 */
export function nextQuestion(
  names: readonly string[],
  asked: ReadonlySet<number>,
  identity: Identity,
  { wanted }: Pick<ProfileLimits, 'wanted'>,
): number | null {
  if (asked.size > 0 && isEnough(identity, wanted)) return null
  const next = names.findIndex((_name, position) => !asked.has(position))
  return next < 0 ? null : next
}

/**
 * Whether the HTTPS page was already read with the HTTP one: on a shared port, or after a redirect. Otherwise the HTTPS page is asked
 * for later, because a name from SIP is cheaper than a TLS handshake.
 */
export const isSecurePageSeen = (ports: Ports, sightings: readonly Sighting[]): boolean =>
  ports.https === ports.http ||
  sightings.some(({ protocol, port }) => port === ports.https && /^(?:http|tls|x509)\./.test(protocol))

/** Answers of each probe that do not change from one request to the next; cookies, pages and dates do. */
const stable: ReadonlyMap<string, readonly string[]> = new Map([
  ['sip', ['sip.user_agent', 'sip.server']],
  ['snmp', ['snmp.sysdescr', 'snmp.sysobjectid', 'snmp.sysname']],
  ['http', ['http.server', 'http.title', 'http.www_authenticate']],
])
/** Cheapest first: one datagram, a larger datagram, a connection. */
const cheapest = ['sip', 'snmp', 'http'] as const

/** The cheapest question whose answer identified the device before; null without one. */
export function cheapestQuestion(sightings: readonly Sighting[]): string | null {
  return cheapest.find((name) => fingerprint(name, sightings) !== '') ?? null
}

/** Stable text of the answers to one question, without the nonce of a challenge. */
export function fingerprint(name: string, sightings: readonly Sighting[]): string {
  const protocols = stable.get(name) ?? []
  const texts = sightings
    .filter(({ protocol }) => protocols.includes(protocol))
    .map(({ protocol, raw }) => `${protocol} ${raw.replaceAll(/\b(?:c?nonce|opaque)="?[^",]*"?/gi, '')}`)
  return [...new Set(texts)].toSorted().join('\n')
}

export const macIn = (sightings: readonly Sighting[]): string | null =>
  sightings.find(({ protocol }) => protocol === 'arp.mac')?.raw ?? null

/** Whether a sighting is an answer of the device; an entry of the laptop's ARP table is not. */
export const isAnswer = ({ protocol }: Sighting): boolean => protocol !== 'arp.mac'
