/**
 * Decodes the chunked transfer coding (RFC 9112, 7.1). Trailers are not read. Pure.
 *   1a;name=value | 26 octets | empty line | 0
 *   0000001A      | a size may have any number of leading zeros (7.1: 1*HEXDIG)
 */
export interface ChunkedBody {
  /** Takes octets in pieces of any size; gives the data in them. */
  push(octets: Buffer): Buffer[]
  readonly ended: boolean
  readonly broken: boolean
}

/** Longest line of a chunk's size and extensions, octets; ours. */
const longestLine = 256
/** Digits of a size behind its leading zeros: more is larger than any number that is exact. */
const mostDigits = 12

export function createChunkedBody(): ChunkedBody {
  let line = ''
  let left = 0
  let state: 'size' | 'data' | 'after' | 'ended' | 'broken' = 'size'

  const afterLine = (text: string): typeof state => {
    if (state === 'after') return text === '' ? 'size' : 'broken'
    const size = sizeIn(text)
    if (size === null) return 'broken'
    left = size
    return size === 0 ? 'ended' : 'data'
  }

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
        line += octets.toString('latin1', at, Math.min(end, at + longestLine))
        at = end + 1
        if (line.length > longestLine) state = 'broken'
        else if (feed >= 0) {
          const text = line.trim()
          line = ''
          state = afterLine(text)
        }
      }
      return parts
    },
  }
}

/** `1a`, `0000001A`, `1a ; name=value` → 26; null for anything else. */
function sizeIn(text: string): number | null {
  const digits = /^([0-9a-f]{1,256})(?:[ \t]{0,256};.*)?$/i.exec(text)?.[1]?.replace(/^0+(?=.)/, '')
  return digits === undefined || digits.length > mostDigits ? null : Number.parseInt(digits, 16)
}
