/** ITU-T G.711: µ-law (PCMU) and A-law (PCMA), 8,000 octets a second. Samples are 16 bits, signed. */

export type G711 = 'PCMU' | 'PCMA'

/** The code of silence. */
export const silence: Readonly<Record<G711, number>> = { PCMU: 0xff, PCMA: 0xd5 }

const bias = 0x84

function encodeMu(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 32_635) + bias
  const exponent = 24 - Math.clz32(magnitude)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}

function decodeMu(code: number): number {
  const bits = ~code & 0xff
  const magnitude = (((bits & 0x0f) << 3) + bias) << ((bits & 0x70) >> 4)
  return (bits & 0x80) === 0 ? magnitude - bias : bias - magnitude
}

function encodeA(sample: number): number {
  const magnitude = (sample >= 0 ? sample : -sample - 1) >> 3
  const segment = Math.max(0, 27 - Math.clz32(magnitude))
  const mantissa = (magnitude >> Math.max(segment, 1)) & 0x0f
  return ((segment << 4) | mantissa) ^ (sample >= 0 ? 0xd5 : 0x55)
}

function decodeA(code: number): number {
  const bits = code ^ 0x55
  const segment = (bits & 0x70) >> 4
  const base = ((bits & 0x0f) << 4) + (segment === 0 ? 0x08 : 0x108)
  const magnitude = segment > 1 ? base << (segment - 1) : base
  return (bits & 0x80) === 0 ? -magnitude : magnitude
}

export const encodeSample = (codec: G711, sample: number): number =>
  codec === 'PCMU' ? encodeMu(sample) : encodeA(sample)

export const decodeSample = (codec: G711, code: number): number =>
  codec === 'PCMU' ? decodeMu(code) : decodeA(code)

export const encode = (codec: G711, samples: Int16Array): Buffer =>
  Buffer.from(Uint8Array.from(samples, (sample) => encodeSample(codec, sample)))

/** The same audio in another code. */
export const transcode = (octets: Buffer, from: G711, to: G711): Buffer =>
  from === to
    ? octets
    : Buffer.from(Uint8Array.from(octets, (code) => encodeSample(to, decodeSample(from, code))))
