/** The practice Gigaset base, assembled from its settings, pages, SIP side and provisioning. */
import type { IncomingRequest } from '../../sip/index.ts'
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import { handsetIpei } from '../kit/handset-ipei.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { admitHandsets, isRegistered, registerHandsets } from './accounts.ts'
import { type BaseData, baseDataSchema } from './data.ts'
import { baseWeb } from './pages.ts'
import { subscribe, takeUrl } from './pnp.ts'
import { provision } from './provisioning.ts'
import { names, openSettings, type Settings } from './settings.ts'
import type { Base } from './state.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** @throws PunchdownError port-in-use | address-not-here */
export function openGigasetBase(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = baseDataSchema.parse(given)
  const options = { restartMs, sipUserAgent: () => data.options.sipUserAgent }
  return openDevice(data, parts, options, (core) => behaviourOf(createBase(data, core, parts)))
}

function baseSettings(data: BaseData, { flashFolder, log }: PracticeDeviceParts): Settings {
  const { id, firmware, build } = data
  return openSettings({
    ...{ folder: flashFolder, id, firmware, build },
    initial: new Map<string, string>([
      [names.multicast, '1'],
      [names.webPassword, data.password],
      [names.band, data.options.band],
    ]),
    onFailure: (reason) => log.write('practice.flash.not-written', { device: id, reason }),
  })
}

interface Turns extends Base {
  /** Ends the fetch and the window of before a restart. */
  endTurn(): void
}

function createBase(data: BaseData, core: DeviceCore, parts: PracticeDeviceParts): Turns {
  const { life, now, pace, onChange } = core
  const settings = baseSettings(data, parts)
  let turn = 0
  let window = { startsAt: 0, endsAt: 0 }
  const isWindowOpen = (): boolean => now() >= window.startsAt && now() < window.endsAt
  const base: Turns = {
    ...{ data, core, settings, isWindowOpen },
    handsets: data.handsets.map((model, position) => {
      const ipei = handsetIpei(data.manufacturer, data.mac, position)
      return { ipui: ipei.toLowerCase(), model, line: core.newLine(ipei, model) }
    }),
    endTurn() {
      turn += 1
      window = { startsAt: 0, endsAt: 0 }
    },
    fetchConfiguration() {
      turn += 1
      const mine = turn
      life.run(async () => {
        if (!(await provision(base, () => mine === turn)) || mine !== turn) return
        registerHandsets(base)
        onChange()
      })
    },
    openWindow(startsAt, endsAt) {
      window = { startsAt, endsAt }
      life.run(async () => {
        if (!(await pace.wait(Math.max(0, startsAt - now())))) return
        // without a band there is no radio (ours)
        if (now() >= window.endsAt || settings.get(names.band) === '') return
        admitHandsets(base)
        registerHandsets(base)
        onChange()
      })
    },
  }
  return base
}

function behaviourOf(base: Turns): DeviceBehaviour {
  const { settings, handsets } = base
  const manual = baseWeb(base)
  return {
    web: manual.web,
    lines: handsets.map(({ line }) => line),
    answerSip: sipAnswers(base),
    // no object of its agent is published
    snmp: () => null,
    onStart() {
      registerHandsets(base)
      subscribe(base)
      base.fetchConfiguration()
    },
    onStop() {
      base.endTurn()
      manual.reset()
    },
    firmware: () => settings.firmware().version,
    password: () => settings.get(names.webPassword),
    hasKeys: true,
  }
}

/** check-sync to a registered account fetches; with `reboot=true` it restarts from 2.52 on, where a file allows it. */
function sipAnswers(base: Base): (incoming: IncomingRequest) => void {
  const { core, data, settings } = base
  let isReboot = false
  const answers = createSipAnswers({
    silent: core.life.restarting,
    userAgent: () => data.options.sipUserAgent,
    fetchEvents: ['check-sync'],
    refetch(user) {
      if (!isRegistered(base, user)) return false
      const isAllowed = settings.get(names.rebootByCheckSync) === '1' && isFrom252(settings)
      if (!isReboot) base.fetchConfiguration()
      else if (isAllowed) core.life.restart('check-sync')
      return true
    },
  })
  return (incoming) => {
    if (!core.life.restarting() && takeUrl(base, incoming)) return
    isReboot = /;\s*reboot\s*=\s*true\b/i.test(incoming.request.headers.get('Event') ?? '')
    answers(incoming)
  }
}

/** `83.V2.52.0` and later. */
function isFrom252(settings: Settings): boolean {
  const [, major, minor] = /V(\d+)\.(\d+)/.exec(settings.firmware().version) ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 52)
}
