/** The phone's web server: the configuration utility and the REST API. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn, type LockOut } from '../kit/sign-in.ts'
import type { RequestHead, WebDevice } from '../kit/web-server.ts'
import { factoryPasswordReply, restAnswer } from './rest-api.ts'
import { names } from './settings.ts'
import type { Phone } from './state.ts'
import { authorizationOf, certificateName, isOpenPage, type PagesParts, pageAnswer } from './web-pages.ts'

/** On by default since 5.5.0: httpd.cfg.lockWebUI. */
const lockOut: LockOut = { tries: 5, withinMs: 60_000, lockMs: 60_000 }

const isRest = ({ path }: RequestHead): boolean => path.startsWith('/api/')

export function phoneWeb(
  phone: Phone,
  device: { readonly faults: Faults; readonly now: () => number; restarting(): boolean },
): WebDevice {
  const { data, settings, flash } = phone
  const { faults, now } = device
  const signIn = createSignIn({
    // the realm is ours: public databases disagree
    realm: 'Polycom',
    passwordOf: (user) => (user === data.user ? flash.content.password : null),
    ...{ lockOut, faults, now },
  })
  const pages: PagesParts = { phone, signIn, faults, sessions: new Map() }
  const isRestOff = () => settings.get(names.restApi) !== '1'
  return {
    server: 'Polycom SoundPoint IP Telephone HTTPd',
    signIn,
    schemeOf(head) {
      if (isRest(head)) return isRestOff() ? null : data.options.restScheme
      return isOpenPage(head) ? null : 'basic'
    },
    authorizationOf,
    // the response to a locked client is ours
    refusal: (_head, why) => ({
      status: why === 'locked' ? 403 : 401,
      type: 'text/html',
      body: '<html><body>INVALID</body></html>',
    }),
    isWrite: ({ method, path }) =>
      method === 'POST' && (path.startsWith('/form-submit') || path === '/api/v1/mgmt/config/set'),
    answer(request) {
      if (!isRest(request)) return pageAnswer(pages, request)
      return isRestOff() ? { kind: 'not-found' } : restAnswer(phone, request)
    },
    // documented: 404 before any sign-in
    interfaceOff: (head) => (isRest(head) ? { kind: 'not-found' } : null),
    // the pages themselves require the new password
    passwordChange: (request) => (isRest(request) ? factoryPasswordReply : null),
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 65_536,
    subject: { commonName: certificateName(phone), organization: 'Polycom Inc.' },
    restart: () => phone.restart('reboot'),
    restarting: device.restarting,
    garbage: '{"data":{"ModelNumber":"VV\u0000\u0001\ufffd<html',
  }
}
