/**
 * Reads one HTTP response as old devices send it (RFC 9112, leniently): bare line feeds, a status without a reason, header names in any
 * case, folded lines, no headers at all, a missing or wrong length, chunks split anywhere. A response that breaks off gives what was
 * read of it. Pure; memory is bounded by `longestHead` and `longestBody`.
 *
 *   HTTP/1.0 401 Unauthorized
 *   Server: snom embedded
 *   Www-Authenticate: Basic REALM="snom"
 */
import { gunzipSync, inflateSync, constants as zlib } from 'node:zlib'
import { createChunkBuffer } from './chunk-buffer.ts'
import { type ChunkedBody, createChunkedBody } from './chunked-body.ts'
import { fieldsIn, textOf } from './header-fields.ts'

/** Limits of what is kept, octets. Ours: the first page of a phone has a few thousand. */
export const longestHead = 32_768
export const longestBody = 65_536
/** Most interim responses (RFC 9110, 15.2) that are skipped. */
const mostInterim = 4
/** Most octets that a compressed body may unpack to. */
const longestUnpacked = 1_048_576

export interface Reply {
  readonly status: number
  /** Names in lower case, values in order of arrival. */
  readonly headers: readonly (readonly [string, string])[]
  /** Decompressed, at most `longestBody` octets. */
  readonly body: Buffer
  /** Whether the response ended as its headers said: only then can the connection carry another request. */
  readonly whole: boolean
  readonly keepsOpen: boolean
}

export const headersOf = (reply: Reply, name: string): string[] =>
  reply.headers.flatMap(([key, value]) => (key === name ? [value] : []))

export interface ReplyReader {
  /** Takes octets; true when the response is complete, or its limits are reached. */
  push(octets: Buffer): boolean
  /** The octets cannot be the beginning of a response. */
  readonly hopeless: boolean
  /** The response so far; null when there is none. */
  reply(): Reply | null
}

interface Head {
  readonly version: string
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  /** Octets, with the empty line. */
  readonly length: number
}

export function createReplyReader(): ReplyReader {
  const held = createChunkBuffer()
  const body = createBody()
  let head: Head | null = null
  let interim = 0
  let hopeless = false

  /** Reads heads from what is held, skipping interim responses; true when nothing more is expected. */
  const takeHead = (before: number): boolean => {
    let rest = held.whole()
    rest = rest.subarray(skipBlank(rest))
    let searched = Math.max(0, before - 3)
    while (head === null) {
      const found = headIn(rest, searched)
      if (found === 'none') {
        hopeless = true
        return true
      }
      if (found === 'more') {
        held.replace(rest)
        return rest.length >= longestHead
      }
      rest = rest.subarray(found.length)
      searched = 0
      if (found.status >= 100 && found.status < 200 && found.status !== 101 && interim++ < mostInterim)
        continue
      head = found
    }
    held.replace(Buffer.alloc(0))
    return body.take(head, rest)
  }

  return {
    push(octets) {
      if (head !== null) return body.take(head, octets)
      const before = held.length
      held.add(octets)
      // a head ends with a line feed; without a new one there is nothing to search
      if (before >= 16 && held.length < longestHead && !octets.includes(0x0a)) return false
      return takeHead(before)
    },
    get hopeless() {
      return hopeless
    },
    reply() {
      const found = head ?? brokenOff(held.whole())
      if (found === null) return null
      return {
        status: found.status,
        headers: found.headers,
        body: unpacked(body.octets(), found),
        whole: body.whole,
        keepsOpen: body.whole && keepsOpen(found),
      }
    },
  }
}

/** The body of one response, as its head frames it. */
interface Body {
  /** True when the body is complete, or its limit is reached. */
  take(head: Head, octets: Buffer): boolean
  readonly whole: boolean
  octets(): Buffer
}

function createBody(): Body {
  const chunks: ChunkedBody = createChunkedBody()
  const parts: Buffer[] = []
  let length = 0
  let whole = false
  const keep = (octets: Buffer): void => {
    const room = longestBody - length
    if (room <= 0) return
    parts.push(octets.subarray(0, room))
    length += Math.min(octets.length, room)
  }
  return {
    take(head, octets) {
      if (hasNoBody(head)) {
        whole = true
        return true
      }
      if (isChunked(head)) {
        for (const part of chunks.push(octets)) keep(part)
        whole = chunks.ended
        return whole || chunks.broken || length >= longestBody
      }
      keep(octets)
      const declared = lengthOf(head)
      if (declared !== null && length >= Math.min(declared, longestBody)) {
        whole = length >= declared
        return true
      }
      return length >= longestBody
    },
    get whole() {
      return whole
    },
    octets: () => Buffer.concat(parts),
  }
}

/** `HTTP/1.1 200 OK`, `HTTP/1.0 401`, `HTTP 200`, `http/1.1  302 Found` */
const statusLine = /^HTTP(?:\/(\d(?:\.\d)?))?[ \t]+(\d{3})(?!\d)/i
/** A page without a head, as HTTP/0.9 servers send it. */
const barePage = /^<(?:!doctype|html|head|\?xml|title|meta)/i

/** A head; `more` while it may still become one; `none` when it cannot. Its end is not before `searched`. */
function headIn(octets: Buffer, searched: number): Head | 'more' | 'none' {
  const start = skipBlank(octets)
  const first = octets.toString('latin1', start, start + 16)
  if (barePage.test(first)) return { version: '0.9', status: 200, headers: [], length: start }
  if (first.length < 16 && /^(?:$|<|HTTP|H(?:TT?)?$)/i.test(first)) return 'more'
  if (!/^HTTP[/ \t]/i.test(first)) return 'none'
  const end = endOfHead(octets, Math.max(start, searched))
  if (end === null) return octets.length > longestHead ? headOf(octets, start, longestHead) : 'more'
  return headOf(octets, start, end)
}

function headOf(octets: Buffer, start: number, end: number): Head | 'none' {
  const lines = textOf(octets.subarray(start, end)).split(/\r?\n/)
  const match = statusLine.exec(lines[0] ?? '')
  if (match === null) return 'none'
  return {
    version: match[1] ?? '1.0',
    status: Number(match[2]),
    headers: fieldsIn(lines.slice(1)),
    length: end,
  }
}

/** The complete lines of a head that never ended. */
function brokenOff(octets: Buffer): Head | null {
  const start = skipBlank(octets)
  const last = octets.lastIndexOf(0x0a)
  if (last < start) return null
  const head = headOf(octets, start, last)
  return head === 'none' ? null : head
}

function skipBlank(octets: Buffer): number {
  let at = 0
  while (at < octets.length && (octets[at] === 0x0d || octets[at] === 0x0a)) at++
  return at
}

/** Position behind the first empty line, with CRLF or LF. */
function endOfHead(octets: Buffer, start: number): number | null {
  for (let at = octets.indexOf(0x0a, start); at >= 0 && at < longestHead; at = octets.indexOf(0x0a, at + 1)) {
    if (octets[at + 1] === 0x0a) return at + 2
    if (octets[at + 1] === 0x0d && octets[at + 2] === 0x0a) return at + 3
  }
  return null
}

const field = (head: Head, name: string): string | undefined =>
  head.headers.find(([key]) => key === name)?.[1]

const hasNoBody = ({ status }: Head): boolean => status < 200 || status === 204 || status === 304

const isChunked = (head: Head): boolean => /\bchunked\b/i.test(field(head, 'transfer-encoding') ?? '')

function lengthOf(head: Head): number | null {
  const text = field(head, 'content-length')
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function keepsOpen(head: Head): boolean {
  const declared = field(head, 'connection') ?? ''
  return head.version === '1.1' ? !/\bclose\b/i.test(declared) : /\bkeep-alive\b/i.test(declared)
}

/** Some devices store their pages compressed and ignore Accept-Encoding. A truncated body is unpacked as far as it goes. */
function unpacked(body: Buffer, head: Head): Buffer {
  const coding = field(head, 'content-encoding')?.toLowerCase() ?? ''
  const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: longestUnpacked }
  try {
    if (/\bx?-?gzip\b/.test(coding)) return gunzipSync(body, options).subarray(0, longestBody)
    if (/\bdeflate\b/.test(coding)) return inflateSync(body, options).subarray(0, longestBody)
  } catch {
    return Buffer.alloc(0)
  }
  return body
}
