/** Tones as 16-bit samples at 8,000 a second. */

export interface Tone {
  /** Hz; 0 for a pause. */
  readonly frequency: number
  readonly ms: number
}

const rate = 8_000
const amplitude = 8_000

export function samplesOf(tones: readonly Tone[]): Int16Array {
  const parts = tones.map(({ frequency, ms }) =>
    Array.from({ length: (ms * rate) / 1_000 }, (_, at) =>
      Math.round(amplitude * Math.sin((2 * Math.PI * frequency * at) / rate)),
    ),
  )
  return Int16Array.from(parts.flat())
}
