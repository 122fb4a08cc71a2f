/**
 * The practice Spectralink server: SNMP agent, pages, fetch of the URL that was entered, and the registrations of its subscribed handsets.
 * The names and keys of its configuration files are not published, so the content of a fetched file is ignored.
 */
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import { fetchFile } from '../kit/fetching.ts'
import { handsetIpei } from '../kit/handset-ipei.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type ServerData, serverDataSchema } from './data.ts'
import { serverWeb } from './pages.ts'
import { openServerFlash } from './settings.ts'
import { snmpRows } from './snmp-rows.ts'
import { registerHandsets, type Server } from './state.ts'

/** Realistic figures of ours, milliseconds. */
const restartMs = 90_000
const retryMs = 30_000

/** @throws PunchdownError port-in-use | address-not-here */
export function openSpectralinkServer(
  given: unknown,
  parts: PracticeDeviceParts,
): Promise<PracticeDeviceHandle> {
  const data = serverDataSchema.parse(given)
  // no User-Agent is published
  const options = { restartMs, sipUserAgent: () => null }
  return openDevice(data, parts, options, (core) => behaviourOf(createServer(data, core, parts), parts))
}

function createServer(data: ServerData, core: DeviceCore, parts: PracticeDeviceParts): Server {
  const { id, password } = data
  const flash = openServerFlash({
    ...{ folder: parts.flashFolder, id, password },
    onFailure: (reason) => parts.log.write('practice.flash.not-written', { device: id, reason }),
  })
  const lines = data.handsets.map((model, position) =>
    core.newLine(handsetIpei(data.manufacturer, data.mac, position), model),
  )
  return { data, core, flash, lines }
}

function behaviourOf(server: Server, { macByStandIn = false }: PracticeDeviceParts): DeviceBehaviour {
  const { data, core, flash, lines } = server
  const manual = serverWeb(server)
  let turn = 0
  return {
    ...{ web: manual.web, lines },
    // whether it takes check-sync is not published
    answerSip: createSipAnswers({
      silent: core.life.restarting,
      userAgent: () => null,
      fetchEvents: [],
      refetch: () => false,
    }),
    snmp: () => snmpRows(server, macByStandIn),
    onStart() {
      turn += 1
      const mine = turn
      registerHandsets(server)
      core.life.run(() => fetchUrl(server, () => mine === turn))
    },
    onStop() {
      turn += 1
      manual.reset()
    },
    firmware: () => data.firmware,
    password: () => flash.content.password,
    hasKeys: true,
  }
}

/** Asks for the URL as it was typed until a server answers; a refused URL is not tried again. */
async function fetchUrl({ flash, core }: Server, isCurrent: () => boolean): Promise<void> {
  const url = flash.content.provisioningServer
  while (url !== '' && isCurrent()) {
    const file = await fetchFile(url, null, core.pace.off)
    core.syslog.write(`provisioning ${file.outcome} ${url}`)
    if (file.outcome !== 'failed' || !(await core.pace.waitToRetry(retryMs))) return
  }
}
