/** The practice MP-1288 or another adapter of the Mediant line, assembled from its ports, REST API and web sign-in. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type Adapter, openAdapter } from './adapter.ts'
import { bareMac, type MediantData, mediantDataSchema } from './data.ts'
import { apiRoot, createMediantApi } from './mediant-api.ts'
import { createWebSignIn, loginPath } from './mediant-sign-in.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export function openMediant(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = mediantDataSchema.parse(given)
  return openAdapter(parts, data, (adapter, faults) => mediantWeb(data, adapter, { faults, now: parts.now }))
}

const jsonPage = (description: string, status: number) => ({
  ...{ status, type: 'application/json' },
  body: JSON.stringify({ description }),
})

function mediantWeb(
  data: MediantData,
  adapter: Adapter,
  { faults, now }: { readonly faults: Faults; readonly now: () => number },
): WebDevice {
  const { life } = adapter.body
  const isApi = ({ path }: { readonly path: string }): boolean => path.startsWith(`${apiRoot}/`)
  const signIn = createSignIn({
    // not published: ours
    realm: 'rest',
    passwordOf: (name) => (name === data.user ? data.password : null),
    lockOut: null,
    ...{ faults, now },
  })
  const api = createMediantApi(adapter, data.options, now)
  const logIn = createWebSignIn(data, { signIn, now })
  return {
    // of public probes, which also find the status 203
    server: 'AudioCodes Web Server/ ',
    signIn,
    schemeOf: (head) => (isApi(head) && data.options.rest ? 'basic' : null),
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: () => jsonPage('Unauthorized', 401),
    isWrite: (head) => data.options.rest && api.isWrite(head),
    answer(request) {
      if (isApi(request)) return data.options.rest ? api.answer(request) : { kind: 'not-found' }
      if (request.path === loginPath) return logIn(request)
      if (request.path !== '/') return { kind: 'not-found' }
      const body = '<html><head></head><body></body></html>'
      return { ...{ kind: 'page', type: 'text/html', body }, status: 203 }
    },
    // REST switched off; the status is ours
    interfaceOff: (head) => (isApi(head) ? { kind: 'not-found' } : null),
    // not published: ours
    passwordChange: (request) =>
      isApi(request) ? { kind: 'page', ...jsonPage('Password must be changed', 403) } : null,
    notFound: jsonPage('Not Found', 404),
    longestBody: 1_048_576,
    // ours: no subject is published
    subject: { commonName: bareMac(data), organization: 'AudioCodes' },
    restart: () => life.restart('web'),
    restarting: life.restarting,
    garbage: '{"localTimeStamp": "20\u0000\u0001\ufffd{',
  }
}
