/** The practice ALE phone, assembled from its settings, pages, provisioning and SIP side. */
import { type DeviceBehaviour, type DeviceCore, openDevice } from '../kit/device.ts'
import { createSipAnswers } from '../kit/sip-answers.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type PhoneData, phoneDataSchema } from './data.ts'
import { phoneWeb } from './pages.ts'
import { accountIn, fetchSettings, type Phone } from './provisioning.ts'
import { openSettings } from './settings.ts'

/** Realistic figure of ours, milliseconds. */
const restartMs = 60_000

/** @throws PunchdownError port-in-use | address-not-here */
export function openAlePhone(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = phoneDataSchema.parse(given)
  const options = { restartMs, sipUserAgent: () => data.options.sipUserAgent }
  return openDevice(data, parts, options, (core) => behaviourOf(createPhone(data, core, parts)))
}

function createPhone(data: PhoneData, core: DeviceCore, parts: PracticeDeviceParts): Phone {
  const { id, user, password } = data
  const settings = openSettings({
    ...{ folder: parts.flashFolder, id },
    initial: new Map([
      ['DeviceSecurityAdminName', user],
      ['DeviceSecurityAdminPwd', password],
    ]),
    onFailure: (reason) => parts.log.write('practice.flash.not-written', { device: id, reason }),
  })
  return { data, core, settings }
}

function behaviourOf(phone: Phone): DeviceBehaviour {
  const { data, core, settings } = phone
  const manual = phoneWeb(phone)
  const line = core.newLine(data.mac.replaceAll(':', ''), data.model)
  let turn = 0
  const register = (): void => line.registration.use(accountIn(settings))
  const fetch = (): void => {
    turn += 1
    const mine = turn
    core.life.run(async () => {
      if (!(await fetchSettings(phone, () => mine === turn)) || mine !== turn) return
      register()
      core.onChange()
    })
  }
  return {
    ...{ web: manual.web, lines: [line] },
    answerSip: createSipAnswers({
      silent: core.life.restarting,
      userAgent: () => data.options.sipUserAgent,
      fetchEvents: ['check-sync'],
      refetch() {
        fetch()
        return true
      },
    }),
    // not published
    snmp: () => null,
    onStart() {
      register()
      fetch()
    },
    onStop() {
      turn += 1
      manual.reset()
    },
    firmware: () => data.firmware,
    password: () => settings.get('DeviceSecurityAdminPwd'),
    hasKeys: true,
  }
}
