/** Common parts of the practice phone and adapter: sockets, lines, restart, resync. */
import { createSipUserAgent } from '../../sip/index.ts'
import { createLife, type Life } from '../kit/life.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { createPhoneLine, type PhoneLine } from '../kit/phone-line.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { createSyslog, type Syslog } from '../kit/syslog.ts'
import type { PracticeDeviceParts } from '../practice.ts'
import { accountIn, createResync, type Macros, type Resync } from './provisioning.ts'
import { isYes, type Settings } from './settings.ts'

interface BodyOptions {
  readonly id: string
  readonly model: string
  readonly settings: Settings
  readonly macros: Macros
  /** Practice ids of the lines, in their order. */
  readonly lineIds: readonly string[]
  /** Null sends no User-Agent. */
  readonly sipUserAgent: () => string | null
  readonly httpUserAgent: () => string | null
}

export interface Body {
  readonly lines: readonly PhoneLine[]
  readonly life: Life
  readonly resync: Resync
  readonly syslog: Syslog
  readonly pace: Pace
  readonly ports: { readonly sip: number; readonly snmp: number }
  /** False when it has no such line. */
  dial(lineId: string, digits: string): Promise<boolean>
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
  const { settings } = options
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  const syslog = createSyslog(now)
  let running: Body | null = null
  const answers = createSipAnswers({
    silent: () => running?.life.restarting() === true,
    userAgent: options.sipUserAgent,
    fetchEvents: ['resync', 'check-sync', 'report'],
    refetch: (_user, event) => notified(running, settings, event),
  })
  const sip = open.use(await createSipUserAgent({ address, port: ports.sip, log, handler: answers }))
  // no publication mentions an SNMP agent
  const snmp = open.use(await openStandInAgent(parts, options.macros.mac))
  const lines = options.lineIds.map((id) =>
    createPhoneLine({
      ...{ id, model: options.model, sip, pace, now, say: syslog.write, onChange },
      userAgent: options.sipUserAgent,
    }),
  )
  open.defer(async () => void (await Promise.all(lines.map(({ registration }) => registration.signOff()))))
  const registerLines = (): void =>
    lines.forEach(({ registration }, at) => {
      registration.use(accountIn(settings, at + 1))
    })
  const life = createLife({
    ...{ id: options.id, parts, pace, restartMs },
    onStop() {
      resync.stop()
      for (const { registration } of lines) registration.stop()
    },
    onStart() {
      registerLines()
      if (isYes(settings, 'Resync_On_Reset')) resync.start()
      resync.upgrade()
    },
  })
  const resync = createResync({
    ...{ settings, pace, syslog, life, macros: options.macros, userAgent: options.httpUserAgent },
    onChange() {
      registerLines()
      resync.upgrade()
      onChange()
    },
  })
  running = {
    ...{ lines, life, resync, syslog, pace, ports: { sip: sip.port, snmp: snmp.port } },
    dial: (lineId, digits) => dial(lines, lineId, digits),
  }
  return running
}

async function dial(lines: readonly PhoneLine[], lineId: string, digits: string): Promise<boolean> {
  const line = lines.find(({ id }) => id === lineId)
  await line?.dial(digits)
  return line !== undefined
}

/** NOTIFY: `report` is accepted and sends nothing, because no report rule is simulated. */
function notified(body: Body | null, settings: Settings, event: string): boolean {
  if (body === null || !isYes(settings, 'Resync_From_SIP')) return false
  if (event !== 'report') body.resync.start()
  return true
}
