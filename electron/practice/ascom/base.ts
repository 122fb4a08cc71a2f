/** The practice Ascom base, assembled from its requests, pages, users and SNMP agent. */
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import { handsetIpei } from '../kit/handset-ipei.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import type { AgentRow } from '../kit/snmp/message.ts'
import { macLineOf, rowsOf } from '../kit/snmp/mib.ts'
import { createTypedUrlFetch } from '../kit/typed-url.ts'
import type { WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { commandAnswer, isOpen, isReset } from './commands.ts'
import { type BaseData, baseDataSchema } from './data.ts'
import { basePages } from './pages.ts'
import { openBaseFlash } from './settings.ts'
import { type Base, registerHandsets } from './state.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 90_000

/** @throws PunchdownError port-in-use | address-not-here */
export function openAscomBase(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = baseDataSchema.parse(given)
  // no User-Agent is published
  const options = { restartMs, sipUserAgent: () => null }
  return openDevice(data, parts, options, (core) => behaviourOf(createBase(data, core, parts)))
}

function createBase(data: BaseData, core: DeviceCore, parts: PracticeDeviceParts): Base {
  const { id, password } = data
  const flash = openBaseFlash({
    ...{ folder: parts.flashFolder, id, password },
    onFailure: (reason) => parts.log.write('practice.flash.not-written', { device: id, reason }),
  })
  const lines = data.handsets.map((model, position) =>
    core.newLine(handsetIpei(data.manufacturer, data.mac, position), model),
  )
  return { data, core, flash, lines }
}

function behaviourOf(base: Base): DeviceBehaviour {
  const { data, core, flash, lines } = base
  const pages = basePages(base)
  const fetching = createTypedUrlFetch(core, () => flash.content.provisioningUrl)
  const rows = snmpRows(data)
  return {
    ...{ web: baseWeb(base, pages.web), lines },
    // whether it takes check-sync is not published
    answerSip: createSipAnswers({
      silent: core.life.restarting,
      userAgent: () => null,
      fetchEvents: [],
      refetch: () => false,
    }),
    snmp: () => rows,
    onStart() {
      registerHandsets(base)
      fetching.start()
    },
    onStop() {
      fetching.stop()
      pages.reset()
    },
    firmware: () => data.firmware,
    password: () => flash.content.password,
    hasKeys: true,
  }
}

/** The requests of public clients, and the pages for a person behind the same sign-in. */
const baseWeb = (base: Base, pages: WebDevice): WebDevice => ({
  ...pages,
  schemeOf: (head) => (isOpen(head) ? null : pages.schemeOf(head)),
  isWrite: (head) => isReset(head) || pages.isWrite(head),
  answer: (request) => commandAnswer(base, request) ?? pages.answer(request),
  passwordChange: (request) => (isOpen(request) ? null : pages.passwordChange(request)),
})

/** sysDescr, sysObjectID, sysName and ifPhysAddress.1; the value of sysName is ours. */
function snmpRows({ model, firmware, hardware, mac }: BaseData): AgentRow[] {
  const name = `${model}-${mac.split(':').slice(-3).join('-').toLowerCase()}`
  return rowsOf([
    `1.3.6.1.2.1.1.1.0|4|${model}[${firmware}], Bootcode[${firmware}], Hardware[${model}-${hardware}]`,
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.27614.1',
    `1.3.6.1.2.1.1.5.0|4|${name}`,
    macLineOf(mac),
  ])
}
