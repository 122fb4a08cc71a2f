/** One call to the voicemail: its dialog, its audio and its script. */
import { randomBytes } from 'node:crypto'
import { toProblem } from '#shared/errors.ts'
import {
  type AudioPort,
  answerTo,
  type G711,
  offerFrom,
  openAudioPort,
  type RemoteAudio,
  readAudio,
  transcode,
} from '../../media/index.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import {
  type Dialog,
  dialogId,
  dialogOfServer,
  type IncomingRequest,
  parseNameAddress,
  parseSipUri,
  receiveWithin,
  requestWithin,
  type SipUserAgent,
} from '../../sip/index.ts'
import { keyOfInfo } from './info-key.ts'
import type { Mailboxes } from './mailboxes.ts'
import { promptOctets } from './prompts.ts'
import {
  type Script,
  type ScriptEffect,
  type ScriptInput,
  type StoreEffect,
  script,
  startDeposit,
  startOwner,
} from './script.ts'

export interface VoicemailParts {
  readonly address: string
  /** Port of the core's user agent. */
  readonly corePort: number
  readonly mailboxes: Mailboxes
  readonly timing: Timing
  /** Limit of a recording. */
  readonly mostSeconds: number
  readonly log: Pick<Log, 'write'>
}

export interface VoicemailState extends VoicemailParts {
  readonly userAgent: () => SipUserAgent
  /** By dialog id. */
  readonly calls: Map<string, VoicemailCall>
}

export interface VoicemailCall {
  readonly kind: 'deposit' | 'owner'
  readonly number: string
  /** Address of record of the caller. */
  readonly from: string
  readonly audio: AudioPort
  codec: G711
  dialog: Dialog | null
  script: Script | null
  cancelKeyWait: (() => void) | null
}

const octetsPerSecond = 8_000
/** Shorter recordings are not stored. Ours. */
const leastSeconds = 1
/** Wait for a key. Ours. */
const keyWaitMs = 10_000

/** Answers the INVITE; 488 when it offers no G.711 over plain RTP. */
export async function begin(
  state: VoicemailState,
  incoming: IncomingRequest,
  kind: VoicemailCall['kind'],
  number: string,
): Promise<void> {
  const { request } = incoming
  const { uri } = parseNameAddress(request.headers.get('From') ?? '')
  const { user, host } = parseSipUri(uri)
  const { address, timing } = state
  const audio = await openAudioPort({
    ...{ address, timing, random: () => randomBytes(4).readUInt32BE(0) },
    onKey: (key) => input(state, call, { fact: 'key', key }),
  })
  const call: VoicemailCall = {
    ...{ kind, number, from: `${user}@${host}`, audio, codec: 'PCMU' },
    ...{ dialog: null, script: null, cancelKeyWait: null },
  }
  if (incoming.cancelled.aborted || !answer(state, call, incoming)) await audio[Symbol.asyncDispose]()
}

/** Answers an INVITE, re-INVITE or UPDATE with an offer; false after 488. */
function answer(state: VoicemailState, call: VoicemailCall, incoming: IncomingRequest): boolean {
  const { request, respond } = incoming
  const userAgent = state.userAgent()
  const here = { address: state.address, port: call.audio.port }
  const offer = request.body.toString('latin1')
  const remote = offer === '' ? null : readAudio(offer)
  if (offer !== '' && remote === null) {
    respond(488, { headers: { Warning: '399 punchdown "the voicemail takes G.711 over plain RTP"' } })
    return false
  }
  if (remote !== null) connect(call, remote)
  const response = respond(200, {
    headers: { Contact: `<sip:voicemail@${userAgent.address}:${userAgent.port}>` },
    body: Buffer.from(remote === null ? offerFrom(here) : answerTo(offer, remote, here), 'latin1'),
    contentType: 'application/sdp',
    onAcknowledged(ack) {
      const answered = ack === null || remote !== null ? null : readAudio(ack.body.toString('latin1'))
      if (answered !== null) connect(call, answered)
      if (ack === null) end(state, call)
      else start(state, call)
    },
  })
  if (call.dialog === null) {
    call.dialog = dialogOfServer(request, response)
    if (call.dialog !== null) state.calls.set(dialogId(call.dialog), call)
  }
  return true
}

function connect(call: VoicemailCall, remote: RemoteAudio): void {
  // a recording keeps the codec that it began with
  if (call.script === null) call.codec = remote.codec
  call.audio.connect({ ...remote, codec: call.codec })
}

/** A request of the core within the dialog. */
export function receive(state: VoicemailState, call: VoicemailCall, incoming: IncomingRequest): void {
  const { request, respond } = incoming
  const received = call.dialog === null ? null : receiveWithin(call.dialog, request)
  if (received !== null && 'refused' in received) {
    respond(received.refused)
    return
  }
  if (received !== null) call.dialog = received.dialog
  switch (request.method) {
    case 'BYE':
      respond(200)
      end(state, call)
      return
    case 'INVITE':
      answer(state, call, incoming)
      return
    case 'UPDATE':
      if (request.body.length === 0) respond(200)
      else answer(state, call, incoming)
      return
    case 'INFO': {
      respond(200)
      const key = keyOfInfo(request)
      if (key !== null) input(state, call, { fact: 'key', key })
      return
    }
    case 'OPTIONS':
      respond(200)
      return
    default:
      respond(501)
  }
}

function start(state: VoicemailState, call: VoicemailCall): void {
  if (call.script !== null) return
  const { number } = call
  const step =
    call.kind === 'deposit'
      ? startDeposit()
      : startOwner(state.mailboxes.messages(number).map(({ id }) => id))
  call.script = step.script
  for (const effect of step.effects) perform(state, call, effect)
}

function input(state: VoicemailState, call: VoicemailCall, fact: ScriptInput): void {
  if (call.script === null) return
  if (fact.fact === 'key') call.cancelKeyWait?.()
  const step = script(call.script, fact)
  call.script = step.script
  for (const effect of step.effects) perform(state, call, effect)
}

function perform(state: VoicemailState, call: VoicemailCall, effect: ScriptEffect): void {
  const { mailboxes, timing, mostSeconds } = state
  const { audio, number, codec } = call
  const onPlayed = (): void => input(state, call, { fact: 'played' })
  switch (effect.do) {
    case 'play': {
      const own = effect.prompt === 'greeting' ? mailboxes.greeting(number) : null
      const octets = own === null ? null : transcode(own.octets, own.codec, codec)
      audio.play(octets ?? promptOctets(effect.prompt, codec), onPlayed)
      return
    }
    case 'play-message': {
      const message = mailboxes.audio(effect.id)
      audio.play(
        message === null ? Buffer.alloc(0) : transcode(message.octets, message.codec, codec),
        onPlayed,
      )
      return
    }
    case 'record':
      audio.record(mostSeconds * octetsPerSecond, () => input(state, call, { fact: 'full' }))
      return
    case 'wait-for-key':
      call.cancelKeyWait = timing.after(keyWaitMs, () => input(state, call, { fact: 'no-key' }))
      return
    case 'hang-up':
      hangUp(state, call)
      return
    default:
      stored(state, () => store(state, call, effect))
  }
}

/** @throws PunchdownError disk-full */
function store(
  { mailboxes }: VoicemailState,
  { audio, number, from, codec }: VoicemailCall,
  effect: StoreEffect,
): void {
  if (effect.do === 'save') mailboxes.save(effect.id)
  else if (effect.do === 'delete') mailboxes.remove(effect.id)
  else {
    const octets = audio.takeRecording()
    if (octets.length < leastSeconds * octetsPerSecond) return
    if (effect.do === 'store-message') mailboxes.add(number, from, { codec, octets })
    else mailboxes.setGreeting(number, { codec, octets })
  }
}

function stored({ log }: VoicemailState, write: () => void): void {
  try {
    write()
  } catch (error) {
    log.write('gateway.voicemail.not-stored', { problem: toProblem(error).code })
  }
}

function end(state: VoicemailState, call: VoicemailCall): void {
  if (call.dialog !== null) state.calls.delete(dialogId(call.dialog))
  input(state, call, { fact: 'hung-up' })
  call.cancelKeyWait?.()
  void call.audio[Symbol.asyncDispose]()
}

function hangUp(state: VoicemailState, call: VoicemailCall): void {
  if (call.dialog === null) return
  const userAgent = state.userAgent()
  const { dialog, request } = requestWithin(call.dialog, 'BYE')
  const flow = { transport: 'udp', address: state.address, port: state.corePort } as const
  const bye = userAgent.newRequest('BYE', request.uri, {
    ...{ from: dialog.local, to: dialog.remote, callId: dialog.callId, cseq: dialog.localSeq, flow },
  })
  end(state, call)
  userAgent.send(bye, flow).catch(() => undefined)
}
