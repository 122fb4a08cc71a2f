/** What a device is asked next, and whether it is the one that was there before. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Manners } from './profiles.ts'

/** The laptop's own table of neighbours: reading it asks the device nothing. */
export const neighbourProbe = 'arp'

/** Whether another protocol could add to what is known. An identity that is a guess is worth another question. */
export function isEnough(identity: Identity, wanted: Manners['wanted']): boolean {
  return identity.level === 'exact' && wanted.every((fact) => identity[fact] !== null)
}

/**
 * Where the next question goes, as a position in `names`; null when nothing is worth asking. A device is asked one question at
 * least: what was remembered of it is no evidence that it is there now.
 */
export function nextQuestion(
  names: readonly string[],
  asked: ReadonlySet<number>,
  identity: Identity,
  { wanted }: Pick<Manners, 'wanted'>,
): number | null {
  if (asked.size > 0 && isEnough(identity, wanted)) return null
  const next = names.findIndex((_name, position) => !asked.has(position))
  return next < 0 ? null : next
}

/**
 * Whether the page over TLS was seen with the plain one: on the port they share, or where the plain one led. Who asks for the plain
 * one first gives it back alone, for a name that SIP tells is cheaper than a handshake.
 */
export const isSecurePageSeen = (ports: Ports, sightings: readonly Sighting[]): boolean =>
  ports.https === ports.http ||
  sightings.some(({ protocol, port }) => port === ports.https && /^(?:http|tls|x509)\./.test(protocol))

/** What a device says the same way each time; cookies, pages and dates are not among it. */
const steady: Readonly<Record<string, readonly string[]>> = {
  sip: ['sip.user_agent', 'sip.server'],
  snmp: ['snmp.sysdescr', 'snmp.sysobjectid', 'snmp.sysname'],
  http: ['http.server', 'http.title', 'http.www_authenticate'],
}
/** Cheapest first: a datagram, a datagram with more in it, a connection. */
const cheapest = ['sip', 'snmp', 'http'] as const

/** The cheapest question that a device answered before with something that tells it from others; null for none. */
export function cheapestQuestion(sightings: readonly Sighting[]): string | null {
  return cheapest.find((name) => fingerprint(name, sightings) !== '') ?? null
}

/** What a device said to one question; a nonce in a challenge is another one each time. */
export function fingerprint(name: string, sightings: readonly Sighting[]): string {
  const protocols = steady[name] ?? []
  const said = sightings
    .filter(({ protocol }) => protocols.includes(protocol))
    .map(({ protocol, raw }) => `${protocol} ${raw.replaceAll(/\b(?:c?nonce|opaque)="?[^",]*"?/gi, '')}`)
  return [...new Set(said)].toSorted().join('\n')
}

export const macIn = (sightings: readonly Sighting[]): string | null =>
  sightings.find(({ protocol }) => protocol === 'arp.mac')?.raw ?? null

/** Whether somebody at the address said something; the laptop's own table of neighbours is no answer. */
export const isAnswer = ({ protocol }: Sighting): boolean => protocol !== 'arp.mac'
