/** The REST API: information, settings, tones. */
import type { Faults } from '../kit/faults.ts'
import { basicCredentials, type SignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { checkHmac } from './hmac-sign-in.ts'
import type { Speaker } from './state.ts'

export interface ApiParts {
  readonly speaker: Speaker
  readonly signIn: SignIn
  readonly faults: Faults
}

/** All settings; with a slash and a key, one setting. */
const settingsPath = '/api/settings'
export const isApi = ({ path }: Pick<RequestHead, 'path'>): boolean => path.startsWith('/api/')
/** Requests that store a setting. */
export const isWrite = ({ method, path }: RequestHead): boolean =>
  method === 'PUT' && (path === settingsPath || path.startsWith(`${settingsPath}/`))

const json = (value: Readonly<Record<string, string>>) => ({
  type: 'application/json',
  body: JSON.stringify(value),
})
/** Statuses and texts of refusals are ours, 401 excepted. */
const refused = (status: number, text: string): DeviceReply => ({
  ...{ kind: 'page', status, type: 'text/plain', body: text, always: true },
})
const unauthorized = refused(401, 'Unauthorized')
/** Ours: no publication shows a demand for a new password. */
export const passwordDemand = refused(401, 'A new password is required')

export function apiAnswer(parts: ApiParts, request: DeviceRequest): DeviceReply {
  const { speaker, faults } = parts
  if (speaker.settings.get('admin.web.api') !== '1') return { kind: 'not-found' }
  if (!isSignedIn(parts, request)) return unauthorized
  if (faults.has('password-change')) return passwordDemand
  const { method, path } = request
  if (path.startsWith(`${settingsPath}/`)) {
    return settingAnswer(speaker, request, path.slice(settingsPath.length + 1))
  }
  switch (`${method} ${path}`) {
    case 'GET /api/info/about':
      return { kind: 'page', ...json(speaker.data.about) }
    case `PUT ${settingsPath}`:
      return settingsAnswer(speaker, request)
    // from public clients; the body of the reply is ours
    case 'POST /api/controls/reboot':
      return { kind: 'accepted', ...json({}), afterwards: () => speaker.life.restart('rest') }
    case 'POST /api/controls/tone/start':
      return toneStart(speaker, request)
    case 'POST /api/controls/tone/stop':
      return accepted(speaker, request, 'tone stop')
    default:
      return { kind: 'not-found' }
  }
}

/** HMAC; Basic where it is switched on; without a password every request. */
function isSignedIn({ speaker, signIn }: ApiParts, request: DeviceRequest): boolean {
  const { data, settings } = speaker
  const password = settings.text('api.admin.pwd')
  if (password === '') return true
  const basic = basicCredentials(request.headers.authorization)
  if (basic !== null)
    return settings.get('api.auth.basic') === '1' && signIn.checkPassword(basic.user, basic.password).ok
  const hmac = checkHmac(request, { user: data.user, password }, speaker.now())
  if (hmac === 'none') return false
  // counts a wrong try, and refuses a right one under its faults
  return signIn.checkPassword(data.user, hmac === 'right' ? password : `not ${password}`).ok
}

/** A JSON object of texts; null for another body or content type. Sample: `{"audio.page.vol":"0dB"}` */
function objectIn({ headers, body }: DeviceRequest): ReadonlyMap<string, unknown> | null {
  if ((headers['content-type'] ?? '').split(';')[0]?.trim() !== 'application/json') return null
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? new Map<string, unknown>(Object.entries(parsed))
      : null
  } catch {
    return null
  }
}

/** Settings that the device uses at once; whether a real one waits for a restart is not published. */
const appliedAtOnce = /^(?:admin\.teams|prov|sip)\./

/** GET and PUT of one setting; its key is the name in the JSON of both (inferred). */
function settingAnswer(speaker: Speaker, request: DeviceRequest, key: string): DeviceReply {
  const { settings } = speaker
  const value = settings.get(key)
  if (value === null) return { kind: 'not-found' }
  if (request.method === 'GET') return { kind: 'page', ...json({ [key]: value }) }
  if (request.method !== 'PUT') return refused(405, 'Method not allowed')
  const given = objectIn(request)?.get(key)
  if (typeof given !== 'string' || !settings.accepts(key, given)) return refused(400, 'Bad request')
  return stored(speaker, request, [[key, given]], { [key]: given })
}

/** PUT of several settings, as public clients send it. All or none are stored, and the body of the reply is ours. */
function settingsAnswer(speaker: Speaker, request: DeviceRequest): DeviceReply {
  const { settings } = speaker
  const given = [...(objectIn(request) ?? [])]
  const values = given.flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' && settings.get(key) !== null && settings.accepts(key, value)
      ? [[key, value]]
      : [],
  )
  if (given.length === 0 || values.length < given.length) return refused(400, 'Bad request')
  return stored(speaker, request, values, {})
}

function stored(
  { settings, applySettings }: Speaker,
  { keep }: DeviceRequest,
  values: readonly (readonly [string, string])[],
  body: Readonly<Record<string, string>>,
): DeviceReply {
  const reply = { kind: 'accepted' as const, ...json(body) }
  if (!keep) return reply
  settings.store(values)
  return values.some(([key]) => appliedAtOnce.test(key)) ? { ...reply, afterwards: applySettings } : reply
}

function toneStart(speaker: Speaker, request: DeviceRequest): DeviceReply {
  const path = objectIn(request)?.get('path')
  if (typeof path !== 'string' || path === '') return refused(400, 'Bad request')
  return accepted(speaker, request, `tone ${path}`)
}

function accepted({ syslog }: Speaker, { keep }: DeviceRequest, text: string): DeviceReply {
  if (keep) syslog.write(text)
  return { kind: 'accepted', type: 'application/json', body: '{}' }
}
