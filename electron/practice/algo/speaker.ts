/** The practice Algo device, assembled from its settings, REST API, SIP side and provisioning. */
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
import { type SpeakerData, speakerDataSchema } from './data.ts'
import { accountIn, fetchConfiguration } from './provisioning.ts'
import { openSettings, type Settings } from './settings.ts'
import { bareMac, type Speaker, sipUserAgent } from './state.ts'
import { speakerWeb } from './web.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** @throws PunchdownError port-in-use | address-not-here */
export async function openAlgo(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = speakerDataSchema.parse(given)
  const { address, ports, log, onChange } = parts
  await using open = new AsyncDisposableStack()
  const switchedOff = new AbortController()
  open.defer(() => switchedOff.abort())
  let answer: (incoming: IncomingRequest) => void = () => undefined
  const sip = open.use(
    await createSipUserAgent({ address, port: ports.sip, log, handler: (incoming) => answer(incoming) }),
  )
  // SNMP is off in a factory device: only the stand-in answers
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const { speaker, line } = assemble(data, parts, sip, switchedOff.signal)
  answer = answerSip(speaker)
  open.defer(() => line.registration.signOff())
  const faults = createFaults(onChange)
  const listening = { address, port: ports.http, onChange }
  const web = open.use(await openWebServer(listening, speakerWeb(speaker, faults), faults, speaker.pace))
  speaker.life.start()
  const owned = open.move()
  const { id, vendor, model, mac, firmware, user } = data
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, address, firmware, user, faults: faults.list() },
      password: speaker.settings.text('api.admin.pwd'),
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      handsets: [line.handset()],
    }),
    // a speaker has no keys
    dial: () => Promise.resolve(false),
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function speakerSettings(data: SpeakerData, { flashFolder, log }: PracticeDeviceParts): Settings {
  const { options, password, id } = data
  const initial = new Map([
    ['admin.web.api', options.restApi ? '1' : '0'],
    ['api.auth.basic', options.basic ? '1' : '0'],
    ['api.admin.pwd', password],
  ])
  return openSettings({
    ...{ folder: flashFolder, id, initial },
    onFailure: (reason) => log.write('practice.flash.not-written', { device: id, reason }),
  })
}

function assemble(
  data: SpeakerData,
  parts: PracticeDeviceParts,
  sip: SipUserAgent,
  off: AbortSignal,
): { readonly speaker: Speaker; readonly line: PhoneLine } {
  const { now, onChange } = parts
  const settings = speakerSettings(data, parts)
  const pace = createPace(parts.pace, off)
  const syslog = createSyslog(now)
  const line = createPhoneLine({
    ...{ id: bareMac(data), model: data.model, sip, pace, now, say: syslog.write, onChange },
    userAgent: () => sipUserAgent(data),
  })
  let turn = 0
  const register = (): void => line.registration.use(accountIn(settings))
  const life = createLife({
    ...{ id: data.id, parts, pace, restartMs },
    onStop() {
      turn += 1
      line.registration.stop()
    },
    onStart: () => speaker.applySettings(),
  })
  const speaker: Speaker = {
    ...{ data, settings, syslog, pace, life, now },
    applySettings() {
      if (life.restarting()) return
      turn += 1
      const mine = turn
      register()
      life.run(async () => {
        if (!(await fetchConfiguration(speaker, () => mine === turn && !pace.off.aborted))) return
        if (mine === turn) register()
        onChange()
      })
    },
  }
  return { speaker, line }
}

/** check-sync, as sip.interop.checksync says: a restart always, or with `reboot=true` only. */
function answerSip({ life, data, settings, applySettings }: Speaker): (incoming: IncomingRequest) => void {
  let isReboot = false
  const answers = createSipAnswers({
    silent: life.restarting,
    userAgent: () => sipUserAgent(data),
    fetchEvents: ['check-sync'],
    refetch() {
      if (isReboot || settings.get('sip.interop.checksync') === 'always-reboot') life.restart('check-sync')
      else applySettings()
      return true
    },
  })
  return (incoming) => {
    isReboot = /;\s*reboot\s*=\s*true\b/i.test(incoming.request.headers.get('Event') ?? '')
    answers(incoming)
  }
}
