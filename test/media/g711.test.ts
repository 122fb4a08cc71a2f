import { describe, expect, it } from 'vitest'
import { decodeSample, encodeSample, type G711, silence, transcode } from '#electron/media/g711.ts'

const codes = Array.from({ length: 256 }, (_, code) => code)

describe('ITU-T G.711', () => {
  it.each<[G711, number, number]>([
    ['PCMU', 0xff, 0],
    ['PCMU', 0x00, -32_124],
    ['PCMU', 0x80, 32_124],
    ['PCMU', 0xfe, 8],
    ['PCMA', 0xd5, 8],
    ['PCMA', 0x55, -8],
    ['PCMA', 0xaa, 32_256],
    ['PCMA', 0x2a, -32_256],
  ])('%s code %i is sample %i', (codec, code, sample) => {
    expect(decodeSample(codec, code)).toBe(sample)
    expect(encodeSample(codec, sample)).toBe(code)
  })

  it.each<[G711, number[]]>([
    ['PCMU', [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e]],
    ['PCMA', [0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4]],
  ])('%s: the digital milliwatt of table 5 is one period of a sine', (codec, octets) => {
    const samples = octets.map((code) => decodeSample(codec, code))
    for (const at of [0, 1, 2, 3]) expect(samples[at]).toBe(-(samples[at + 4] ?? 0))
    // sin(67.5°) / sin(22.5°) is 2.41
    expect((samples[1] ?? 0) / (samples[0] ?? 1)).toBeCloseTo(2.4, 0)
  })

  it.each<G711>(['PCMU', 'PCMA'])('%s: each code comes back', (codec) => {
    // µ-law has two codes of zero
    const back = codes.map((code) => encodeSample(codec, decodeSample(codec, code)))
    expect(back).toEqual(codes.map((code) => (codec === 'PCMU' && code === 0x7f ? 0xff : code)))
  })

  it.each<G711>(['PCMU', 'PCMA'])('%s: the error is at most half a step of the segment', (codec) => {
    for (let sample = -32_000; sample <= 32_000; sample += 37) {
      const error = Math.abs(decodeSample(codec, encodeSample(codec, sample)) - sample)
      expect(error, `${sample}`).toBeLessThanOrEqual((Math.abs(sample) + 132) / 32 + 8)
    }
  })

  it('transcodes', () => {
    expect(transcode(Buffer.from([silence.PCMU]), 'PCMU', 'PCMA')).toEqual(Buffer.from([silence.PCMA]))
    const octets = Buffer.from([1, 2])
    expect(transcode(octets, 'PCMA', 'PCMA')).toBe(octets)
  })
})
