/**
 * Reads the head of a SIP message leniently (RFC 3261, 7): malformed lines are skipped, nothing throws. The gateway has a strict reader of
 * its own, because it answers. Pure.
 *
 *   SIP/2.0 200 OK
 *   Via: SIP/2.0/UDP 192.168.1.5:53211;branch=z9hG4bK1f;rport=53211
 *   i: 5f0c@192.168.1.5
 *   user-agent : Yealink SIP-T46U
 *    108.86.0.75
 */

import { createChunkBuffer } from '../../protocols/http/chunk-buffer.ts'
import { fieldsIn, textOf } from '../../protocols/http/header-fields.ts'

/** Longest head, octets. Ours: a phone's has under a thousand. */
const longestSipHead = 16_384

export interface SipHead {
  /** Null in a request. */
  readonly status: number | null
  /** Null in an answer. */
  readonly request: { readonly method: string; readonly uri: string } | null
  /** Full names in lower case, unfolded values in order of arrival. */
  readonly headers: readonly (readonly [string, string])[]
  /** Octets up to the body. */
  readonly length: number
}

/** RFC 3261, 7.3.3; `o` of RFC 6665. */
const compact: ReadonlyMap<string, string> = new Map([
  ['v', 'via'],
  ['f', 'from'],
  ['t', 'to'],
  ['i', 'call-id'],
  ['m', 'contact'],
  ['l', 'content-length'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['s', 'subject'],
  ['k', 'supported'],
  ['o', 'event'],
])

export const sipHeader = (head: SipHead, name: string): string | undefined =>
  head.headers.find(([key]) => key === name)?.[1]

/**
 * The head at the start of octets, behind empty lines (RFC 3261, 7.5); null without a head. `whole`: nothing more follows, so that the
 * empty line behind the head may be missing.
 */
export function sipHeadIn(octets: Buffer, whole: boolean): SipHead | null {
  let start = 0
  while (octets[start] === 0x0d || octets[start] === 0x0a) start++
  const end = endOfHead(octets, start)
  if (end === null && !whole) return null
  const length = Math.min(end ?? octets.length, start + longestSipHead)
  const [first = '', ...rest] = textOf(octets.subarray(start, length)).split(/\r?\n/)
  const status = /^SIP\/2\.0[ \t]+([1-6]\d\d)(?!\d)/i.exec(first)?.[1]
  const request = /^([A-Z]{1,32})[ \t]+(\S{1,1024})[ \t]+SIP\/2\.0[ \t]*$/.exec(first)
  if (status === undefined && request === null) return null
  return {
    status: status === undefined ? null : Number(status),
    request: request === null ? null : { method: request[1] ?? '', uri: request[2] ?? '' },
    headers: headersIn(rest),
    length,
  }
}

function endOfHead(octets: Buffer, start: number): number | null {
  for (let at = octets.indexOf(0x0a, start); at >= 0 && at < start + longestSipHead; ) {
    if (octets[at + 1] === 0x0a) return at + 2
    if (octets[at + 1] === 0x0d && octets[at + 2] === 0x0a) return at + 3
    at = octets.indexOf(0x0a, at + 1)
  }
  return null
}

const headersIn = (lines: readonly string[]): (readonly [string, string])[] =>
  fieldsIn(lines).map(([name, value]) => [compact.get(name) ?? name, value])

/** Values that a response must return to match one request. */
export interface Asked {
  readonly callId: string
  readonly cseq: number
  readonly method: string
  readonly branch: string
}

/**
 * Whether a message is the response to a request, by Call-ID, CSeq and the branch of the topmost Via (RFC 3261, 17.1.3 and 8.1.3.3). An echo
 * of the request is not a response.
 */
export function isAnswerTo(head: SipHead, asked: Asked): boolean {
  if (head.status === null || sipHeader(head, 'call-id') !== asked.callId) return false
  const [number, method] = (sipHeader(head, 'cseq') ?? '').split(/[ \t]+/)
  if (Number(number) !== asked.cseq || method?.toUpperCase() !== asked.method) return false
  // some phones change the letter case of the branch
  return branchOf(sipHeader(head, 'via') ?? '')?.toLowerCase() === asked.branch.toLowerCase()
}

// SIP/2.0/UDP 192.168.1.5:53211;branch=z9hG4bK1f;rport=53211, SIP/2.0/UDP 10.0.0.1
function branchOf(via: string): string | null {
  const topmost = via.split(',', 1)[0] ?? ''
  return /;[ \t]*branch[ \t]*=[ \t]*([^;,\s]{1,256})/i.exec(topmost)?.[1] ?? null
}

/** Octets from the first one on that is no line end: peers send line ends between messages as keep-alives (RFC 5626, 4.4.1). */
function withoutLineEnds(octets: Buffer): Buffer {
  let at = 0
  while (octets[at] === 0x0d || octets[at] === 0x0a) at++
  return octets.subarray(at)
}

/** Splits a stream into messages by Content-Length (RFC 3261, 18.3); ends at anything else. */
export function createSipStream(): { push(octets: Buffer): readonly SipHead[]; readonly ended: boolean } {
  const held = createChunkBuffer()
  let skip = 0
  let ended = false
  return {
    push(octets) {
      const heads: SipHead[] = []
      const over = Math.min(skip, octets.length)
      skip -= over
      const before = held.length
      held.add(octets.subarray(over))
      // a head ends with a line feed
      if (before >= 64 && held.length <= longestSipHead && !octets.includes(0x0a)) return heads
      let rest = withoutLineEnds(held.whole())
      while (!ended && skip === 0 && rest.length > 0) {
        const head = sipHeadIn(rest, rest.length > longestSipHead)
        if (head === null) {
          // not the start of a message: no letter first, or a complete line of another form
          const begin = rest.toString('latin1', 0, 64)
          ended =
            rest.length > longestSipHead ||
            !/^[A-Z]/i.test(begin) ||
            /^(?!SIP\/|[A-Z]{1,32} )[^\n]*\n/i.test(begin)
          break
        }
        heads.push(head)
        const length = Number(/^\d{1,6}$/.exec(sipHeader(head, 'content-length') ?? '')?.[0] ?? 0)
        const behind = rest.subarray(head.length)
        rest = withoutLineEnds(behind.subarray(length))
        skip = Math.max(0, length - behind.length)
      }
      held.replace(rest)
      return heads
    },
    get ended() {
      return ended
    },
  }
}
