/** Names of call tones. */
const tones: ReadonlyMap<string, string> = new Map(
  Object.entries({
    progress: 'call progress tone',
    busy: 'busy tone',
    'fast-busy': 'fast busy tone',
    ring: 'ringing',
  }),
)
const toneWord = (tone: string): string => tones.get(tone) ?? tone

export const practice = {
  tone: toneWord,
}
