/** The device's web server: its first page, the REST API, faults. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { Page, WebDevice } from '../kit/web-server.ts'
import { apiAnswer, isApi, isWrite, passwordDemand } from './rest-api.ts'
import { bareMac, type Speaker } from './state.ts'

/** Not published: the fields and the cookie of the web sign-in. */
const firstPage: Page = {
  type: 'text/html',
  body: '<html><head><title>Algo</title></head><body></body></html>',
}

export function speakerWeb(speaker: Speaker, faults: Faults): WebDevice {
  const { data, settings, life } = speaker
  const signIn = createSignIn({
    // none is published
    realm: 'Algo',
    passwordOf: (user) => (user === data.user ? settings.text('api.admin.pwd') : null),
    lockOut: null,
    ...{ faults, now: speaker.now },
  })
  return {
    // not published
    server: null,
    signIn,
    // the API checks the credentials itself: an HMAC covers the body
    schemeOf: () => null,
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: () => ({ status: 401, type: 'text/plain', body: 'Unauthorized' }),
    isWrite,
    answer(request) {
      if (isApi(request)) return apiAnswer({ speaker, signIn, faults }, request)
      return request.path === '/' ? { kind: 'page', ...firstPage } : { kind: 'not-found' }
    },
    // admin.web.api at 0; the status is ours
    interfaceOff: (head) => (isApi(head) ? { kind: 'not-found' } : null),
    passwordChange: (request) => (isApi(request) ? passwordDemand : null),
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 65_536,
    // ours: no subject is published
    subject: { commonName: bareMac(data), organization: 'Algo Communication Products Ltd.' },
    restart: () => life.restart('web'),
    restarting: life.restarting,
    garbage: '{"audio.page\u0000\u0001\ufffd',
  }
}
