/** Encodes DNS answers (RFC 1035, 4), independent of the reader under test. */

export interface Record {
  readonly name: Buffer
  readonly type: number
  readonly data: Buffer
  readonly ttl?: number
}

export function name(labels: readonly string[]): Buffer {
  const parts = labels.map((label) => {
    const octets = Buffer.from(label)
    return Buffer.concat([Buffer.of(octets.length), octets])
  })
  return Buffer.concat([...parts, Buffer.of(0)])
}

export const pointer = (offset: number): Buffer => Buffer.of(0xc0 | (offset >> 8), offset & 0xff)

export function dnsResponse(records: readonly Record[]): Buffer {
  const head = Buffer.from('000084000000000000000000', 'hex')
  head.writeUInt16BE(records.length, 6)
  const parts = records.map((record) => {
    const fixed = Buffer.alloc(10)
    fixed.writeUInt16BE(record.type, 0)
    // class IN with the bit that flushes caches
    fixed.writeUInt16BE(0x8001, 2)
    fixed.writeUInt32BE(record.ttl ?? 120, 4)
    fixed.writeUInt16BE(record.data.length, 8)
    return Buffer.concat([record.name, fixed, record.data])
  })
  return Buffer.concat([head, ...parts])
}
