/** Words of a scan: its stages, profiles and progress. */
import type { ScanProfile, ScanStage } from '#shared/model/scan.ts'
import { lazily } from '../../lazily.ts'

const stageWords: Record<ScanStage, string> = {
  answering: 'Finding devices',
  speaking: 'Checking protocols',
  naming: 'Identifying devices',
}
const profileWords: Record<ScanProfile, string> = {
  usual: 'Usual pace',
  gentle: 'Gentle, for old phones that cannot take many requests',
}

const numbers = lazily(() => new Intl.NumberFormat('en-GB'))
const count = (value: number): string => numbers().format(Math.round(value))

export const scan = {
  stage: stageWords,
  profile: profileWords,
  count,
}
