/**
 * Reads one HTTP answer as old devices send it (RFC 9112, and what it asks a lenient reader to bear): lines that end in a bare
 * line feed, a status without a reason, headers in any letters, folded, or no headers at all, a length that is missing or lies,
 * chunks cut anywhere. What came of an answer that breaks off stands. Pure; never holds more than its limits.
 *
 *   HTTP/1.0 401 Unauthorized
 *   Server: snom embedded
 *   Www-Authenticate: Basic REALM="snom"
 */
import { gunzipSync, inflateSync, constants as zlib } from 'node:zlib'
import { createGathering } from './chunk-buffer.ts'
import { fieldsIn, textOf } from './header-fields.ts'

/** The most that is kept of an answer, octets. Ours: the first page of a phone is a few thousand. */
export const longestHead = 32_768
export const longestBody = 65_536
/** Interim answers (RFC 9110, 15.2) that are skipped. */
const mostInterim = 4
/** A small body may unpack to no more than this. */
const longestUnpacked = 1_048_576

export interface Reply {
  readonly status: number
  /** Names in lower case, values in the order in which they came. */
  readonly headers: readonly (readonly [string, string])[]
  /** Unpacked, at most `longestBody` octets of what was sent. */
  readonly body: Buffer
  /** Whether it ended as it said that it would: only then does the connection stand for another request. */
  readonly whole: boolean
  readonly keepsOpen: boolean
}

export const headersOf = (reply: Reply, name: string): string[] =>
  reply.headers.flatMap(([key, value]) => (key === name ? [value] : []))

export interface ReplyReader {
  /** Takes what came; true when the answer is whole, or as much of it as is looked at. */
  push(octets: Buffer): boolean
  /** Whether these octets can still become an answer. */
  readonly hopeless: boolean
  /** What is there of an answer, whether it ended or broke off; null where it is none. */
  reply(): Reply | null
}

interface Head {
  readonly version: string
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  /** Octets that it takes up with its empty line. */
  readonly length: number
}

export function createReplyReader(): ReplyReader {
  const held = createGathering()
  let head: Head | null = null
  let interim = 0
  const chunks = createChunkReader()
  const plain: Buffer[] = []
  let length = 0
  let whole = false
  let hopeless = false

  const take = (octets: Buffer): void => {
    const room = longestBody - length
    if (room <= 0) return
    plain.push(octets.subarray(0, room))
    length += Math.min(octets.length, room)
  }

  const body = (octets: Buffer): boolean => {
    if (head === null) return false
    if (hasNoBody(head)) {
      whole = true
      return true
    }
    if (isChunked(head)) {
      for (const part of chunks.push(octets)) take(part)
      whole = chunks.ended
      return whole || chunks.broken || length >= longestBody
    }
    take(octets)
    const said = lengthOf(head)
    if (said !== null && length >= Math.min(said, longestBody)) {
      whole = length >= said
      return true
    }
    return length >= longestBody
  }

  return {
    push(octets) {
      if (head !== null) return body(octets)
      const before = held.length
      held.add(octets)
      // a head ends with a line feed; what was looked through is not looked through again for every octet
      if (before >= 16 && held.length < longestHead && !octets.includes(0x0a)) return false
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
          held.keep(rest)
          return rest.length >= longestHead
        }
        rest = rest.subarray(found.length)
        searched = 0
        if (found.status >= 100 && found.status < 200 && found.status !== 101 && interim++ < mostInterim)
          continue
        head = found
      }
      held.keep(Buffer.alloc(0))
      return body(rest)
    },
    get hopeless() {
      return hopeless
    },
    reply() {
      const found = head ?? brokenOff(held.whole())
      if (found === null) return null
      const sent = Buffer.concat(plain)
      return {
        status: found.status,
        headers: found.headers,
        body: unpacked(sent, found),
        whole,
        keepsOpen: whole && keepsOpen(found),
      }
    },
  }
}

/** `HTTP/1.1 200 OK`, `HTTP/1.0 401`, `HTTP 200`, `http/1.1  302 Found` */
const statusLine = /^HTTP(?:\/(\d(?:\.\d)?))?[ \t]+(\d{3})(?!\d)/i
/** A page without any head, as HTTP/0.9 sent it. */
const barePage = /^<(?:!doctype|html|head|\?xml|title|meta)/i

/** A head, `more` when it may still become one, `none` when it will not; its end is not before `searched`. */
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

/** A head that never ended: the lines that did count, and a status that came whole. */
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

/** Just behind the first empty line, its line ends in either form. */
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
  const said = field(head, 'connection') ?? ''
  return head.version === '1.1' ? !/\bclose\b/i.test(said) : /\bkeep-alive\b/i.test(said)
}

interface ChunkReader {
  push(octets: Buffer): Buffer[]
  readonly ended: boolean
  readonly broken: boolean
}

/** RFC 9112, 7.1. `1a;name=value`, 26 octets, an empty line; a chunk of no octets ends it. Trailers are not looked at. */
function createChunkReader(): ChunkReader {
  let line = ''
  let left = 0
  let state: 'size' | 'data' | 'after' | 'ended' | 'broken' = 'size'
  return {
    get ended() {
      return state === 'ended'
    },
    get broken() {
      return state === 'broken'
    },
    push(octets) {
      const parts: Buffer[] = []
      let at = 0
      while (at < octets.length && state !== 'ended' && state !== 'broken') {
        if (state === 'data') {
          const part = octets.subarray(at, at + left)
          parts.push(part)
          at += part.length
          left -= part.length
          if (left === 0) state = 'after'
          continue
        }
        const feed = octets.indexOf(0x0a, at)
        const end = feed < 0 ? octets.length : feed
        line += octets.toString('latin1', at, Math.min(end, at + 256))
        at = end + 1
        if (line.length > 256) state = 'broken'
        else if (feed >= 0) {
          const text = line.trim()
          line = ''
          if (state === 'after') state = text === '' ? 'size' : 'broken'
          else state = sizeOf(text)
        }
      }
      return parts
    },
  }

  function sizeOf(text: string): typeof state {
    const size = /^([0-9a-f]{1,7})(?:[ \t]*;.*)?$/i.exec(text)?.[1]
    if (size === undefined) return 'broken'
    left = Number.parseInt(size, 16)
    return left === 0 ? 'ended' : 'data'
  }
}

/** Some devices keep their pages packed and send them so, asked or not. A body cut short unpacks as far as it goes. */
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
