/** The practice phone, assembled from web pages, REST API, SIP, restart and provisioning. */
import { toProblem } from '#shared/errors.ts'
import { createSipUserAgent } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { type CallTone, createLine, type Line } from '../kit/line.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { createRegistration } from '../kit/registration.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { createSyslog } from '../kit/syslog.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { phoneDataSchema } from './data.ts'
import { accountIn, fetchParameters, sipUserAgent } from './provisioning.ts'
import { names, openPhoneFlash, settingsIn } from './settings.ts'
import type { Phone } from './state.ts'
import { phoneWeb } from './web.ts'

/** Realistic figures of ours, milliseconds. */
const rebootMs = 90_000
const restartMs = 45_000

/** The phone while it runs. */
interface Running {
  readonly phone: Phone
  readonly parts: PracticeDeviceParts
  readonly pace: Pace
  bootedAt: number
  restarting: boolean
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openVvx(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = phoneDataSchema.parse(given)
  const { address, ports, log, onChange, now } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  const flash = openPhoneFlash(parts.flashFolder, data, (reason) =>
    log.write('practice.flash.not-written', { device: data.id, reason }),
  )
  const settings = settingsIn(flash)
  let running: Running | null = null
  const isRestarting = () => running?.restarting === true
  const userAgent = () => sipUserAgent({ data, settings })
  const answers = createSipAnswers({
    ...{ silent: isRestarting, userAgent, fetchEvents: ['check-sync'], takesBareNotify: true },
    refetch: () => checkSync(running),
  })
  const sip = open.use(await createSipUserAgent({ address, port: ports.sip, log, handler: answers }))
  // no publication mentions an SNMP agent; the port is bound so that no other device gets it
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const line = createLine(sip, userAgent)
  const syslog = createSyslog(now)
  const registration = createRegistration({ line, pace, now, say: syslog.write, onChange })
  open.defer(() => registration.signOff())
  const calls = createCalls(line, pace, onChange)
  const phone: Phone = {
    ...{ data, flash, settings, registration, syslog, address },
    upMs: () => now() - opened.bootedAt,
    ...{ calling: calls.calling, tones: calls.tones },
    dial: (digits) => calls.start(registration.registered() ? registration.account() : null, digits) !== null,
    restart: (kind) => restart(opened, kind),
    factoryReset() {
      settings.reset('all')
      phone.setPassword(data.factoryPassword)
      restart(opened, 'reboot')
    },
    setPassword(password) {
      flash.content.password = password
      flash.save()
    },
    settingsChanged: () => registration.use(accountIn(settings)),
  }
  const opened: Running = { phone, parts, pace, bootedAt: now(), restarting: false }
  running = opened
  const faults = createFaults(onChange)
  const web = open.use(
    await openWebServer(
      { address, port: ports.http, onChange },
      phoneWeb(phone, { faults, now, restarting: isRestarting }),
      faults,
      pace,
    ),
  )
  const hardwareId = data.mac.replaceAll(':', '').toUpperCase()
  boot(opened)
  const owned = open.move()
  return {
    id: data.id,
    status: () => ({
      ...{ id: data.id, vendor: data.vendor, model: data.model, mac: data.mac, user: data.user, address },
      password: flash.content.password,
      firmware: data.firmware,
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      ...{ faults: faults.list(), handsets: [{ ipei: hardwareId, ...keypadOf(opened, calls) }] },
    }),
    async dial(handset, digits) {
      if (handset !== hardwareId) return false
      await (calls.start(registration.registered() ? registration.account() : null, digits) ??
        calls.refused())
      return true
    },
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Display and tones of the phone. */
function keypadOf({ phone, restarting }: Running, calls: ReturnType<typeof createCalls>) {
  const { registration, data } = phone
  const registered = registration.registered()
  const user = registration.account()?.identity.split('@')[0] ?? null
  const idle = user === null ? 'No line' : registered ? user : 'Not registered'
  return {
    ...{ model: data.model, registered, tones: [...calls.tones()] },
    display: restarting ? 'Restarting' : idle,
  }
}

/** One call at a time. */
function createCalls(line: Line, pace: Pace, onChange: () => void) {
  let isCalling = false
  let tones: CallTone[] = []
  return {
    calling: () => isCalling,
    tones: () => tones,
    /** A phone without a registration answers with its own tone. */
    refused(): void {
      tones = ['fast-busy']
      onChange()
    },
    /** Null without an account, and during another call. */
    start(account: ReturnType<typeof accountIn>, digits: string): Promise<void> | null {
      if (account === null || isCalling) return null
      isCalling = true
      tones = []
      const onTone = (tone: CallTone): void => {
        tones = [...tones, tone]
        onChange()
      }
      return line
        .call(account, digits, onTone, pace.off)
        .catch(() => onTone('fast-busy'))
        .finally(() => {
          isCalling = false
          onChange()
        })
    },
  }
}

/** Fetches again; restarts first if the parameter for that is set. */
function checkSync(running: Running | null): boolean {
  if (running === null) return false
  const { settings } = running.phone
  if (settings.get(names.alwaysReboot) === '1') restart(running, 'reboot')
  else later(running, 0, () => provision(running))
  return true
}

/** Runs `work` after a realistic delay, unless the phone is switched off before. */
function later({ pace, parts, phone }: Running, ms: number, work: () => void | Promise<void>): void {
  pace
    .wait(ms)
    .then((isOn) => (isOn ? work() : undefined))
    .catch((error: unknown) =>
      parts.log.write('practice.failed', { device: phone.data.id, ...toProblem(error) }),
    )
}

function restart(running: Running, kind: 'reboot' | 'restart'): void {
  if (running.restarting) return
  running.restarting = true
  running.phone.registration.stop()
  running.parts.onChange()
  later(running, kind === 'reboot' ? rebootMs : restartMs, () => {
    running.restarting = false
    boot(running)
  })
}

/** Registers with the stored parameters, then fetches newer ones. */
function boot(running: Running): void {
  running.bootedAt = running.parts.now()
  running.phone.settingsChanged()
  running.parts.onChange()
  later(running, 0, () => provision(running))
}

async function provision(running: Running): Promise<void> {
  const isFetched = await fetchParameters(running.phone, running.pace.off)
  if (!isFetched || running.restarting) return
  running.phone.settingsChanged()
  running.parts.onChange()
}
