/** The practice base: web pages, SIP, SNMP, handsets and faults put together. */
import { toProblem } from '#shared/errors.ts'
import type { PracticeDevice, PracticeFault } from '#shared/model/host.ts'
import type { Log } from '../../platform/log.ts'
import { createSipUserAgent, type SipUserAgent } from '../../sip/user-agent.ts'
import { createPace } from '../pace.ts'
import type { PracticeOptions } from '../practice.ts'
import { createFirmwareUpdate, type Release } from './firmware.ts'
import { openFlash } from './flash.ts'
import { createHandset, type HandsetIdentity, type PracticeHandset } from './handset.ts'
import { createLine } from './line.ts'
import { createPagesView, settingsOf } from './pages-view.ts'
import { names, pagesOf } from './parameters.ts'
import { createSipAnswers } from './sip-answers.ts'
import { openSnmpAgent } from './snmp-agent.ts'
import { handsetRows, upFor } from './status-rows.ts'
import { createSyslog } from './syslog.ts'
import { openWebServer } from './web.ts'

export interface BaseData {
  readonly id: string
  readonly vendor: string
  readonly model: string
  readonly mac: string
  readonly serial: string
  readonly user: string
  readonly password: string
  readonly firmware: string
  readonly onServer: readonly Release[]
  readonly handsets: readonly Omit<HandsetIdentity, 'slot'>[]
}

export interface PracticeBase extends AsyncDisposable {
  status(): PracticeDevice
  dial(ipei: string, digits: string): Promise<void>
  misbehave(fault: PracticeFault, on: boolean): void
  handset(ipei: string): PracticeHandset | null
}

export interface BaseParts {
  readonly data: BaseData
  readonly options: PracticeOptions
  readonly now: () => number
  readonly log: Log
  readonly onChange: () => void
}

/** Lifelike figures, milliseconds; ours. A Rove's own restart takes longer than a technician's patience in practice. */
const restartMs = 12_000
const submitMs = 1_500

/** @throws PunchdownError port-in-use | address-not-here */
export async function createPracticeBase(parts: BaseParts): Promise<PracticeBase> {
  const { data, options, now, log, onChange } = parts
  const switchedOff = new AbortController()
  const pace = createPace(options.pace, switchedOff.signal)
  const factory = {
    firmware: data.firmware,
    settings: {},
    handsets: Object.fromEntries(
      data.handsets.map(({ ipei }) => [ipei, { firmware: data.firmware, url: null, account: null }]),
    ),
    bootCount: 0,
  }
  const flash = openFlash(options.flashFolder, data.id, factory, (why) =>
    log.write('practice.flash.not-written', { device: data.id, why }),
  )
  const { content } = flash
  const syslog = createSyslog(now)
  const faults = new Set<PracticeFault>()
  const pages = pagesOf(data.handsets.length)
  const settings = settingsOf(pages, flash)
  let bootedAt = now()
  let restarting = false
  let rebootRequired = false
  let periodic: NodeJS.Timeout | undefined

  await using open = new AsyncDisposableStack()
  open.defer(() => switchedOff.abort())

  const userAgent = () => `OBIHAI/${data.model}-${content.firmware}`
  const handsets: PracticeHandset[] = []
  const endpoint: SipUserAgent = open.use(
    await createSipUserAgent({
      address: options.address,
      port: options.ports.sip,
      log,
      handler: createSipAnswers({
        silent: () => restarting,
        userAgent,
        handsets,
        heard: (text) => syslog.write(`SIP: ${text}`),
      }),
    }),
  )
  const snmp = open.use(
    await openSnmpAgent({
      address: options.address,
      port: options.ports.snmp,
      description: `${data.vendor} ${data.model} ${content.firmware}`,
      name: data.model,
      mac: data.mac,
      silent: () => restarting,
    }),
  )
  const line = createLine(endpoint, userAgent)
  for (const [index, handset] of data.handsets.entries()) {
    handsets.push(
      createHandset({
        identity: { ...handset, slot: index + 1 },
        flash,
        line,
        pace,
        syslog,
        macros: () => ({
          DM: data.model,
          DSN: data.serial,
          MAC: data.mac.replaceAll(':', ''),
          FWV: content.firmware,
        }),
        userAgent: () => data.model,
        onChange,
      }),
    )
  }
  open.defer(async () => {
    clearTimeout(periodic)
    firmware.stop()
    await Promise.all(handsets.map((handset) => handset.signOff()))
  })

  /** The URL template while provisioning is switched on, else null. */
  const template = (): string | null => {
    const on =
      settings.get(names.method) !== 'Disabled' && settings.get(names.provisioningOption) === 'Config URL'
    const url = settings.get(names.configUrl)
    return on && url !== '' ? url : null
  }
  const armPeriodic = () => {
    clearTimeout(periodic)
    const seconds = Number(settings.get(names.interval))
    if (settings.get(names.method) !== 'Periodically' || !(seconds > 0) || template() === null) return
    periodic = setTimeout(
      () => {
        for (const handset of handsets) handset.refresh()
        armPeriodic()
      },
      Math.min(seconds * 1000, 2_147_483_647),
    )
    periodic.unref()
  }

  const firmware = createFirmwareUpdate({
    releases: data.onServer,
    setting: settings.get,
    running: () => content.firmware,
    install(release) {
      content.firmware = release.base
      for (const { ipei, model } of data.handsets) {
        const kept = content.handsets[ipei]
        const next = release.handsets[model]
        if (kept !== undefined && next !== undefined) kept.firmware = next
      }
      flash.save()
      restart()
    },
    pace,
    syslog,
    onChange,
  })

  const boot = () => {
    bootedAt = now()
    content.bootCount++
    flash.save()
    snmp.describe(`${data.vendor} ${data.model} ${content.firmware}`)
    rebootRequired = false
    syslog.write(`SYS: started, firmware ${content.firmware}`)
    for (const handset of handsets) handset.boot(template())
    armPeriodic()
    firmware.consider('start')
    onChange()
  }
  const later = (ms: number, what: () => void) => {
    pace
      .wait(ms)
      .then((on) => (on ? what() : undefined))
      .catch((error: unknown) => log.write('practice.failed', { device: data.id, ...toProblem(error) }))
  }
  const restart = () => {
    if (restarting) return
    restarting = true
    clearTimeout(periodic)
    firmware.stop()
    for (const handset of handsets) handset.stop()
    syslog.write('SYS: restarting')
    onChange()
    later(restartMs, () => {
      restarting = false
      boot()
    })
  }

  const view = createPagesView({
    pages,
    settings,
    rebootRequired: () => rebootRequired,
    syslog,
    model: data.model,
    activeCalls: () => handsets.filter((handset) => handset.state().calling).length,
    readOnly: () => ({
      'WAN.AddressingType': 'DHCP',
      'WAN.IPAddress': options.address,
      'WAN.MACAddress': data.mac.replaceAll(':', ''),
      'DeviceInfo.ModelName': data.model,
      'DeviceInfo.SerialNumber': data.serial,
      'DeviceInfo.HardwareVersion': '1.0',
      'DeviceInfo.SoftwareVersion': content.firmware,
      'DeviceInfo.UpTime': upFor(now() - bootedAt, content.bootCount),
      'DeviceInfo.FirmwareDownload': firmware.progress(),
      ...Object.fromEntries(handsets.flatMap((handset) => handsetRows(handset, content.handsets))),
    }),
  })

  const web = open.use(
    await openWebServer(
      { address: options.address, port: options.ports.http },
      {
        model: data.model,
        user: data.user,
        password: () => settings.get(names.adminPassword),
        page: view.page,
        submit(fields) {
          const before = template()
          const changed = settings.submit(fields)
          if (changed.length === 0) return
          syslog.write(`WEB: ${changed.length} settings changed`)
          rebootRequired ||= changed.includes(names.webPort)
          const after = template()
          later(submitMs, () => {
            if (restarting) return
            if (after !== null && after !== before) for (const handset of handsets) handset.provision(after)
            armPeriodic()
            firmware.consider('submit')
          })
          onChange()
        },
        restart,
        restarting: () => restarting,
      },
      {
        has: (fault) => faults.has(fault),
        clear(fault) {
          faults.delete(fault)
          onChange()
        },
      },
      pace,
    ),
  )
  boot()
  const owned = open.move()

  const byIpei = (ipei: string) => handsets.find((each) => each.identity.ipei === ipei) ?? null
  return {
    status: () => ({
      id: data.id,
      vendor: data.vendor,
      model: data.model,
      firmware: content.firmware,
      mac: data.mac,
      address: options.address,
      // it has no HTTPS; the same number twice tells a scan so
      ports: { http: web.port, https: web.port, sip: endpoint.port, snmp: snmp.port },
      user: data.user,
      faults: [...faults],
      handsets: handsets.map((handset) => {
        const { display, registered, heard } = handset.state()
        const { ipei, model } = handset.identity
        return { ipei, model, display, registered, heard: [...heard] }
      }),
    }),
    async dial(ipei, digits) {
      await byIpei(ipei)?.dial(digits)
    },
    misbehave(fault, on) {
      if (on) faults.add(fault)
      else faults.delete(fault)
      onChange()
    },
    handset: byIpei,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
