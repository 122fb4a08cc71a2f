/** The JSON web interface of newer firmware: a page for browsers, and requests under /api/. */
import { z } from 'zod'
import { markup } from '../../protocols/markup/template.ts'
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { parseCfg, writeCfg } from './cfg-file.ts'
import { infoReply, networkAccounts } from './json-info.ts'
import { hasToken, type Session, setCookie } from './sessions.ts'
import { autopFields, names } from './settings.ts'
import { changePassword, mustChangePassword, type WebParts } from './web-parts.ts'

const passwordPath = '/password'
const prefix = '__WUI_ENC__:'

export const isJsonWrite = ({ method, path, query }: RequestHead): boolean =>
  method === 'POST' &&
  (path === '/api/inner/writeconfig' ||
    path === passwordPath ||
    (path === '/api/diagnosis/cfg/file' && query.get('action') === 'import'))

const json = (value: unknown, status = 200): DeviceReply => ({
  ...{ kind: 'page', status, type: 'application/json', body: JSON.stringify(value) },
})
const ok = (data: unknown): DeviceReply => json({ ret: 'ok', data })
/** `afterwards` runs when the reply has been sent. */
const done = (data: unknown, afterwards: () => void): DeviceReply => ({
  ...{ kind: 'accepted', type: 'application/json', body: JSON.stringify({ ret: 'ok', data }), afterwards },
})
/** No publication shows a reply without a session or without a token: ours. */
const failed = (status: number): DeviceReply => json({ ret: 'failed', data: false }, status)

export function jsonAnswer(parts: WebParts, request: DeviceRequest): DeviceReply {
  const { method, path } = request
  const session = parts.sessions.of(request)
  if (path === '/' || path === '/api') return page(parts, session)
  if (path === '/api/auth/login') return method === 'POST' ? logIn(parts, request, session) : failed(405)
  if (path === '/api/common/info') return info(parts, request, session)
  if (session?.isSignedIn !== true) return failed(401)
  if (path === passwordPath) return submitPassword(parts, request, session)
  if (parts.device.data.options.json.needsToken && !hasToken(session, request.headers['x-csrftoken']))
    return failed(403)
  if (path === '/api/auth/logout') {
    session.isSignedIn = false
    return ok(true)
  }
  return mustChangePassword(parts) ? failed(403) : signedInAnswer(parts, request)
}

function signedInAnswer({ device }: WebParts, request: DeviceRequest): DeviceReply {
  const { query } = request
  switch (`${request.method} ${request.path}`) {
    case 'POST /api/inner/readconfig':
      return readConfig(device, request)
    case 'POST /api/inner/writeconfig':
      return writeConfig(device, request)
    case 'POST /api/autop/now':
      return done(true, device.provisionNow)
    case 'GET /api/autop/status':
      return ok(device.provisioning() ? 'provisioning' : 'idle')
    case 'GET /api/common/info/status/talking':
      return ok(device.calling())
    case 'POST /api/system/reboot':
      return done(true, device.restart)
    case 'POST /api/system/resetsettings':
      return done(true, device.factoryReset)
    case 'GET /api/account/info':
      return ok(networkAccounts(device))
    case 'POST /api/diagnosis/cfg/file':
      return query.get('action') === 'export' ? exportCfg(device) : importCfg(device, request)
    default:
      return baseAnswer(device, request)
  }
}

/** Only a base has these. The fields of a handset are those of the description. */
function baseAnswer({ data }: WebParts['device'], { method, path }: RequestHead): DeviceReply {
  if (data.handsets.length > 0 && method === 'GET' && path === '/api/handset/getlist')
    return ok(data.handsets.map(({ entry }) => entry))
  return { kind: 'not-found' }
}

/** The button #idLogin is published, the rest of the page is ours. A page with two password fields demands a new password. */
function page(parts: WebParts, session: Session | null): DeviceReply {
  const { device, sessions } = parts
  const isForced = session?.isSignedIn === true && mustChangePassword(parts)
  const form = isForced
    ? markup`<form method="post" action="${passwordPath}"><input type="password" name="oldPassword"/><input type="password" name="newPassword"/><input type="password" name="confirmPassword"/></form>`
    : markup`<input id="idUsername"/><input id="idPassword" type="password"/><button id="idLogin">Login</button>`
  const body = markup`<!DOCTYPE html><html><head><title>Yealink ${device.data.model} Phone</title></head><body><div id="app">${form}</div></body></html>`
  return {
    ...{ kind: 'page', type: 'text/html', body: body.text },
    headers: setCookie(session ?? sessions.open()),
  }
}

const isJson = ({ headers }: RequestHead): boolean =>
  /^(application\/json|text\/plain)\b/i.test(headers['content-type'] ?? '')
const isForm = ({ headers }: RequestHead): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')

function bodyAs<Content>(schema: z.ZodType<Content>, request: DeviceRequest): Content | null {
  if (!isJson(request)) return null
  try {
    return schema.safeParse(JSON.parse(request.body)).data ?? null
  } catch {
    return null
  }
}

const idListSchema = z.object({ idlist: z.array(z.string()) })

function info(parts: WebParts, request: DeviceRequest, session: Session | null): DeviceReply {
  const asked = request.method === 'POST' ? bodyAs(idListSchema, request) : null
  if (asked === null) return failed(400)
  return json({
    ret: 'ok',
    data: infoReply(parts, asked.idlist, session?.isSignedIn === true ? session : null),
  })
}

/** Every outcome is a 200 (public clients). */
function logIn(parts: WebParts, request: DeviceRequest, session: Session | null): DeviceReply {
  const { device, signIn, sessions } = parts
  if (!isForm(request)) return failed(400)
  const form = new URLSearchParams(request.body)
  const password = passwordIn(parts, form.get('pwd') ?? '')
  // a password in a form that is not accepted counts as a wrong one
  const verdict = signIn.checkPassword(form.get('username') ?? '', password ?? '')
  if (verdict.ok) {
    // a new cookie for each sign-in
    const opened = sessions.open()
    opened.isSignedIn = true
    if (session !== null) session.isSignedIn = false
    return {
      kind: 'page',
      type: 'application/json',
      body: '{"ret":"ok","data":true}',
      headers: setCookie(opened),
    }
  }
  const error =
    verdict.why === 'locked'
      ? { webStatus: 'lock', lockTime: String(device.data.options.lockOut.minutes) }
      : { webStatus: 'error', msg: 'error_username_or_password_is_wrong' }
  return json({ ret: 'failed', data: false, error })
}

function passwordIn({ device, key }: WebParts, given: string): string | null {
  const accepted = device.data.options.json.passwords
  if (given.startsWith(prefix))
    return accepted.includes('prefixed') ? key.decrypt(given.slice(prefix.length)) : null
  const plain = accepted.includes('hex') ? key.decrypt(given) : null
  return plain ?? (accepted.includes('clear') ? given : null)
}

/** A change over the page: ours. */
function submitPassword(parts: WebParts, request: DeviceRequest, session: Session): DeviceReply {
  const form = new URLSearchParams(request.body)
  const [old = '', next = '', again] = ['oldPassword', 'newPassword', 'confirmPassword'].map(
    (name) => form.get(name) ?? '',
  )
  if (request.method !== 'POST' || !isForm(request)) return failed(400)
  if (next !== again || !changePassword(parts, old, next, request.keep)) return page(parts, session)
  return { kind: 'accepted', status: 303, type: 'text/html', body: '', headers: { Location: '/' } }
}

const readSchema = z.object({
  formData: z.array(z.string()).default([]),
  extData: z.array(z.string()).default([]),
})

/** Fields that are not known are left out of the reply; passwords are empty. Both ours. */
function readConfig({ settings }: WebParts['device'], request: DeviceRequest): DeviceReply {
  const asked = bodyAs(readSchema, request)
  if (asked === null) return failed(400)
  const formData = asked.formData.flatMap((field) => {
    const name = autopFields.get(field)
    if (name === undefined) return []
    return [[field, name === names.password ? '' : settings.get(name)] as const]
  })
  return ok({ formData: Object.fromEntries(formData), extData: {} })
}

const writeSchema = z.object({
  formData: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})

/** Fields that are not known and values out of range are acknowledged and not stored, as reported without a name. */
function writeConfig(device: WebParts['device'], request: DeviceRequest): DeviceReply {
  const written = bodyAs(writeSchema, request)
  if (written === null) return failed(400)
  const values = Object.entries(written.formData).flatMap(([field, value]) => {
    const name = autopFields.get(field)
    return name === undefined ? [] : [[name, String(value)] as const]
  })
  const hasChanged = request.keep ? device.settings.store(values, 'web') : values.length > 0
  return done(hasChanged ? 'change' : 'nochange', device.settingsChanged)
}

const exportCfg = ({ settings, data }: WebParts['device']): DeviceReply => ({
  ...{ kind: 'page', type: 'application/octet-stream' },
  body: writeCfg(settings.changed().filter(([name]) => !name.endsWith('.password'))),
  headers: { 'Content-Disposition': `attachment; filename="${data.id}-all.cfg"` },
})

function importCfg(device: WebParts['device'], request: DeviceRequest): DeviceReply {
  const type = request.headers['content-type']
  const file = partOf(type, request.bytes, 'CFGConfigUpload') ?? partOf(type, request.bytes, 'file')
  const values = parseCfg(file?.toString('utf8') ?? '')
  if (values.size === 0) return json({ ret: 'failed', data: false })
  if (request.keep) device.settings.store(values, 'web')
  return done(true, device.settingsChanged)
}
