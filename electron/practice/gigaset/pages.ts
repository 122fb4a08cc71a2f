/**
 * The web interface. Published: its pages by name, the columns of the mobile devices, the first sign-in that asks for a password and a
 * band. Its requests are not, so the forms are those of kit/manual-pages.ts.
 */
import type { ManualPage } from '../kit/manual-pages.ts'
import {
  createManualWeb,
  type ManualWeb,
  type ManualWebParts,
  passwordPage,
  restartPage,
} from '../kit/manual-web.ts'
import { names } from './settings.ts'
import { type Base, bareMac } from './state.ts'

/** EUR is the value of a public template; the other stands for the bands whose values are not published. */
const bands = ['EUR', 'other']
const onboarding = 'Microsoft Teams onboarding'
/** Length of a window that is opened by hand, milliseconds; ours. */
const windowMs = 60_000

export function baseWeb(base: Base): ManualWeb {
  const { data, settings, core } = base
  const parts: ManualWebParts = {
    ...{ core, heading: data.model, user: data.user },
    passwordOf: (name) => (name === data.user ? settings.get(names.webPassword) : null),
    setPassword: (password) => settings.store([[names.webPassword, password]]),
    // not published for this family
    server: null,
    commonName: bareMac(data),
    pages: () => [mobileDevicesPage(base), addPage(base), configurationPage(base), restartPage(core)],
    gate: () => gateOf(base, parts),
    silent: () => data.options.role === 'base-only',
  }
  return createManualWeb(parts)
}

/** The first sign-in asks for a new password, then for the DECT band. */
function gateOf(base: Base, parts: ManualWebParts): ManualPage | null {
  const { settings, data } = base
  if (settings.get(names.webPassword) === data.factoryPassword) return passwordPage(parts)
  return settings.get(names.band) === '' ? bandPage(base) : null
}

const bandPage = ({ settings }: Base): ManualPage => ({
  path: '/dect-band',
  title: 'DECT band',
  fields: [{ key: names.band, label: 'DECT band', value: '', kind: 'text', choices: bands }],
  button: 'Set',
  submit(values, keep) {
    if (keep) settings.store(values)
    return null
  },
})

/** Columns of the maker's wiki. Location and Type are empty; what they show is not published. */
function mobileDevicesPage(base: Base): ManualPage {
  const { settings, handsets, core } = base
  return {
    path: '/',
    title: 'Mobile devices',
    table: {
      columns: ['IPUI', 'Username', 'Display name', 'Location', 'DECT', 'SIP', 'Type', 'FW'],
      rows: settings.slots().map(({ number, ipui, status }) => {
        const handset = handsets.find((each) => each.ipui === ipui)
        const isWaiting = status === 'ToReg' && base.isWindowOpen()
        return [
          ipui,
          settings.get(`SipAccount.${number}.UserName`),
          settings.get(`SipAccount.${number}.DisplayName`),
          '',
          isWaiting ? 'InReg' : status,
          handset?.line.registration.registered() === true ? 'Registered' : 'NotReg',
          handset?.model ?? '',
          '',
        ]
      }),
    },
    fields: [],
    button: 'Start registration',
    afterwards: () => base.openWindow(core.now(), core.now() + windowMs),
  }
}

/** Documented: a handset with this provider makes the base fetch its configuration. The slot's number is ours: the lowest that is free. */
function addPage(base: Base): ManualPage {
  const { settings } = base
  return {
    path: '/add',
    title: 'Add mobile device',
    fields: [
      { key: 'ipui', label: 'IPUI', value: '', kind: 'text' },
      { key: 'provider', label: 'VoIP provider', value: '', kind: 'text', choices: ['', onboarding] },
    ],
    button: 'Add',
    submit(values, keep) {
      const ipui = (values.get('ipui') ?? '').toLowerCase()
      if (!/^(?:[0-9a-f]{10})?$/.test(ipui)) return 'An IPUI has ten hexadecimal digits'
      if (!keep) return null
      settings.addSlot(freeNumber(base), ipui)
      if (values.get('provider') === onboarding) base.fetchConfiguration()
      return null
    },
  }
}

function freeNumber({ settings }: Base): string {
  const taken = settings.slots().map(({ number }) => Number(number))
  for (let number = 1; ; number++) if (!taken.includes(number)) return String(number).padStart(5, '0')
}

/** The URL is used at the next start, as the operators' guides say. */
const configurationPage = ({ settings }: Base): ManualPage => ({
  path: '/auto-configuration',
  title: 'Auto configuration',
  fields: [
    { key: names.server, label: 'Provisioning server', value: settings.get(names.server), kind: 'text' },
  ],
  button: 'Set',
  submit(values, keep) {
    if (keep) settings.store(values)
    return null
  },
})
