/** Tones as people hear them. */
const tones: Readonly<Record<string, string>> = {
  progress: 'call progress tone',
  busy: 'busy tone',
  'fast-busy': 'fast busy tone',
  ring: 'ringing',
}
const heardWords = (tone: string): string => tones[tone] ?? tone

export const practice = {
  tone: heardWords,
}
