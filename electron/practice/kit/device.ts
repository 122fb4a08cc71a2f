/** Assembly of a practice device from its behaviour: sockets, faults, restart, lines. */
import { createSipUserAgent, type IncomingRequest, type SipUserAgent } from '../../sip/index.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { createFaults, type Faults } from './faults.ts'
import { createLife, type Life } from './life.ts'
import { createPace, type Pace } from './pace.ts'
import { createPhoneLine, type PhoneLine } from './phone-line.ts'
import { openSnmpAgent } from './snmp/agent.ts'
import type { AgentRow } from './snmp/message.ts'
import { openStandInAgent } from './snmp/stand-in.ts'
import { createSyslog, type Syslog } from './syslog.ts'
import { openWebServer, type WebDevice } from './web-server.ts'

/** Fields that each description of a device has. */
export interface DeviceData {
  readonly id: string
  readonly vendor: string
  readonly model: string
  readonly mac: string
  readonly user: string
}

/** Parts that exist before the behaviour is assembled. */
export interface DeviceCore {
  readonly sip: SipUserAgent
  readonly pace: Pace
  readonly syslog: Syslog
  readonly faults: Faults
  readonly life: Life
  readonly now: () => number
  readonly onChange: () => void
  newLine(id: string, model: string): PhoneLine
}

export interface DeviceBehaviour {
  readonly web: WebDevice
  readonly lines: readonly PhoneLine[]
  answerSip(incoming: IncomingRequest): void
  /** Objects of the device's own SNMP agent; null without one. */
  snmp(): readonly AgentRow[] | null
  onStart(): void
  /** The registrations have been stopped. */
  onStop(): void
  firmware(): string
  /** The right password at its web interface. */
  password(): string
  /** False for a device whose handsets or ports have no keys. */
  readonly hasKeys: boolean
}

export interface DeviceOptions {
  /** Realistic duration of a restart, milliseconds. */
  readonly restartMs: number
  /** User-Agent of its SIP requests; null sends none. */
  sipUserAgent(): string | null
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openDevice(
  data: DeviceData,
  parts: PracticeDeviceParts,
  options: DeviceOptions,
  assemble: (core: DeviceCore) => DeviceBehaviour,
): Promise<PracticeDeviceHandle> {
  const { address, ports, log, onChange } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  let behaviour: DeviceBehaviour | null = null
  const sip = open.use(
    await createSipUserAgent({
      ...{ address, port: ports.sip, log },
      handler: (incoming) => behaviour?.answerSip(incoming),
    }),
  )
  const core = coreOf(data, parts, { sip, options, off: switchedOff.signal, behaviour: () => behaviour })
  const device = assemble(core)
  behaviour = device
  open.defer(async () => {
    await Promise.all(device.lines.map(({ registration }) => registration.signOff()))
  })
  const snmp = open.use(await openSnmp(parts, data, device, core.life))
  const web = open.use(
    await openWebServer({ address, port: ports.http, onChange }, device.web, core.faults, core.pace),
  )
  core.life.start()
  const owned = open.move()
  const { id, vendor, model, mac, user } = data
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, user, address, faults: core.faults.list() },
      ...{ firmware: device.firmware(), password: device.password() },
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      handsets: device.lines.map((line) => line.handset()),
    }),
    dial: (lineId, digits) => dial(device, lineId, digits),
    misbehave: core.faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function coreOf(
  data: DeviceData,
  parts: PracticeDeviceParts,
  given: {
    readonly sip: SipUserAgent
    readonly options: DeviceOptions
    readonly off: AbortSignal
    readonly behaviour: () => DeviceBehaviour | null
  },
): DeviceCore {
  const { now, onChange } = parts
  const { sip, options, behaviour } = given
  const pace = createPace(parts.pace, given.off)
  const syslog = createSyslog(now)
  const life = createLife({
    ...{ id: data.id, parts, pace, restartMs: options.restartMs },
    onStop() {
      for (const { registration } of behaviour()?.lines ?? []) registration.stop()
      behaviour()?.onStop()
    },
    onStart: () => behaviour()?.onStart(),
  })
  return {
    ...{ sip, pace, syslog, life, now, onChange, faults: createFaults(onChange) },
    newLine: (id, model) =>
      createPhoneLine({
        ...{ id, model, sip, pace, now, say: syslog.write, onChange },
        userAgent: options.sipUserAgent,
      }),
  }
}

function openSnmp(parts: PracticeDeviceParts, { mac }: DeviceData, device: DeviceBehaviour, life: Life) {
  if (device.snmp() === null) return openStandInAgent(parts, mac)
  return openSnmpAgent({
    ...{ address: parts.address, port: parts.ports.snmp, silent: life.restarting },
    rows: () => device.snmp() ?? [],
  })
}

async function dial({ lines, hasKeys }: DeviceBehaviour, lineId: string, digits: string): Promise<boolean> {
  const line = hasKeys ? lines.find(({ id }) => id === lineId) : undefined
  await line?.dial(digits)
  return line !== undefined
}
