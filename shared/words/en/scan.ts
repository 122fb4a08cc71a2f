/** Words of a scan: its stages, and how much there is to do. */
import type { ScanProfile, ScanStage } from '#shared/model/scan.ts'

export const stageWords: Record<ScanStage, string> = {
  answering: 'Looking who answers',
  speaking: 'Asking what they speak',
  naming: 'Finding out what they are',
}
export const profileWords: Record<ScanProfile, string> = {
  usual: 'Usual pace',
  gentle: 'Gentle, for old phones that stumble when they are asked much',
}

const numbers = new Intl.NumberFormat('en-GB')
export const count = (value: number): string => numbers.format(Math.round(value))
