/** The phone's web server: sign-in, faults. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { WebDevice } from '../kit/web-server.ts'
import { isSave, isWrite, notFound, pageAnswer, passwordPage } from './pages.ts'
import { bareMac, type Phone } from './state.ts'

export function phoneWeb(phone: Phone, { faults, now }: { faults: Faults; now: () => number }): WebDevice {
  const { data, settings, life } = phone
  const user = (): string => settings.get('http_user') || data.user
  return {
    server: 'snom embedded',
    signIn: createSignIn({
      realm: 'snom',
      passwordOf: (name) => (name === user() ? settings.get('http_pass') : null),
      // no limit is published
      lockOut: null,
      ...{ faults, now },
    }),
    // documented: the pages are open until a password is set
    schemeOf: () => (settings.get('http_pass') === '' ? null : data.options.scheme),
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: () => ({ status: 401, type: 'text/plain', body: 'Unauthorized request' }),
    isWrite,
    answer: (request) => pageAnswer({ phone, faults }, request),
    // not published: nothing answers
    interfaceOff: () => 'closed',
    passwordChange: (request) => (isSave(request) ? null : passwordPage(phone)),
    notFound,
    longestBody: 65_536,
    // ours: no subject is published
    subject: { commonName: bareMac(data), organization: 'snom technology' },
    restart: () => life.restart('web'),
    restarting: life.restarting,
    garbage: '<html><head><title>snom\u0000\u0001\ufffd<table',
  }
}
