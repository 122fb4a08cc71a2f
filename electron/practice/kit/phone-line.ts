/** A line of a practice device with a telephone at it: its registration and its calls, and its row in the practice status. */
import type { PracticeDevice } from '#shared/model/host.ts'
import type { SipUserAgent } from '../../sip/index.ts'
import type { Account } from './account.ts'
import { type CallTone, createLine, type Line } from './line.ts'
import type { Pace } from './pace.ts'
import { createRegistration, type Registration } from './registration.ts'

export interface PhoneLine {
  /** `00562B0A1B2C`, or `00562B0A1B2C:001` for a port of an adapter. */
  readonly id: string
  readonly registration: Registration
  /** True while a call lasts. */
  calling(): boolean
  lastCalled(): string
  /** Resolves when the call has ended. */
  dial(digits: string): Promise<void>
  handset(): PracticeDevice['handsets'][number]
}

export function createPhoneLine(options: {
  readonly id: string
  readonly model: string
  readonly sip: SipUserAgent
  readonly userAgent: () => string | null
  readonly pace: Pace
  readonly now: () => number
  readonly say: (text: string) => void
  readonly onChange: () => void
}): PhoneLine {
  const { id, model, pace, onChange } = options
  const line: Line = createLine(options.sip, options.userAgent)
  const registration = createRegistration({ line, pace, now: options.now, say: options.say, onChange })
  let isCalling = false
  let called = ''
  let tones: CallTone[] = []
  const onTone = (tone: CallTone): void => {
    tones = [...tones, tone]
    onChange()
  }
  const call = async (account: Account, digits: string): Promise<void> => {
    isCalling = true
    called = digits
    await line.call(account, digits, onTone, pace.off).catch(() => onTone('fast-busy'))
    isCalling = false
    onChange()
  }
  return {
    ...{ id, registration, calling: () => isCalling, lastCalled: () => called },
    async dial(digits) {
      if (isCalling) return
      tones = []
      const account = registration.account()
      if (account === null || !registration.registered()) onTone('fast-busy')
      else await call(account, digits)
    },
    handset: () => ({
      ...{ ipei: id, model, registered: registration.registered(), tones: [...tones] },
      display: registration.account()?.displayName ?? '',
    }),
  }
}
