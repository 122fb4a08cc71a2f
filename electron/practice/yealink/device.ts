/** A practice phone or base, assembled from its web interface, its accounts, SIP, restart and provisioning. */
import { toProblem } from '#shared/errors.ts'
import { createSipUserAgent, type IncomingRequest, type SipUserAgent } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { createLine } from '../kit/line.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { createSyslog } from '../kit/syslog.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type YealinkData, yealinkDataSchema } from './data.ts'
import { type AccountLine, createAccountLine } from './lines.ts'
import { subscribe } from './pnp.ts'
import { accountIn, fetchConfiguration, sipUserAgent } from './provisioning.ts'
import type { Sessions } from './sessions.ts'
import { openYealinkFlash, settingsIn } from './settings.ts'
import { answerSip } from './sip.ts'
import type { Yealink } from './state.ts'
import { createDeviceSessions, yealinkWeb } from './web.ts'

/** A realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** The device while it runs. */
interface Running {
  readonly device: Yealink
  readonly parts: PracticeDeviceParts
  readonly pace: Pace
  readonly lines: readonly AccountLine[]
  readonly sip: SipUserAgent
  readonly sessions: Sessions
  bootedAt: number
  restarting: boolean
  /** Fetches at work or waiting. */
  fetches: number
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openYealink(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = yealinkDataSchema.parse(given)
  const { address, ports, log, onChange } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  let answer: (incoming: IncomingRequest) => void = () => undefined
  const sip = open.use(
    await createSipUserAgent({ address, port: ports.sip, log, handler: (incoming) => answer(incoming) }),
  )
  // the values behind the enterprise number are not published; the port is bound so that no other device gets it
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const running = assemble(data, parts, pace, sip)
  const isRestarting = () => running.restarting
  answer = answerSip(running.device, isRestarting)
  open.defer(async () => void (await Promise.all(running.lines.map((each) => each.registration.signOff()))))
  const faults = createFaults(onChange)
  const web = open.use(
    await openWebServer(
      { address, port: ports.http, onChange },
      yealinkWeb(running.device, { faults, sessions: running.sessions, restarting: isRestarting }),
      faults,
      pace,
    ),
  )
  boot(running)
  const owned = open.move()
  return {
    id: data.id,
    status: () => ({
      ...{ id: data.id, vendor: data.vendor, model: data.model, mac: data.mac, user: data.user, address },
      password: running.device.flash.content.password,
      firmware: data.firmware,
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      ...{ faults: faults.list(), handsets: handsetsOf(running) },
    }),
    dial: (ipei, digits) => dial(running, ipei, digits),
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function assemble(data: YealinkData, parts: PracticeDeviceParts, pace: Pace, sip: SipUserAgent): Running {
  const { address, log, onChange, now } = parts
  const flash = openYealinkFlash(parts.flashFolder, data, (reason) =>
    log.write('practice.flash.not-written', { device: data.id, reason }),
  )
  const settings = settingsIn(flash, data)
  const syslog = createSyslog(now)
  const line = createLine(sip, () => sipUserAgent({ data, settings }))
  const lines = Array.from({ length: data.accounts }, (_, at) =>
    createAccountLine(at + 1, { line, pace, now, say: syslog.write, onChange }),
  )
  const device: Yealink = {
    ...{ data, flash, settings, syslog, address, now },
    upMs: () => now() - running.bootedAt,
    accounts: () =>
      lines.map(({ id, registration }) => ({
        ...{ id, account: accountIn(settings, id), registered: registration.registered() },
      })),
    calling: () => lines.some(({ isCalling }) => isCalling),
    provisioning: () => running.fetches > 0,
    provisionNow: () => provision(running),
    restart: () => restart(running),
    factoryReset() {
      settings.reset()
      device.setPassword(data.factoryPassword)
      restart(running)
    },
    setPassword(password) {
      flash.content.password = password
      flash.save()
    },
    settingsChanged() {
      for (const { id, registration } of lines) registration.use(accountIn(settings, id))
    },
  }
  const sessions = createDeviceSessions(device)
  const running: Running = {
    ...{ device, parts, pace, lines, sip, sessions },
    ...{ bootedAt: now(), restarting: false, fetches: 0 },
  }
  return running
}

/** The keys of a phone have its hardware id. */
const keypads = ({ handsets, model, mac }: YealinkData): { ipei: string; model: string }[] =>
  handsets.length > 0 ? [...handsets] : [{ ipei: mac.replaceAll(':', ''), model }]

/** A handset has the account of its position. Its display shows the display name, `Searching` while it is not registered: ours. */
const handsetsOf = ({ device, lines }: Running) =>
  keypads(device.data).map(({ ipei, model }, at) => {
    const account = lines[at]?.registration
    const registered = account?.registered() ?? false
    return {
      ...{ ipei, model, registered, tones: [...(lines[at]?.tones ?? [])] },
      display: registered
        ? account?.account()?.displayName || (account?.account()?.identity ?? '')
        : 'Searching',
    }
  })

async function dial({ device, lines }: Running, ipei: string, digits: string): Promise<boolean> {
  const at = keypads(device.data).findIndex((each) => each.ipei === ipei)
  const line = lines[at]
  if (line === undefined) return false
  await line.dial(digits)
  return true
}

/** Runs `work` after a realistic delay, unless the device is switched off before. */
function later({ pace, parts, device }: Running, ms: number, work: () => void | Promise<void>): void {
  pace
    .wait(ms)
    .then((isOn) => (isOn ? work() : undefined))
    .catch((error: unknown) =>
      parts.log.write('practice.failed', { device: device.data.id, ...toProblem(error) }),
    )
}

function restart(running: Running): void {
  if (running.restarting) return
  running.restarting = true
  running.sessions.clear()
  for (const { registration } of running.lines) registration.stop()
  running.parts.onChange()
  later(running, restartMs, () => {
    running.restarting = false
    boot(running)
  })
}

/** Registers with the stored settings, asks for a URL when it has none, then fetches its files. */
function boot(running: Running): void {
  running.bootedAt = running.parts.now()
  running.device.settingsChanged()
  running.parts.onChange()
  subscribe(running.sip, running.device, running.pace.off)
  provision(running)
}

function provision(running: Running): void {
  running.fetches += 1
  later(running, 0, async () => {
    const isFetched = await fetchConfiguration(running.device, running.pace.off)
    running.fetches -= 1
    if (!isFetched || running.restarting) return
    running.device.settingsChanged()
    running.parts.onChange()
  })
}
