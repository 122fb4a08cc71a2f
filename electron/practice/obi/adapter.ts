/** The practice OBi or ATA adapter, assembled from its pages, settings, ports and provisioning. */
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type AdapterData, adapterDataSchema } from './data.ts'
import { names, pagesOf } from './parameters.ts'
import { accountIn } from './profile.ts'
import { provision } from './provisioning.ts'
import { openSettings } from './settings.ts'
import { type Adapter, bareMac, userAgent } from './state.ts'
import { adapterWeb } from './web.ts'

/** A public client finds it gone for about 30 s. */
const restartMs = 30_000
/** Keys that open the pages on the network side: `***0`, `30#`, `1`, `1#`, `1`. */
const openKeys = '***030#11#1'

/** @throws PunchdownError port-in-use | address-not-here */
export function openObiAdapter(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = adapterDataSchema.parse(given)
  const options = { restartMs, sipUserAgent: () => userAgent(data) }
  return openDevice(data, parts, options, (core) => behaviourOf(createAdapter(data, core, parts)))
}

function createAdapter(data: AdapterData, core: DeviceCore, parts: PracticeDeviceParts): Adapter {
  const { id, ports, model, password } = data
  const pages = pagesOf(ports)
  const settings = openSettings({
    ...{ folder: parts.flashFolder, id, pages },
    initial: new Map([[names.adminPassword, password]]),
    onFailure: (reason) => parts.log.write('practice.flash.not-written', { device: id, reason }),
  })
  const lines = Array.from({ length: ports }, (_, at) =>
    withKeys(core.newLine(`${bareMac(data)}:00${at + 1}`, model), () => {
      adapter.isWebOpen = true
    }),
  )
  const adapter: Adapter = {
    ...{ data, core, settings, pages, lines, address: parts.address },
    ...{ rebootRequired: false, isWebOpen: data.options.accessFromWan },
  }
  return adapter
}

/** A telephone whose keys open the pages instead of calling. */
const withKeys = (line: PhoneLine, openWeb: () => void): PhoneLine => ({
  ...line,
  async dial(digits) {
    if (digits === openKeys) openWeb()
    else await line.dial(digits)
  },
})

function behaviourOf(adapter: Adapter): DeviceBehaviour {
  const { data, core, settings, lines } = adapter
  let turn = 0
  const register = (): void => {
    for (const [at, { registration }] of lines.entries()) registration.use(accountIn(settings, at + 1))
    core.onChange()
  }
  return {
    ...{ web: adapterWeb(adapter), lines },
    answerSip: createSipAnswers({
      silent: core.life.restarting,
      userAgent: () => userAgent(data),
      fetchEvents: ['resync'],
      // its challenge for `yes with authentication` is not simulated
      refetch() {
        if (settings.get(names.acceptResync) !== 'yes without authentication') return false
        core.life.restart('resync')
        return true
      },
    }),
    // not published
    snmp: () => null,
    onStart() {
      adapter.rebootRequired = false
      turn += 1
      const mine = turn
      register()
      core.life.run(() => provision(adapter, () => mine === turn, register))
    },
    onStop() {
      turn += 1
    },
    firmware: () => data.firmware,
    password: () => settings.get(names.adminPassword),
    hasKeys: true,
  }
}
