/** Octets that come in pieces, put together only when somebody looks at them: a peer that sends one at a time costs no more than others. */
export interface Gathering {
  readonly length: number
  add(octets: Buffer): void
  /** All that is held, in one piece. */
  whole(): Buffer
  /** Holds this instead. */
  keep(octets: Buffer): void
}

export function createGathering(): Gathering {
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
    keep(octets) {
      parts = octets.length === 0 ? [] : [octets]
      length = octets.length
    },
  }
}
