/** The practice intercom, assembled from HTTP API, SIP, restart and configuration. */
import { toProblem } from '#shared/errors.ts'
import { createSipUserAgent } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { createLine } from '../kit/line.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { createRegistration, type Registration } from '../kit/registration.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { createSyslog, type Syslog } from '../kit/syslog.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type IntercomData, intercomDataSchema } from './data.ts'
import { accountIn, fetchConfiguration } from './provisioning.ts'
import {
  type Intercom,
  type IntercomFlash,
  openIntercomFlash,
  storedConfiguration,
  type UploadedFirmware,
  writeConfiguration,
} from './state.ts'
import { intercomWeb } from './web.ts'

/** Milliseconds until a configuration is stored; documented as about 15 s. */
const configurationMs = 15_000
/** Milliseconds after which an uploaded firmware is rejected; documented as 5 minutes. */
const firmwareMs = 300_000
/** A realistic figure of ours, milliseconds. */
const restartMs = 30_000

interface Device {
  readonly data: IntercomData
  readonly parts: PracticeDeviceParts
  readonly flash: IntercomFlash
  readonly pace: Pace
  readonly syslog: Syslog
  readonly registration: Registration
  bootedAt: number
  restarting: boolean
  uploaded: UploadedFirmware | null
  /** Incremented by each configuration that is not stored yet, and by each start. */
  epoch: number
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openIntercom(
  given: unknown,
  parts: PracticeDeviceParts,
): Promise<PracticeDeviceHandle> {
  const data = intercomDataSchema.parse(given)
  const { address, ports, log, onChange, now } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  const syslog = createSyslog(now)
  const flash = openIntercomFlash(parts.flashFolder, data, (reason) =>
    log.write('practice.flash.not-written', { device: data.id, reason }),
  )
  let device: Device | null = null
  const isRestarting = () => device?.restarting === true
  const userAgent = () => data.options.userAgent.sip
  const answers = createSipAnswers({
    ...{ silent: isRestarting, userAgent, fetchEvents: [] },
    refetch: () => false,
  })
  const sip = open.use(await createSipUserAgent({ address, port: ports.sip, log, handler: answers }))
  // no publication mentions an SNMP agent; the port is bound so that no other device gets it
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const registration = createRegistration({
    ...{ line: createLine(sip, userAgent), pace, now, say: syslog.write, onChange },
  })
  open.defer(() => registration.signOff())
  const opened: Device = {
    ...{ data, parts, flash, pace, syslog, registration },
    ...{ bootedAt: now(), restarting: false, uploaded: null, epoch: 0 },
  }
  device = opened
  const faults = createFaults(onChange)
  const web = open.use(
    await openWebServer(
      { address, port: ports.http, onChange },
      intercomWeb(apiOf(opened), {
        ...{ faults, restarting: isRestarting, restart: () => restart(opened) },
      }),
      faults,
      pace,
    ),
  )
  boot(opened)
  const owned = open.move()
  return {
    id: data.id,
    status: () => ({
      ...{ id: data.id, vendor: data.vendor, model: data.model, mac: data.mac, user: data.user, address },
      password: data.accounts.find(({ user }) => user === data.user)?.password ?? '',
      firmware: flash.content.firmware,
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      ...{ faults: faults.list(), handsets: [] },
    }),
    // an intercom dials by its buttons, which are not simulated
    dial: () => Promise.resolve(false),
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function apiOf(device: Device): Intercom {
  const { data, flash, registration, parts } = device
  return {
    ...{ data, flash, registration, now: parts.now },
    upMs: () => parts.now() - device.bootedAt,
    configuration: () => storedConfiguration(flash, data),
    store(root) {
      writeConfiguration(flash, root)
      registration.use(accountIn(root))
    },
    storeLater(root) {
      const epoch = ++device.epoch
      later(device, configurationMs, () => {
        if (device.epoch !== epoch) return
        writeConfiguration(flash, root)
        registration.use(accountIn(root))
        parts.onChange()
      })
    },
    restart: () => restart(device),
    factoryReset() {
      device.epoch += 1
      flash.content.configuration = null
      flash.content.hasAccounts = false
      flash.save()
      registration.use(null)
    },
    uploaded: () => device.uploaded,
    upload(firmware) {
      device.uploaded = firmware
      later(device, firmwareMs, () => {
        if (device.uploaded === firmware) device.uploaded = null
      })
    },
  }
}

/** Runs `work` after a realistic delay, unless the intercom is switched off before. */
function later({ pace, parts, data }: Device, ms: number, work: () => void | Promise<void>): void {
  pace
    .wait(ms)
    .then((isOn) => (isOn ? work() : undefined))
    .catch((error: unknown) => parts.log.write('practice.failed', { device: data.id, ...toProblem(error) }))
}

function restart(device: Device): void {
  if (device.restarting) return
  device.restarting = true
  device.epoch += 1
  device.uploaded = null
  device.registration.stop()
  device.parts.onChange()
  later(device, restartMs, () => {
    device.restarting = false
    boot(device)
  })
}

/** Registers with the stored configuration, then fetches a newer one. */
function boot(device: Device): void {
  const { data, flash, parts, registration, syslog, pace } = device
  device.bootedAt = parts.now()
  const root = storedConfiguration(flash, data)
  registration.use(accountIn(root))
  parts.onChange()
  later(device, 0, async () => {
    const fetched = await fetchConfiguration(root, data, syslog.write, pace.off)
    if (fetched === null || device.restarting) return
    writeConfiguration(flash, fetched)
    registration.use(accountIn(fetched))
    parts.onChange()
  })
}
