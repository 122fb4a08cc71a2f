/** Octets that arrive in pieces, joined only when they are read: a peer that sends one octet at a time costs no more than others. */
export interface ChunkBuffer {
  readonly length: number
  add(octets: Buffer): void
  /** Everything held, in one piece. */
  whole(): Buffer
  /** Replaces the content. */
  replace(octets: Buffer): void
}

export function createChunkBuffer(): ChunkBuffer {
  let parts: Buffer[] = []
  let length = 0
  return {
    get length() {
      return length
    },
    add(octets) {
      parts.push(octets)
      length += octets.length
    },
    whole() {
      const [only, ...others] = parts
      if (only === undefined) return Buffer.alloc(0)
      if (others.length > 0) parts = [Buffer.concat(parts, length)]
      return parts[0] ?? only
    },
    replace(octets) {
      parts = octets.length === 0 ? [] : [octets]
      length = octets.length
    },
  }
}
