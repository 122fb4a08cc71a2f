/** The device's web server: one of the two web interfaces, and the Action URI beside it. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { Page, WebDevice } from '../kit/web-server.ts'
import { actionAnswer, actionForbidden, isActionUri, isAllowed } from './action-uri.ts'
import { createSignInKey } from './encryption.ts'
import { isJsonWrite, jsonAnswer } from './json-api.ts'
import { isServletWrite, servletAnswer } from './servlet.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { names } from './settings.ts'
import { bareMac, type Yealink } from './state.ts'
import type { WebParts } from './web-parts.ts'

const minuteMs = 60_000

export const createDeviceSessions = ({ settings, now }: Pick<Yealink, 'settings' | 'now'>): Sessions =>
  createSessions(now, () => Number(settings.get(names.idleMinutes)) * minuteMs)

export function yealinkWeb(
  device: Yealink,
  given: { readonly faults: Faults; readonly sessions: Sessions; restarting(): boolean },
): WebDevice {
  const { data, flash, settings, now } = device
  const { faults, sessions } = given
  const { tries, minutes } = data.options.lockOut
  const signIn = createSignIn({
    // of old phones: "Enterprise IP phone SIP-T20P"; no newer one is published
    realm: `Enterprise IP phone ${data.model}`,
    passwordOf: (user) => (user === data.user ? flash.content.password : null),
    lockOut: { tries, withinMs: minutes * minuteMs, lockMs: minutes * minuteMs },
    ...{ faults, now },
  })
  const parts: WebParts = { device, faults, signIn, sessions, key: createSignInKey() }
  const isJson = data.web === 'json'
  return {
    server: 'yealink embed httpd',
    signIn,
    schemeOf: (head) => (isActionUri(head) && isAllowed(settings) ? 'basic' : null),
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: (_head, why) => (why === 'locked' ? lockedPage(minutes) : unauthorized),
    isWrite: isJson ? isJsonWrite : isServletWrite,
    answer(request) {
      if (isActionUri(request)) return request.user === null ? actionForbidden : actionAnswer(device, request)
      return isJson ? jsonAnswer(parts, request) : servletAnswer(parts, request)
    },
    // the port is closed, only SIP answers
    interfaceOff: () => 'closed',
    // the pages themselves demand the new password
    passwordChange: () => null,
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 131_072,
    // the subject is not published: ours
    subject: { commonName: bareMac(device), organization: 'Yealink Network Technology Co.,Ltd.' },
    restart: device.restart,
    restarting: given.restarting,
    garbage: '{"ret":"ok","data":{"wui\u0000\u0001\ufffd<html',
  }
}

const unauthorized: Page = {
  status: 401,
  type: 'text/html',
  body: '<html><body>401 Unauthorized</body></html>',
}

/** Words of a public check; the status is ours. */
const lockedPage = (minutes: number): Page => ({
  ...{ status: 403, type: 'text/html' },
  body: `<html><body>You are not authorized, please try again ${minutes} minutes later</body></html>`,
})
