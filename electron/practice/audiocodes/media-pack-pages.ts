/**
 * Pages of the MediaPack. Published: the title, `/AdminPage` with its entry *ini Parameters*, the page *Configuration File* with *Load INI
 * File*, *Burn*, the ini file. The other addresses and the names of the form fields are not published: they are random and change with
 * each start, so that a client has to read links and forms from the page.
 */
import { randomBytes } from 'node:crypto'
import { type Markup, markup } from '../../protocols/markup/template.ts'
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest, Page, RequestHead } from '../kit/web-server.ts'
import { type Adapter, iniOf } from './adapter.ts'
import { parseIni } from './ini-file.ts'

export interface MediaPackPages {
  isWrite(head: RequestHead): boolean
  answer(request: DeviceRequest): DeviceReply
}

type Names = Readonly<
  Record<'parameters' | 'file' | 'save' | 'maintenance' | 'name' | 'value' | 'upload' | 'action', string>
>

const random = (): string => `x${randomBytes(4).toString('hex')}`
const newNames = (): Names => ({
  ...{ parameters: `/${random()}`, file: `/${random()}`, save: `/${random()}`, maintenance: `/${random()}` },
  ...{ name: random(), value: random(), upload: random(), action: random() },
})

const page = (content: Markup): Page => ({
  type: 'text/html',
  body: markup`<HTML><HEAD><TITLE>AudioCodes</TITLE></HEAD><BODY>${content}</BODY></HTML>`.text,
})
const reply = (content: Markup): DeviceReply => ({ kind: 'page', ...page(content) })

/** Documented: a new user is asked for another password at once; the page is ours. */
export const passwordPage = reply(
  markup`<form method="post"><input type="password" name="new"><input type="password" name="again"><input type="submit" value="Apply"></form>`,
)
export const refusalPage = page(markup`<h1>Access denied</h1>`)

export function createPages(adapter: Adapter, fetchesAtOnce: boolean): MediaPackPages {
  const { life } = adapter.body
  let names = newNames()
  let since = life.lastRestart()
  const current = (): Names => {
    if (life.lastRestart() !== since) names = newNames()
    since = life.lastRestart()
    return names
  }
  return {
    isWrite({ method, path }) {
      const { parameters, file, maintenance } = current()
      return method === 'POST' && [parameters, file, maintenance].includes(path)
    },
    answer: (request) => answer({ adapter, names: current(), fetchesAtOnce }, request),
  }
}

interface Parts {
  readonly adapter: Adapter
  readonly names: Names
  readonly fetchesAtOnce: boolean
}

function answer(parts: Parts, request: DeviceRequest): DeviceReply {
  const { adapter, names } = parts
  const isPost = request.method === 'POST'
  switch (request.path) {
    case '/':
      return homePage(parts)
    case '/AdminPage':
      return reply(markup`<p><a href="${names.parameters}">ini Parameters</a></p>`)
    case names.parameters:
      return isPost ? setParameter(parts, request) : parameterPage(names, null)
    case names.file:
      return isPost ? loadFile(parts, request) : filePage(names)
    case names.save:
      return { kind: 'page', type: 'text/plain', body: iniOf(adapter) }
    case names.maintenance:
      return isPost ? maintain(parts, request) : maintenancePage(names)
    default:
      return { kind: 'not-found' }
  }
}

function homePage({ adapter: { data, body }, names }: Parts): DeviceReply {
  const ports = body.lines.map(
    ({ id, registration }) =>
      markup`<tr><td>${id}</td><td>${registration.registered() ? 'Registered' : 'Not registered'}</td></tr>`,
  )
  return reply(
    markup`<h1>${data.board}</h1><p>Maintenance: <a href="${names.file}">Configuration File</a> <a href="${names.maintenance}">Maintenance Actions</a></p><table>${ports}</table>`,
  )
}

const parameterPage = (names: Names, output: string | null): DeviceReply =>
  reply(
    markup`<form method="post" action="${names.parameters}"><label>Parameter Name <input type="text" name="${names.name}"></label><label>Value <input type="text" name="${names.value}"></label><input type="submit" value="Apply New Value"></form>${output === null ? null : markup`<pre>${output}</pre>`}`,
  )

const filePage = (names: Names): DeviceReply =>
  reply(
    markup`<p><a href="${names.save}">Save INI File</a></p><form method="post" action="${names.file}" enctype="multipart/form-data"><input type="file" name="${names.upload}"><input type="submit" value="Load INI File"></form>`,
  )

const maintenancePage = (names: Names): DeviceReply =>
  reply(
    markup`${['Burn', 'Reset'].map((each) => markup`<form method="post" action="${names.maintenance}"><input type="submit" name="${names.action}" value="${each}"></form>`)}`,
  )

const accepted = (body: DeviceReply, afterwards?: () => void): DeviceReply =>
  body.kind === 'page'
    ? {
        ...{ type: body.type, body: body.body, kind: 'accepted' },
        ...(afterwards === undefined ? {} : { afterwards }),
      }
    : body

/** One parameter at work; it is lost at a restart without *Burn*. */
function setParameter({ adapter, names, fetchesAtOnce }: Parts, { body, keep }: DeviceRequest): DeviceReply {
  const form = new URLSearchParams(body)
  const name = (form.get(names.name) ?? '').trim()
  const value = form.get(names.value)
  if (name === '' || value === null) return parameterPage(names, 'Missing parameter')
  const { settings } = adapter
  if (!keep) return accepted(parameterPage(names, `${name} = ${value}`))
  if (!settings.set(name, value.trim())) return parameterPage(names, `Invalid parameter or value: ${name}`)
  const isUrl = name.toLowerCase() === 'inifileurl'
  return accepted(
    parameterPage(names, `${name} = ${settings.get(name)}`),
    isUrl && fetchesAtOnce ? adapter.fetchNow : undefined,
  )
}

/** Loads the file, saves it and restarts; with AUPDResetURLOnWebConfig the URLs are removed. */
function loadFile({ adapter, names }: Parts, { headers, bytes, keep }: DeviceRequest): DeviceReply {
  const text = partOf(headers['content-type'], bytes, names.upload)?.toString('utf8') ?? null
  // documented: the file ends with a line break; an empty file is the one of the maker's steps
  if (text === null || (text !== '' && !text.endsWith('\n'))) return filePage(names)
  const { settings, body } = adapter
  if (!keep) return accepted(filePage(names))
  return accepted(filePage(names), () => {
    const resetsUrl = settings.get('AUPDResetURLOnWebConfig') === '1'
    settings.load(parseIni(text), settings.get('SetDefaultOnIniFileProcess') === '1' ? 'replace' : 'merge')
    if (resetsUrl) for (const name of ['IniFileURL', 'CmpFileURL']) settings.set(name, '')
    settings.burn()
    body.life.restart('ini file')
  })
}

function maintain({ adapter: { settings, body }, names }: Parts, request: DeviceRequest): DeviceReply {
  const action = new URLSearchParams(request.body).get(names.action)
  if (action === 'Burn' && request.keep) settings.burn()
  const isReset = action === 'Reset' && request.keep
  return accepted(maintenancePage(names), isReset ? () => body.life.restart('web') : undefined)
}
