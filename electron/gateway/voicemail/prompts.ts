/** Tones that stand for spoken prompts, so that every language understands them. Ours. */
import { encode, type G711, samplesOf, type Tone } from '../../media/index.ts'
import type { Prompt } from './script.ts'

const pause: Tone = { frequency: 0, ms: 200 }

const tones: Readonly<Record<Prompt, readonly Tone[]>> = {
  greeting: [
    pause,
    { frequency: 440, ms: 300 },
    { frequency: 550, ms: 300 },
    { frequency: 660, ms: 600 },
    pause,
  ],
  beep: [{ frequency: 1_000, ms: 400 }],
  choose: [{ frequency: 800, ms: 120 }, pause, { frequency: 800, ms: 120 }],
  'no-messages': [pause, { frequency: 440, ms: 200 }, pause, { frequency: 440, ms: 200 }],
  farewell: [
    { frequency: 660, ms: 200 },
    { frequency: 440, ms: 400 },
  ],
}

export const promptOctets = (prompt: Prompt, codec: G711): Buffer => encode(codec, samplesOf(tones[prompt]))
