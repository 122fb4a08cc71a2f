/** The phone's web server: sign-in with a cookie, faults. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, WebDevice } from '../kit/web-server.ts'
import { bareMac } from './data.ts'
import { isForm, pageAnswer } from './phone-forms.ts'
import { firstPage, html, loginFailed, loginPage, passwordPage, signedInPage } from './phone-pages.ts'
import type { Sessions } from './phone-sessions.ts'
import { keys } from './phone-settings.ts'
import type { Phone } from './phone-state.ts'

interface WebParts {
  readonly faults: Faults
  readonly sessions: Sessions
  readonly now: () => number
}

/** Pages of a visitor without a session. */
const openPages: readonly string[] = ['/', '/login.cgi', '/mainform.cgi/login_redirect.htm']

export function phoneWeb(phone: Phone, { faults, sessions, now }: WebParts): WebDevice {
  const { data, settings, body } = phone
  const signIn = createSignIn({
    realm: data.model,
    passwordOf: (user) => (user === settings.get(keys.user) ? data.password : null),
    // no limit is published
    lockOut: null,
    ...{ faults, now },
  })
  const logIn = (request: DeviceRequest): DeviceReply => {
    const form = new URLSearchParams(request.body)
    const password = passwordIn(form.get('psw') ?? '')
    if (password === null || !signIn.checkPassword(form.get('user') ?? '', password).ok) return loginFailed
    return signedInPage(sessions.start())
  }
  return {
    // lighttpd; the text of its Server header is not published
    server: null,
    signIn,
    // the pages sign in by themselves
    schemeOf: () => null,
    authorizationOf: () => undefined,
    refusal: () => ({ status: 401, type: 'text/html', body: '' }),
    isWrite: (head) => head.method === 'POST' && isForm(head.path),
    answer(request) {
      if (request.path === '/login.cgi') return request.method === 'POST' ? logIn(request) : loginPage
      if (request.path === '/') return firstPage
      const session = sessions.of(request)
      if (session === null) return request.method === 'POST' ? toLogin : loginPage
      if (request.method === 'GET' && request.path.startsWith('/mainform.cgi')) session.hasRead = true
      // seen in public code: a form right after the sign-in gets a 301 and is dropped
      if (request.method === 'POST' && !session.hasRead) return toLogin
      return pageAnswer(phone, request)
    },
    // not published: nothing answers
    interfaceOff: () => 'closed',
    passwordChange: (request) => (openPages.includes(request.path) ? null : passwordPage),
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 - Not Found</body></html>' },
    longestBody: 262_144,
    // self-signed; no subject is published
    subject: { commonName: bareMac(data), organization: 'AudioCodes' },
    restart: () => body.life.restart('web'),
    restarting: body.life.restarting,
    garbage: '<html><head><title>Web Lo\u0000\u0001\ufffd<table',
  }
}

/** The target is the page of a visitor without a session; which one a real phone names is not published. */
const toLogin: DeviceReply = {
  ...html(''),
  ...{ status: 301, headers: { Location: '/mainform.cgi/login_redirect.htm' } },
}

/** `MTIzNA==` → 1234; null for a text that is not base64. */
function passwordIn(text: string): string | null {
  const octets = Buffer.from(text, 'base64')
  return octets.toString('base64') === text ? octets.toString('utf8') : null
}
