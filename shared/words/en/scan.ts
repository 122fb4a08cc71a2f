/** Words of a scan: its stages, and how much there is to do. */
import type { ScanProfile, ScanStage } from '#shared/model/scan.ts'

const stageWords: Record<ScanStage, string> = {
  answering: 'Looking who answers',
  speaking: 'Asking what they speak',
  naming: 'Finding out what they are',
}
const profileWords: Record<ScanProfile, string> = {
  usual: 'Usual pace',
  gentle: 'Gentle, for old phones that stumble when they are asked much',
}

const numbers = new Intl.NumberFormat('en-GB')
const count = (value: number): string => numbers.format(Math.round(value))

export const scan = {
  stage: stageWords,
  profile: profileWords,
  count,
}
