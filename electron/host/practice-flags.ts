/** Flags of the practice site, for both doors. */
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import { parsePorts } from '#shared/model/target.ts'

export const practiceFlags = {
  practice: { type: 'boolean', default: false },
  'practice-ports': { type: 'string' },
  'practice-pace': { type: 'string' },
  'practice-office': { type: 'string' },
} as const

export interface PracticeFlagValues {
  readonly practice?: boolean | undefined
  /** `http=18080,sip=15060,snmp=10161`; any free port for a protocol that is not named. */
  readonly 'practice-ports'?: string | undefined
  readonly 'practice-pace'?: string | undefined
  /** `off` for the base only, without the office. */
  readonly 'practice-office'?: string | undefined
}

const port = z.number().int().min(0).max(65_535)

export const practiceChoiceSchema = z.object({
  /** Opens the practice job at start. */
  practice: z.boolean(),
  practicePorts: z.object({ http: port, sip: port, snmp: port }).exactOptional(),
  practicePace: z.number().exactOptional(),
  practiceOffice: z.boolean(),
})
export type PracticeChoice = z.infer<typeof practiceChoiceSchema>

/** @throws PunchdownError ports-malformed | bad-input */
export function practiceChoiceFrom(values: PracticeFlagValues): PracticeChoice {
  const pace = values['practice-pace'] === undefined ? null : Number(values['practice-pace'])
  if (pace !== null && !(pace >= 0 && pace <= 10)) {
    throw new PunchdownError('bad-input', { field: 'practice-pace' })
  }
  const wanted = values['practice-ports'] === undefined ? null : parsePorts(values['practice-ports'])
  return {
    practice: values.practice === true,
    practiceOffice: officeChoice(values['practice-office'], 'practice-office'),
    ...(pace === null ? {} : { practicePace: pace }),
    ...(wanted === null
      ? {}
      : { practicePorts: { http: wanted.http ?? 0, sip: wanted.sip ?? 0, snmp: wanted.snmp ?? 0 } }),
  }
}

/** @throws PunchdownError bad-input */
export function officeChoice(value: string | undefined, field: string): boolean {
  if (value !== undefined && value !== 'on' && value !== 'off')
    throw new PunchdownError('bad-input', { field })
  return value !== 'off'
}

/** Selects the flags of the practice site from Electron's arguments, which may contain flags of Chromium. */
export const practiceArguments = (args: readonly string[]): string[] =>
  args.filter((arg) => /^--practice(-(ports|pace|office)=.*)?$/.test(arg))
