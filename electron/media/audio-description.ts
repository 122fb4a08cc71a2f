/** Session descriptions (RFC 8866) of an end that speaks G.711 and telephone events over plain RTP. */
import type { G711 } from './g711.ts'

export interface RemoteAudio {
  readonly address: string
  /** 0 while the peer receives nothing. */
  readonly port: number
  readonly codec: G711
  /** Payload type of telephone events; null without. */
  readonly eventType: number | null
}

interface Place {
  readonly address: string
  readonly port: number
}

const payloadTypes: Readonly<Record<G711, number>> = { PCMU: 0, PCMA: 8 }
export const payloadTypeOf = (codec: G711): number => payloadTypes[codec]

const offeredEventType = 101

/**
 * The first audio stream that can be answered:
 *
 *   c=IN IP4 192.0.2.7
 *   m=audio 49170 RTP/AVP 8 0 101
 *   a=rtpmap:101 telephone-event/8000
 *
 * Null when there is none: other codecs only, or encrypted media (RTP/SAVP).
 */
export function readAudio(description: string): (RemoteAudio & { readonly stream: number }) | null {
  const [head, ...streams] = sections(description)
  for (const [stream, lines] of streams.entries()) {
    const [kind, port = '', profile, ...formats] = (lines[0] ?? '').slice(2).split(' ')
    if (kind !== 'audio' || profile !== 'RTP/AVP' || !/^\d{1,5}$/.test(port)) continue
    const codec = formats.map((each) => (each === '0' ? 'PCMU' : each === '8' ? 'PCMA' : null)).find(Boolean)
    const address = connectionOf(lines) ?? connectionOf(head ?? [])
    if (codec === undefined || codec === null || address === null || Number(port) > 65_535) continue
    const event = lines
      .map((line) => /^a=rtpmap:(\d{1,3}) telephone-event\/8000/i.exec(line)?.[1])
      .find(Boolean)
    const isHeld = address === '0.0.0.0'
    const eventType = event === undefined ? null : Number(event)
    return { stream, address, port: isHeld ? 0 : Number(port), codec, eventType }
  }
  return null
}

/** Lines before the first `m=`, then those of each stream. */
function sections(description: string): string[][] {
  const found: string[][] = [[]]
  for (const line of description.split(/\r?\n/)) {
    if (line.startsWith('m=')) found.push([])
    found.at(-1)?.push(line)
  }
  return found
}

function connectionOf(lines: readonly string[]): string | null {
  const text = lines.find((line) => line.startsWith('c=IN IP4 '))?.slice('c=IN IP4 '.length) ?? ''
  return /^\d{1,3}(?:\.\d{1,3}){3}/.exec(text)?.[0] ?? null
}

/** RFC 3264 §6: answers one stream and rejects the others. */
export function answerTo(
  offer: string,
  { stream, codec, eventType }: RemoteAudio & { readonly stream: number },
  here: Place,
): string {
  const [, ...streams] = sections(offer)
  const lines = streams.flatMap(([first = ''], at) => {
    if (at === stream) return audioLines(here.port, [codec], eventType)
    const [kind, , ...others] = first.split(' ')
    return [`${kind} 0 ${others.join(' ')}`]
  })
  return described(here, lines)
}

export const offerFrom = (here: Place): string =>
  described(here, audioLines(here.port, ['PCMU', 'PCMA'], offeredEventType))

function audioLines(port: number, codecs: readonly G711[], eventType: number | null): string[] {
  const types = [...codecs.map(payloadTypeOf), ...(eventType === null ? [] : [eventType])]
  return [
    `m=audio ${port} RTP/AVP ${types.join(' ')}`,
    ...codecs.map((codec) => `a=rtpmap:${payloadTypeOf(codec)} ${codec}/8000`),
    ...(eventType === null ? [] : [`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-15`]),
    ...['a=ptime:20', 'a=sendrecv'],
  ]
}

const described = ({ address }: Place, lines: readonly string[]): string =>
  [...['v=0', `o=punchdown 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', ...lines, '']].join(
    '\r\n',
  )
