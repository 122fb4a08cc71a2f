/** The SIP accounts of the device: their registrations and one call at a time for each. */
import type { Account } from '../kit/account.ts'
import type { CallTone, Line } from '../kit/line.ts'
import type { Pace } from '../kit/pace.ts'
import { createRegistration, type Registration } from '../kit/registration.ts'

export interface AccountLine {
  /** Counts from 1. */
  readonly id: number
  readonly registration: Registration
  readonly tones: readonly CallTone[]
  readonly isCalling: boolean
  /** Resolves when the call has ended; at once without a registration and during another call. */
  dial(digits: string): Promise<void>
}

interface LineParts {
  readonly line: Line
  readonly pace: Pace
  readonly now: () => number
  readonly say: (text: string) => void
  readonly onChange: () => void
}

export function createAccountLine(id: number, parts: LineParts): AccountLine {
  const registration = createRegistration(parts)
  let tones: readonly CallTone[] = []
  let isCalling = false
  return {
    id,
    registration,
    get tones() {
      return tones
    },
    get isCalling() {
      return isCalling
    },
    async dial(digits) {
      const account = registration.registered() ? registration.account() : null
      if (account === null || isCalling) return
      isCalling = true
      tones = []
      const onTone = (tone: CallTone): void => {
        tones = [...tones, tone]
        parts.onChange()
      }
      await call(parts, account, digits, onTone)
      isCalling = false
      parts.onChange()
    },
  }
}

const call = (
  { line, pace }: LineParts,
  account: Account,
  digits: string,
  onTone: (tone: CallTone) => void,
): Promise<void> => line.call(account, digits, onTone, pace.off).catch(() => onTone('fast-busy'))
