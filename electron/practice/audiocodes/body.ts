/** Common parts of the practice phone and the practice adapters: sockets, lines, restart. */
import { createSipUserAgent, type IncomingRequest, type SipUserAgent } from '../../sip/index.ts'
import type { Account } from '../kit/account.ts'
import { createLife, type Life } from '../kit/life.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { createPhoneLine, type PhoneLine } from '../kit/phone-line.ts'
import { createSyslog, type Syslog } from '../kit/syslog.ts'
import type { PracticeDeviceParts } from '../practice.ts'

export interface Body {
  readonly sip: SipUserAgent
  readonly lines: readonly PhoneLine[]
  readonly life: Life
  readonly syslog: Syslog
  readonly pace: Pace
  /** Uses the accounts of the settings. */
  registerLines(): void
  /** False when it has no such line. */
  dial(lineId: string, digits: string): Promise<boolean>
}

interface BodyOptions {
  readonly id: string
  readonly model: string
  /** Practice ids of the lines, in their order. */
  readonly lineIds: readonly string[]
  readonly userAgent: () => string
  /** Accounts by line, in their order. */
  readonly accounts: () => readonly (Account | null)[]
  readonly answer: (incoming: IncomingRequest) => void
  readonly onStop: () => void
  /** Called after the lines use their accounts. */
  readonly onStart: () => void
}

/** Realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** Everything that it opens is added to `open`. @throws PunchdownError port-in-use | address-not-here */
export async function openBody(
  open: AsyncDisposableStack,
  parts: PracticeDeviceParts,
  options: BodyOptions,
): Promise<Body> {
  const { address, ports, log, now, onChange } = parts
  const { id, model, userAgent } = options
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  const syslog = createSyslog(now)
  let answer: BodyOptions['answer'] = () => undefined
  const sip = open.use(
    await createSipUserAgent({ address, port: ports.sip, log, handler: (incoming) => answer(incoming) }),
  )
  const lines = options.lineIds.map((lineId) =>
    createPhoneLine({ id: lineId, model, sip, userAgent, pace, now, say: syslog.write, onChange }),
  )
  open.defer(async () => void (await Promise.all(lines.map(({ registration }) => registration.signOff()))))
  const registerLines = (): void => {
    const accounts = options.accounts()
    lines.forEach(({ registration }, at) => {
      registration.use(accounts[at] ?? null)
    })
  }
  const life = createLife({
    ...{ id, parts, pace, restartMs },
    onStop() {
      for (const { registration } of lines) registration.stop()
      options.onStop()
    },
    onStart() {
      registerLines()
      options.onStart()
    },
  })
  answer = (incoming) => {
    if (!life.restarting()) options.answer(incoming)
  }
  return {
    ...{ sip, lines, life, syslog, pace, registerLines },
    async dial(lineId, digits) {
      const line = lines.find((each) => each.id === lineId)
      await line?.dial(digits)
      return line !== undefined
    },
  }
}
