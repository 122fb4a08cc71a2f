/** The part of asn1-ber 1.2.2 that is used here; the package publishes no types. */
declare module 'asn1-ber' {
  interface BerReader {
    readonly length: number
    readonly offset: number
    /** Tag of the next element without reading it; null at the end. */
    peek(): number | null
    readSequence(tag?: number): number | null
    readInt(tag?: number): number | null
    readString(tag: number, asBuffer: true): Buffer | null
    readOID(tag?: number): string | null
    readByte(peek?: boolean): number | null
  }
  interface BerWriter {
    readonly buffer: Buffer
    startSequence(tag?: number): void
    endSequence(): void
    writeByte(octet: number): void
    writeInt(value: number, tag?: number): void
    writeOID(oid: string, tag?: number): void
    writeBuffer(octets: Buffer, tag: number): void
  }
  const asn1: {
    readonly Ber: {
      readonly Reader: new (octets: Buffer) => BerReader
      readonly Writer: new () => BerWriter
    }
  }
  export default asn1
}
