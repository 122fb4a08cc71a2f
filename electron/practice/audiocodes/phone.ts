/** The practice IP phone, assembled from its settings, pages, SIP side and provisioning. */
import type { IncomingRequest } from '../../sip/index.ts'
import { createFaults } from '../kit/faults.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { openStandInAgent } from '../kit/snmp/stand-in.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { openBody } from './body.ts'
import { bareMac, type PhoneData, phoneDataSchema } from './data.ts'
import { subscribe, takeUrl } from './phone-pnp.ts'
import { fetchConfiguration, fetchFirmware } from './phone-provisioning.ts'
import { createSessions } from './phone-sessions.ts'
import { keys, openPhoneSettings, type PhoneSettings } from './phone-settings.ts'
import { accountIn, type Phone, sipUserAgent } from './phone-state.ts'
import { phoneWeb } from './phone-web.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export async function openPhone(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = phoneDataSchema.parse(given)
  const { address, ports, now, log, onChange } = parts
  await using open = new AsyncDisposableStack()
  const settings = openPhoneSettings(parts.flashFolder, data, (reason) =>
    log.write('practice.flash.not-written', { device: data.id, reason }),
  )
  const sessions = createSessions(now, () => Number(settings.get(keys.sessionSeconds)) * 1000)
  const phone = await openParts(open, parts, { data, settings, onStop: sessions.clear })
  // no SNMP agent is published
  const snmp = open.use(await openStandInAgent(parts, data.mac))
  const faults = createFaults(onChange)
  const web = open.use(
    await openWebServer(
      { address, port: ports.http, onChange },
      phoneWeb(phone, { faults, sessions, now }),
      faults,
      phone.body.pace,
    ),
  )
  const { life, sip, lines, dial } = phone.body
  life.start()
  const owned = open.move()
  const { id, vendor, model, mac, password } = data
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, address, password, firmware: settings.firmware(), faults: faults.list() },
      user: settings.get(keys.user),
      ports: { http: web.port, https: web.port, sip: sip.port, snmp: snmp.port },
      handsets: lines.map((line) => line.handset()),
    }),
    ...{ dial, misbehave: faults.set },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The phone without its web server. */
async function openParts(
  open: AsyncDisposableStack,
  parts: PracticeDeviceParts,
  given: { readonly data: PhoneData; readonly settings: PhoneSettings; readonly onStop: () => void },
): Promise<Phone> {
  const { data, settings } = given
  let turn = 0
  let lastRequest = ''
  const userAgent = () => sipUserAgent(data, settings)
  const body = await openBody(open, parts, {
    ...{ id: data.id, model: data.model, lineIds: [bareMac(data)], userAgent },
    accounts: () => [accountIn(settings)],
    answer: (incoming) => answer(incoming),
    onStop() {
      turn += 1
      given.onStop()
    },
    onStart() {
      subscribe(phone)
      fetchFiles(randomDelayMs(phone))
    },
  })
  const fetchFiles = (delayMs: number): void => {
    turn += 1
    const mine = turn
    const fetching = {
      ...{ data, settings, syslog: body.syslog, pace: body.pace, isCurrent: () => mine === turn },
      onRequest: (url: string) => {
        lastRequest = url
      },
    }
    body.life.run(async () => {
      if (!(await body.pace.wait(delayMs)) || mine !== turn) return
      if (await fetchConfiguration(fetching)) body.registerLines()
      parts.onChange()
      const version = await fetchFirmware(fetching)
      if (version === null || mine !== turn) return
      settings.setFirmware(version)
      body.life.restart('firmware')
    })
  }
  const phone: Phone = {
    ...{ data, settings, body, address: parts.address },
    fetchNow: () => fetchFiles(0),
    lastRequest: () => lastRequest,
  }
  const answer = answerSip(phone, userAgent)
  return phone
}

/** A delay below that of the setting after each start: documented as random, here always the same for one phone. */
const randomDelayMs = ({ settings, data }: Phone): number =>
  Number(settings.get(keys.randomSeconds)) * 1000 * (Number.parseInt(bareMac(data).slice(-2), 16) / 256)

/** check-sync fetches again, or restarts where the setting says so. */
function answerSip(phone: Phone, userAgent: () => string): (incoming: IncomingRequest) => void {
  const answers = createSipAnswers({
    silent: () => false,
    ...{ userAgent, fetchEvents: ['check-sync'] },
    refetch() {
      if (phone.settings.get(keys.forceReboot) === '1') phone.body.life.restart('check-sync')
      else phone.fetchNow()
      return true
    },
  })
  return (incoming) => {
    if (!takeUrl(phone, incoming)) answers(incoming)
  }
}
