import type { GuidedState } from '#shared/machines/guided.ts'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { BulkStep } from './bulk-run.ts'

/** The four tones of states. Each has a shape and a word beside its colour. */
export type Tone = 'good' | 'attention' | 'bad' | 'not-known'

export const onboardingTones: Record<OnboardingState['at'], Tone> = {
  found: 'not-known',
  directed: 'attention',
  fetched: 'attention',
  onboarded: 'attention',
  verified: 'attention',
  'signing-in': 'attention',
  'signed-in': 'good',
  offboarded: 'not-known',
  stuck: 'bad',
}

export const guidedTones: Record<GuidedState['at'], Tone> = {
  open: 'not-known',
  'done-by-hand': 'attention',
  confirmed: 'good',
}

export const bulkTones: Record<BulkStep['at'], Tone> = {
  'to-plan': 'not-known',
  planning: 'attention',
  planned: 'attention',
  writing: 'attention',
  done: 'good',
  unchanged: 'good',
  'by-hand': 'not-known',
  'not-read': 'bad',
  'not-written': 'bad',
  skipped: 'not-known',
  'to-roll-back': 'attention',
  'rolling-back': 'attention',
  'rolled-back': 'good',
  'not-rolled-back': 'bad',
}
