/** Octets that arrive in pieces, in one buffer that doubles: a peer that sends one octet at a time costs no more than others. */
export interface ChunkBuffer {
  readonly length: number
  add(octets: Buffer): void
  /** Everything held, in one piece; later additions leave it as it is. */
  whole(): Buffer
  /** Replaces the content. */
  replace(octets: Buffer): void
}

export function createChunkBuffer(): ChunkBuffer {
  let room: Buffer = Buffer.alloc(0)
  let start = 0
  let end = 0
  return {
    get length() {
      return end - start
    },
    add(octets) {
      if (start === end) {
        room = octets
        start = 0
        end = octets.length
        return
      }
      if (end + octets.length > room.length) {
        // a new buffer: views of the old one stay as they are
        const larger = Buffer.alloc(Math.max(2 * (end - start), end - start + octets.length))
        room.copy(larger, 0, start, end)
        room = larger
        end -= start
        start = 0
      }
      octets.copy(room, end)
      end += octets.length
    },
    whole: () => room.subarray(start, end),
    replace(octets) {
      const isOwn = octets.buffer === room.buffer && octets.length > 0
      start = isOwn ? octets.byteOffset - room.byteOffset : 0
      if (!isOwn) room = octets
      end = start + octets.length
    },
  }
}
