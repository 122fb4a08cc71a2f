/**
 * The web interface. Published: three levels of sign-in, the change of the password under Maintenance, the id of the setting that holds the
 * URL. Its requests are not, so the forms are those of kit/manual-pages.ts.
 */
import type { ManualPage } from '../kit/manual-pages.ts'
import {
  createManualWeb,
  type ManualWeb,
  type ManualWebParts,
  passwordPage,
  restartPage,
} from '../kit/manual-web.ts'
import type { Phone } from './provisioning.ts'
import type { Settings } from './settings.ts'

const levels = ['Admin', 'Var', 'User'] as const

export function phoneWeb(phone: Phone): ManualWeb {
  const { data, core, settings } = phone
  const parts: ManualWebParts = {
    ...{ core, heading: data.model, user: data.user },
    passwordOf: (name) => passwordOf(settings, name),
    setPassword: (password) => settings.store([['DeviceSecurityAdminPwd', password]]),
    // not published
    server: null,
    commonName: data.mac.replaceAll(':', ''),
    pages: (user) =>
      user === settings.get('DeviceSecurityAdminName')
        ? [statusPage(phone), provisioningPage(settings), maintenancePage(parts), restartPage(core)]
        : [statusPage(phone)],
    gate: () => null,
    silent: () => false,
  }
  return createManualWeb(parts)
}

function passwordOf({ get }: Settings, name: string): string | null {
  const level = levels.find((each) => get(`DeviceSecurity${each}Name`) === name)
  return level === undefined ? null : get(`DeviceSecurity${level}Pwd`)
}

/** Model, MAC address and firmware are to be expected (inferred); the labels are ours. */
const statusPage = ({ data }: Phone): ManualPage => ({
  path: '/',
  title: 'Status',
  table: {
    columns: ['Model', 'MAC address', 'Firmware'],
    rows: [[data.model, data.mac, data.firmware]],
  },
  fields: [],
  button: null,
})

/** The label is ours. The URL is used at the next start (ours). */
const provisioningPage = (settings: Settings): ManualPage => ({
  path: '/provisioning',
  title: 'Provisioning',
  fields: [
    {
      ...{ key: 'DeviceProvisionServerUrl', label: 'Provisioning server URL', kind: 'text' as const },
      value: settings.get('DeviceProvisionServerUrl'),
    },
  ],
  button: 'Submit',
  submit(values, keep) {
    if (keep) settings.store(values)
    return null
  },
})

const maintenancePage = (parts: ManualWebParts): ManualPage => ({
  ...passwordPage(parts),
  title: 'Maintenance: Change Password',
})
