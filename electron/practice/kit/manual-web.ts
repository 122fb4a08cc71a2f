/** The web server of a device with manual pages: sign-in, change of the password, faults. */
import type { DeviceCore } from './device.ts'
import { createManualPages, type ManualPage, type ManualPages } from './manual-pages.ts'
import { createSignIn, type Scheme } from './sign-in.ts'
import type { WebDevice } from './web-server.ts'

export interface ManualWeb {
  readonly web: WebDevice
  /** Ends all sessions and changes the field names. */
  reset(): void
}

export interface ManualWebParts {
  readonly core: DeviceCore
  readonly heading: string
  /** The administrator. */
  readonly user: string
  /** Null for an unknown account. */
  readonly passwordOf: (user: string) => string | null
  /** Scheme of every request; absent when a form signs in. */
  readonly scheme?: Scheme
  /** Stores a new password of the administrator. */
  readonly setPassword: (password: string) => void
  /** Value of the Server header; null when not known. */
  readonly server: string | null
  /** Subject of the certificate; ours, because none is published. */
  readonly commonName: string
  readonly pages: (user: string) => readonly ManualPage[]
  /** A page that replaces every other until its form was accepted; null without one. */
  readonly gate: () => ManualPage | null
  /** Connections are cut while this is true, besides a restart. */
  readonly silent: () => boolean
}

export function createManualWeb(parts: ManualWebParts): ManualWeb {
  const { core, heading, scheme = null } = parts
  const signIn = createSignIn({
    realm: heading,
    passwordOf: parts.passwordOf,
    // no limit is published
    lockOut: null,
    ...{ faults: core.faults, now: core.now },
  })
  const pages: ManualPages = createManualPages({
    ...{
      heading,
      signIn: scheme === null ? signIn : null,
      now: core.now,
      pages: parts.pages,
      gate: parts.gate,
    },
  })
  return {
    reset: pages.reset,
    web: {
      ...{ server: parts.server, signIn },
      schemeOf: () => scheme,
      authorizationOf: ({ headers }) => headers.authorization,
      refusal: () => ({ status: 401, type: 'text/html', body: '' }),
      isWrite: pages.isWrite,
      answer: pages.answer,
      // not published: nothing answers
      interfaceOff: () => 'closed',
      passwordChange: (request) => pages.demand(request, passwordPage(parts)),
      notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
      longestBody: 65_536,
      subject: { commonName: parts.commonName, organization: null },
      restart: () => core.life.restart('web'),
      restarting: () => core.life.restarting() || parts.silent(),
      garbage: '<!DOCTYPE html><html><head></head><body><h1>\u0000\u0001\ufffd<form',
    },
  }
}

/** The rules for a password are ours: eight characters with a letter and a digit, and another one than before. */
export function passwordPage({ core, user, passwordOf, setPassword }: ManualWebParts): ManualPage {
  return {
    path: '/password',
    title: 'Change password',
    fields: [
      { key: 'new password', label: 'New password', value: '', kind: 'password' },
      { key: 'new password again', label: 'Repeat password', value: '', kind: 'password' },
    ],
    button: 'Set',
    submit(values, keep) {
      const given = values.get('new password') ?? ''
      if (given !== values.get('new password again')) return 'The passwords differ'
      const isStrong = given.length >= 8 && /[A-Za-z]/.test(given) && /\d/.test(given)
      if (!isStrong || given === passwordOf(user)) return 'The password is too weak'
      if (!keep) return null
      setPassword(given)
      core.faults.set('password-change', false)
      return null
    },
  }
}

/** A page with one button that restarts the device. */
export const restartPage = ({ life }: DeviceCore): ManualPage => ({
  path: '/restart',
  title: 'Restart',
  fields: [],
  button: 'Restart',
  afterwards: () => life.restart('web'),
})
