/** The phone's web server: sign-in of the administrator's pages, faults. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { RequestHead, WebDevice } from '../kit/web-server.ts'
import { formPath, pageAnswer, passwordPage } from './phone-pages.ts'
import type { Phone } from './state.ts'

const isAdmin = ({ path }: RequestHead): boolean => path.startsWith('/admin/')

export function phoneWeb(phone: Phone, { faults, now }: { faults: Faults; now: () => number }): WebDevice {
  const { data, settings } = phone
  const { life } = phone.body
  const password = () => settings.get('Admin_Password')
  return {
    // no Server header of this family is published
    server: null,
    signIn: createSignIn({
      // realm of the older family
      realm: 'spa user',
      passwordOf: (user) => (user === data.user ? password() : null),
      // no limit is published
      lockOut: null,
      ...{ faults, now },
    }),
    // documented: no prompt until a password is set
    schemeOf: (head) =>
      isAdmin(head) && settings.get('Enable_Web_Admin_Access') === 'Yes' && password() !== ''
        ? data.options.scheme
        : null,
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: (_head, why) => ({
      status: why === 'locked' ? 403 : 401,
      type: 'text/html',
      body: '<html><body>Authorization required.</body></html>',
    }),
    isWrite: ({ method, path, rawQuery }) =>
      (method === 'POST' && path === formPath) || (path === '/admin/resync' && rawQuery !== ''),
    answer: (request) => pageAnswer({ phone, faults }, request),
    // Enable_Web_Admin_Access at No: the administrator's pages are gone; the status is ours
    interfaceOff: (head) => (isAdmin(head) ? { kind: 'not-found' } : null),
    passwordChange: (request) => (isAdmin(request) && request.path !== formPath ? passwordPage(phone) : null),
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 262_144,
    // ours: no subject is published
    subject: { commonName: data.model, organization: 'Cisco Systems Inc.' },
    restart: () => life.restart('Web Configuration Change'),
    restarting: life.restarting,
    garbage: '<flat-status><Product_Name>CP\u0000\u0001\ufffd<html',
  }
}
