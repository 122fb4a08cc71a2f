/** Tones as people hear them. */
const tones: ReadonlyMap<string, string> = new Map(
  Object.entries({
    progress: 'call progress tone',
    busy: 'busy tone',
    'fast-busy': 'fast busy tone',
    ring: 'ringing',
  }),
)
const heardWords = (tone: string): string => tones.get(tone) ?? tone

export const practice = {
  tone: heardWords,
}
