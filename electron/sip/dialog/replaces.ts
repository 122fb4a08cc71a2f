/** The Replaces header (RFC 3891 §6.1): the dialog that a new INVITE takes the place of, as the receiver of that INVITE knows it. */
import type { SipRequest } from '../message/message.ts'
import { readNameAddress } from '../message/name-address.ts'
import { readParameters } from '../message/parameters.ts'
import { readSipUri, uriHeader } from '../message/uri.ts'
import type { DialogId } from './dialog.ts'

export interface Replaces {
  readonly dialog: DialogId
  /** The dialog must be early. */
  readonly earlyOnly: boolean
}

/** `425928@192.0.2.7;to-tag=7743;from-tag=6472;early-only`; null for other syntax. */
export function readReplaces(text: string): Replaces | null {
  const semicolon = text.indexOf(';')
  const callId = text.slice(0, Math.max(semicolon, 0)).trim()
  const params = semicolon === -1 ? null : (readParameters(text, semicolon)?.params ?? null)
  const [local, remote] = [params?.get('to-tag'), params?.get('from-tag')]
  if (callId === '' || params === null || !local || !remote) return null
  return { dialog: `${callId} ${local} ${remote}`, earlyOnly: params.has('early-only') }
}

/** `Refer-To: <sip:c@192.0.2.9?Replaces=425928%40192.0.2.7%3Bto-tag%3D7743%3Bfrom-tag%3D6472>` (RFC 5589 §7.3); null without one. */
export function replacesOfRefer({ headers }: Pick<SipRequest, 'headers'>): Replaces | null {
  const target = readNameAddress(headers.get('Refer-To') ?? '')
  const uri = target === null ? null : readSipUri(target.uri)
  const value = uri === null ? null : uriHeader(uri, 'replaces')
  return value === null ? null : readReplaces(value)
}
