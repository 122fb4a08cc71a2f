/**
 * The voicemail: a SIP user agent of its own, which the core calls like a device, so that its calls are held, transferred and ended like other
 * calls. It accepts calls from the core only.
 */
import { randomBytes } from 'node:crypto'
import {
  type Binding,
  createSipUserAgent,
  dialogIdOfRequest,
  hasTag,
  type IncomingRequest,
  parseSipUri,
  type SipUserAgent,
} from '../../sip/index.ts'
import { begin, receive, type VoicemailParts, type VoicemailState } from './voicemail-call.ts'

export interface Voicemail extends AsyncDisposable {
  /** The contact that takes a message for a number. */
  deposit(number: string): Binding
  /** The contact that plays the messages of a number to its user. */
  owner(number: string): Binding
}

/** @throws PunchdownError address-not-here */
export async function openVoicemail(parts: VoicemailParts): Promise<Voicemail> {
  let opened: SipUserAgent | null = null
  const state: VoicemailState = {
    ...parts,
    calls: new Map(),
    userAgent() {
      if (opened === null) throw new Error('the voicemail is closed')
      return opened
    },
  }
  const secret = randomBytes(12).toString('hex')
  const { address } = parts
  const userAgent = await createSipUserAgent({
    ...{ address, port: 0, log: parts.log },
    handler: (incoming) => handle(state, secret, incoming),
  })
  opened = userAgent
  const contactFor = (kind: 'deposit' | 'owner', number: string): Binding => ({
    aor: number,
    contact: `sip:${kind}.${secret}.${number}@${address}:${userAgent.port}`,
    flow: { transport: 'udp', address, port: userAgent.port },
    ...{ callId: '', cseq: 0, expiresAt: Number.POSITIVE_INFINITY, userAgent: '' },
    ...{ instance: null, regId: null, q: 1, path: [] },
  })
  return {
    deposit: (number) => contactFor('deposit', number),
    owner: (number) => contactFor('owner', number),
    async [Symbol.asyncDispose]() {
      await Promise.all([...state.calls.values()].map(({ audio }) => audio[Symbol.asyncDispose]()))
      state.calls.clear()
      await userAgent[Symbol.asyncDispose]()
    },
  }
}

async function handle(state: VoicemailState, secret: string, incoming: IncomingRequest): Promise<void> {
  const { request, flow, respond } = incoming
  if (flow.address !== state.address || flow.port !== state.corePort) {
    respond(403)
    return
  }
  if (hasTag(request.headers.get('To') ?? '')) {
    const call = state.calls.get(dialogIdOfRequest(request) ?? '')
    if (call === undefined) respond(481)
    else receive(state, call, incoming)
    return
  }
  const [kind, given, number = ''] = parseSipUri(request.uri).user.split('.')
  if (request.method !== 'INVITE' || given !== secret || (kind !== 'deposit' && kind !== 'owner')) {
    respond(404)
    return
  }
  await begin(state, incoming, kind, number)
}
