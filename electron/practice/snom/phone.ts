/** The practice Snom phone, assembled from its settings, pages, SIP side and provisioning. */
import { randomUUID } from 'node:crypto'
import { createSipUserAgent, type IncomingRequest, type SipUserAgent } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { createLife } from '../kit/life.ts'
import { createPace } from '../kit/pace.ts'
import { createPhoneLine, type PhoneLine } from '../kit/phone-line.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { createSyslog } from '../kit/syslog.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type PhoneData, phoneDataSchema } from './data.ts'
import { subscribe, takeUrl } from './pnp.ts'
import { fetchFirmware, fetchSettings } from './provisioning.ts'
import { openSettings, type Settings } from './settings.ts'
import { accountIn } from './settings-file.ts'
import { bareMac, type Phone, sipUserAgent } from './state.ts'
import { phoneWeb } from './web.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** @throws PunchdownError port-in-use | address-not-here */
export async function openSnomPhone(
  given: unknown,
  parts: PracticeDeviceParts,
): Promise<PracticeDeviceHandle> {
  const data = phoneDataSchema.parse(given)
  const { address, ports, log, now, onChange } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  let answer: (incoming: IncomingRequest) => void = () => undefined
  const sip = open.use(
    await createSipUserAgent({ address, port: ports.sip, log, handler: (incoming) => answer(incoming) }),
  )
  // SNMP is off by default (inferred): only the stand-in answers
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const { phone, line } = assemble(data, parts, sip, switchedOff.signal)
  answer = answerSip(phone)
  open.defer(() => line.registration.signOff())
  const faults = createFaults(onChange)
  const listening = { address, port: ports.http, onChange }
  const web = open.use(await openWebServer(listening, phoneWeb(phone, { faults, now }), faults, phone.pace))
  phone.life.start()
  const owned = open.move()
  const { id, vendor, model, mac } = data
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, address, firmware: phone.settings.firmware(), faults: faults.list() },
      user: phone.settings.get('http_user') || data.user,
      password: phone.settings.get('http_pass'),
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      handsets: [line.handset()],
    }),
    async dial(lineId, digits) {
      if (lineId !== line.id) return false
      await line.dial(digits)
      return true
    },
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function phoneSettings(data: PhoneData, { flashFolder, log }: PracticeDeviceParts): Settings {
  const initial = new Map([['restrict_uri_queries', data.options.restrictUriQueries ? 'on' : 'off']])
  if (data.password !== '') initial.set('http_user', data.user).set('http_pass', data.password)
  return openSettings({
    ...{ folder: flashFolder, id: data.id, firmware: data.firmware, initial },
    onFailure: (reason) => log.write('practice.flash.not-written', { device: data.id, reason }),
  })
}

function assemble(
  data: PhoneData,
  parts: PracticeDeviceParts,
  sip: SipUserAgent,
  off: AbortSignal,
): { readonly phone: Phone; readonly line: PhoneLine } {
  const { now, onChange } = parts
  const settings = phoneSettings(data, parts)
  const pace = createPace(parts.pace, off)
  const syslog = createSyslog(now)
  const line = createPhoneLine({
    ...{ id: bareMac(data), model: data.model, sip, pace, now, say: syslog.write, onChange },
    userAgent: () => sipUserAgent(data, settings),
  })
  let hiddenTag = randomUUID()
  let turn = 0
  const register = (): void => line.registration.use(accountIn(settings))
  const life = createLife({
    ...{ id: data.id, parts, pace, restartMs },
    onStop() {
      turn += 1
      line.registration.stop()
      settings.restart()
    },
    onStart() {
      hiddenTag = randomUUID()
      register()
      subscribe(sip, phone)
      phone.fetchSettings()
    },
  })
  const phone: Phone = {
    ...{ data, settings, syslog, pace, life },
    hiddenTag: () => hiddenTag,
    fetchSettings() {
      turn += 1
      const mine = turn
      life.run(async () => {
        if (!(await fetchSettings(phone, () => mine === turn)) || mine !== turn) return
        register()
        onChange()
      })
    },
    loadFirmware: (url) =>
      life.run(async () => {
        const version = await fetchFirmware(phone, url)
        if (version === null) return
        settings.setFirmware(version)
        life.restart('firmware')
      }),
  }
  return { phone, line }
}

/** check-sync fetches the settings again, with `reboot=true` after a restart. */
function answerSip(phone: Phone): (incoming: IncomingRequest) => void {
  const { life, data, settings } = phone
  let isReboot = false
  const answers = createSipAnswers({
    silent: life.restarting,
    userAgent: () => sipUserAgent(data, settings),
    fetchEvents: ['check-sync'],
    refetch() {
      if (isReboot) life.restart('check-sync')
      else phone.fetchSettings()
      return true
    },
  })
  return (incoming) => {
    if (!life.restarting() && takeUrl(phone, incoming)) return
    isReboot = /;\s*reboot\s*=\s*true\b/i.test(incoming.request.headers.get('Event') ?? '')
    answers(incoming)
  }
}
