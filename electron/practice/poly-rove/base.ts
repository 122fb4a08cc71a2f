/** The practice base, assembled from web pages, SIP, SNMP, handsets and faults. */
import { toProblem } from '#shared/errors.ts'
import { createSipUserAgent, type SipUserAgent } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { createLine } from '../kit/line.ts'
import { createPace, type Pace } from '../kit/pace.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openSnmpAgent } from '../kit/snmp/agent.ts'
import { createSyslog, type Syslog } from '../kit/syslog.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type BaseData, baseDataSchema } from './data.ts'
import { createFirmwareUpdate, type FirmwareUpdate } from './firmware.ts'
import { type BaseFlash, openBaseFlash } from './flash-content.ts'
import { createHandset, type PracticeHandset } from './handset.ts'
import { createPagesView, type PagesView, type Settings, settingsOf } from './pages-view.ts'
import { names, type Page, pagesOf } from './parameters.ts'
import { createPower, type Power } from './power.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { snmpRows } from './snmp-rows.ts'
import { handsetRows, upFor } from './status-rows.ts'
import { roveWeb } from './web.ts'

/** Time between a submitted form and its effect; a realistic figure of ours, milliseconds. */
const submitMs = 1_500
/** Events that make the OBi family fetch again: `resync` by its manual; check-sync is sent by the gateway. */
const fetchEvents = ['check-sync', 'resync']

/** The parts of one base; later parts depend on earlier ones. */
interface Base {
  readonly data: BaseData
  readonly parts: PracticeDeviceParts
  readonly flash: BaseFlash
  readonly settings: Settings
  readonly pages: readonly Page[]
  readonly syslog: Syslog
  readonly pace: Pace
  readonly handsets: readonly PracticeHandset[]
  readonly schedule: Schedule
  readonly power: Power
  readonly firmware: FirmwareUpdate
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openRoveBase(
  given: unknown,
  parts: PracticeDeviceParts,
): Promise<PracticeDeviceHandle> {
  const data = baseDataSchema.parse(given)
  const { address, ports, log, onChange } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  const pace = createPace(parts.pace, switchedOff.signal)
  const syslog = createSyslog(parts.now)
  const flash = openBaseFlash(parts.flashFolder, data, (reason) =>
    log.write('practice.flash.not-written', { device: data.id, reason }),
  )
  const handsets: PracticeHandset[] = []
  let base: Base | null = null
  const isRestarting = () => base?.power.restarting() === true
  const userAgent = () => `OBIHAI/${data.model}-${flash.content.firmware}`
  const sip = open.use(
    await createSipUserAgent({
      address,
      port: ports.sip,
      log,
      handler: createSipAnswers({
        silent: isRestarting,
        userAgent,
        fetchEvents,
        refetch: (user, event) => refetch(handsets, syslog, user, event),
      }),
    }),
  )
  const snmp = open.use(
    await openSnmpAgent({
      ...{ address, port: ports.snmp, silent: isRestarting },
      rows: () =>
        snmpRows({ ...data, description: `${data.vendor} ${data.model} ${flash.content.firmware}` }),
    }),
  )
  handsets.push(...handsetsOf(data, { parts, flash, pace, syslog, sip, userAgent }))
  const opened = assemble({ data, parts, flash, pace, syslog, handsets })
  base = opened
  open.defer(async () => {
    opened.schedule.stop()
    opened.firmware.stop()
    await Promise.all(handsets.map((handset) => handset.signOff()))
  })
  const faults = createFaults(onChange)
  const web = open.use(
    await openWebServer(
      { address, port: ports.http, onChange },
      roveWeb({
        ...opened,
        ...{ faults, now: parts.now },
        view: viewOf(opened),
        submit: (fields) => submit(opened, fields),
      }),
      faults,
      pace,
    ),
  )
  opened.power.boot()
  const owned = open.move()
  // without HTTPS both web ports are the same
  const openPorts = () => ({ http: web.port, https: web.port, sip: sip.port, snmp: snmp.port })
  return {
    id: data.id,
    status: () => statusOf(opened, openPorts(), faults.list()),
    async dial(ipei, digits) {
      const handset = handsets.find((each) => each.identity.ipei === ipei)
      if (handset === undefined) return false
      await handset.dial(digits)
      return true
    },
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function assemble(known: Pick<Base, 'data' | 'parts' | 'flash' | 'pace' | 'syslog' | 'handsets'>): Base {
  const { data, parts, flash, pace, syslog, handsets } = known
  const { now, onChange } = parts
  const pages = pagesOf(data.handsets.length)
  const settings = settingsOf(pages, flash)
  const schedule = createSchedule(settings, handsets)
  const power: Power = createPower({
    ...{ flash, handsets, schedule, syslog, now, onChange },
    firmware: () => firmware,
    later: (ms, work) => later({ data, parts, pace }, ms, work),
  })
  const firmware = createFirmwareUpdate({
    releases: data.onServer,
    setting: settings.get,
    running: () => flash.content.firmware,
    install(release) {
      flash.content.firmware = release.base
      for (const { ipei, model } of data.handsets) {
        const kept = flash.content.handsets[ipei]
        const next = release.handsets[model]
        if (kept !== undefined && next !== undefined) kept.firmware = next
      }
      flash.save()
      power.restart()
    },
    ...{ pace, syslog, onChange },
  })
  return { ...known, pages, settings, schedule, power, firmware }
}

function later(
  { data, parts, pace }: Pick<Base, 'data' | 'parts' | 'pace'>,
  ms: number,
  work: () => void,
): void {
  pace
    .wait(ms)
    .then((isOn) => (isOn ? work() : undefined))
    .catch((error: unknown) => parts.log.write('practice.failed', { device: data.id, ...toProblem(error) }))
}

function handsetsOf(
  data: BaseData,
  base: Pick<Base, 'parts' | 'flash' | 'pace' | 'syslog'> & { sip: SipUserAgent; userAgent: () => string },
): PracticeHandset[] {
  const { parts, flash, pace, syslog, sip, userAgent } = base
  const line = createLine(sip, userAgent)
  const macros = () => ({
    DM: data.model,
    DSN: data.serial,
    MAC: data.mac.replaceAll(':', ''),
    FWV: flash.content.firmware,
  })
  return data.handsets.map((handset, index) =>
    createHandset({
      identity: { ...handset, slot: index + 1 },
      ...{ flash, line, pace, syslog, macros },
      userAgent: () => data.model,
      onChange: parts.onChange,
    }),
  )
}

function refetch(handsets: readonly PracticeHandset[], syslog: Syslog, user: string, event: string): boolean {
  syslog.write(`SIP: ${event} for ${user}`)
  const handset = handsets.find((each) => each.owns(user))
  handset?.refresh()
  return handset !== undefined
}

/** Stores a submitted form; its effect follows after a delay, as on the device. */
function submit(base: Base, fields: readonly (readonly [string, string])[]): void {
  const { settings, schedule, syslog, power, handsets, firmware, parts } = base
  const before = schedule.template()
  const changed = settings.submit(fields)
  if (changed.length === 0) return
  syslog.write(`WEB: ${changed.length} settings changed`)
  if (changed.includes(names.webPort)) power.requireReboot()
  const after = schedule.template()
  later(base, submitMs, () => {
    if (power.restarting()) return
    if (after !== null && after !== before) for (const handset of handsets) handset.provision(after)
    schedule.arm()
    firmware.consider('submit')
  })
  parts.onChange()
}

const viewOf = ({
  pages,
  settings,
  power,
  syslog,
  data,
  parts,
  flash,
  firmware,
  handsets,
}: Base): PagesView =>
  createPagesView({
    ...{ pages, settings, syslog, model: data.model, rebootRequired: power.rebootRequired },
    activeCalls: () => handsets.filter((handset) => handset.state().calling).length,
    readOnly: () => ({
      'WAN.AddressingType': 'DHCP',
      'WAN.IPAddress': parts.address,
      'WAN.MACAddress': data.mac.replaceAll(':', ''),
      'DeviceInfo.ModelName': data.model,
      'DeviceInfo.SerialNumber': data.serial,
      'DeviceInfo.HardwareVersion': '1.0',
      'DeviceInfo.SoftwareVersion': flash.content.firmware,
      'DeviceInfo.UpTime': upFor(power.upMs(), flash.content.bootCount),
      'DeviceInfo.FirmwareDownload': firmware.progress(),
      ...Object.fromEntries(handsets.flatMap((handset) => handsetRows(handset, flash.content.handsets))),
    }),
  })

function statusOf(
  { data, parts, flash, handsets }: Base,
  ports: { http: number; https: number; sip: number; snmp: number },
  faults: ReturnType<ReturnType<typeof createFaults>['list']>,
): ReturnType<PracticeDeviceHandle['status']> {
  const { id, vendor, model, mac, user, password } = data
  return {
    ...{ id, vendor, model, mac, user, password, address: parts.address, ports, faults },
    firmware: flash.content.firmware,
    handsets: handsets.map((handset) => {
      const { display, registered, tones } = handset.state()
      const { ipei, model: handsetModel } = handset.identity
      return { ipei, model: handsetModel, display, registered, tones: [...tones] }
    }),
  }
}
