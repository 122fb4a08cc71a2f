/**
 * The practice Spectralink server: SNMP agent, pages, fetch of the URL that was entered, and the registrations of its subscribed handsets.
 * The names and keys of its configuration files are not published, so the content of a fetched file is ignored.
 */
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import { handsetIpei } from '../kit/handset-ipei.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import { createTypedUrlFetch } from '../kit/typed-url.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type ServerData, serverDataSchema } from './data.ts'
import { serverWeb } from './pages.ts'
import { openServerFlash } from './settings.ts'
import { snmpRows } from './snmp-rows.ts'
import { registerHandsets, type Server } from './state.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 90_000

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
  const fetching = createTypedUrlFetch(core, () => flash.content.provisioningServer)
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
      registerHandsets(server)
      fetching.start()
    },
    onStop() {
      fetching.stop()
      manual.reset()
    },
    firmware: () => data.firmware,
    password: () => flash.content.password,
    hasKeys: true,
  }
}
