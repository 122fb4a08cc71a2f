/** Route sets (RFC 3261 §12.1, §12.2.1.1, §16.12). */
import { SipHeaders } from '../message/headers.ts'
import type { SipMessage } from '../message/message.ts'
import { readNameAddress } from '../message/name-address.ts'
import { readSipUri } from '../message/uri.ts'

/** The Record-Route values of a request, in order (§12.1.1). */
export const routeSetOfServer = ({ headers }: SipMessage): readonly string[] => headers.all('Record-Route')

/** The Record-Route values of a response, in reverse order (§12.1.2). */
export const routeSetOfClient = ({ headers }: SipMessage): readonly string[] =>
  headers.all('Record-Route').reverse()

/** The URI of a message's Contact, which is the remote target; null without one, or with a malformed one. */
export const contactOf = ({ headers }: Pick<SipMessage, 'headers'>): string | null =>
  readNameAddress(headers.get('Contact') ?? '')?.uri ?? null

export interface Routed {
  readonly uri: string
  readonly headers: SipHeaders
}

/**
 * Request-URI and Route of a request within a dialog (§12.2.1.1). A first route without `lr` is a strict router of RFC 2543: it becomes the
 * Request-URI, and the remote target the last Route.
 */
export function routed(remoteTarget: string, routeSet: readonly string[]): Routed {
  const headers = new SipHeaders()
  const [first, ...others] = routeSet
  const firstUri = first === undefined ? null : (readNameAddress(first)?.uri ?? null)
  if (firstUri === null || readSipUri(firstUri)?.params.has('lr') === true) {
    for (const route of routeSet) headers.append('Route', route)
    return { uri: remoteTarget, headers }
  }
  for (const route of [...others, `<${remoteTarget}>`]) headers.append('Route', route)
  return { uri: firstUri, headers }
}
