/**
 * Pages of a device whose web requests are not published: forms for a person, with a sign-in and a session. The labels of the fields are
 * published ones where the description says so; the paths, the markup and the names of the form fields are ours. Field names are random
 * and change with each start, so a program cannot depend on them.
 */
import { randomBytes } from 'node:crypto'
import { type Markup, markup } from '../../protocols/markup/template.ts'
import { partOf } from './multipart.ts'
import type { SignIn } from './sign-in.ts'
import type { DeviceReply, DeviceRequest, Page, RequestHead } from './web-server.ts'

interface ManualField {
  readonly key: string
  readonly label: string
  readonly value: string
  readonly kind: 'text' | 'password' | 'file'
  /** Allowed values of a selection; absent for free text. */
  readonly choices?: readonly string[]
}

interface ManualTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface ManualPage {
  readonly path: string
  readonly title: string
  readonly table?: ManualTable
  readonly fields: readonly ManualField[]
  /** Label of the submit button; null for a page without a form. */
  readonly button: string | null
  /** Text of a refusal, or null when the values were accepted. Does not store anything with `keep` false. */
  submit?(values: ReadonlyMap<string, string>, keep: boolean): string | null
  /** Runs after the reply to an accepted form, unless the forget-write fault is set. */
  readonly afterwards?: () => void
}

interface ManualPagesParts {
  /** Heading of every page, `N870 IP PRO`. */
  readonly heading: string
  /** Null when the web server signs each request in. */
  readonly signIn: SignIn | null
  readonly now: () => number
  /** Pages of an account. */
  readonly pages: (user: string) => readonly ManualPage[]
  /** A page that replaces every other until its form was accepted; null without one. */
  readonly gate: () => ManualPage | null
}

export interface ManualPages {
  isWrite(head: RequestHead): boolean
  answer(request: DeviceRequest): DeviceReply
  /** The reply while a new password is required; null for a request without a session. */
  demand(request: DeviceRequest, page: ManualPage): DeviceReply | null
  /** Ends all sessions and changes the field names, as a restart does. */
  reset(): void
}

const signInPath = '/sign-in'
/** A session ends after ten minutes without a request; ours. */
const sessionMs = 600_000
const mostSessions = 8

interface Session {
  readonly id: string
  readonly user: string
  seenAt: number
}

interface Running extends ManualPagesParts {
  sessions: Session[]
  fieldNames: Map<string, string>
}

export function createManualPages(parts: ManualPagesParts): ManualPages {
  const running: Running = { ...parts, sessions: [], fieldNames: new Map() }
  return {
    isWrite: ({ method, path }) => method === 'POST' && path !== signInPath,
    answer(request) {
      const { signIn } = running
      if (signIn !== null && request.path === signInPath) return signInAnswer(running, signIn, request)
      const user = userOf(running, request)
      if (user === null) return { kind: 'page', ...signInPage(running, null) }
      const gate = running.gate()
      if (gate !== null) return pageAnswer(running, user, request, gate)
      const page = running.pages(user).find(({ path }) => path === request.path)
      return page === undefined ? { kind: 'not-found' } : pageAnswer(running, user, request, page)
    },
    demand(request, page) {
      const user = userOf(running, request)
      return user === null ? null : pageAnswer(running, user, request, page)
    },
    reset() {
      running.sessions = []
      running.fieldNames = new Map()
    },
  }
}

function nameOf({ fieldNames }: Running, key: string): string {
  const name = fieldNames.get(key) ?? `f${randomBytes(4).toString('hex')}`
  fieldNames.set(key, name)
  return name
}

/** Account of the session, or the one that the web server signed in; null without one. */
function userOf(running: Running, { headers, user }: DeviceRequest): string | null {
  if (running.signIn === null) return user
  const id = /(?:^|;\s*)session=([0-9a-f]{32})(?:;|$)/.exec(headers.cookie ?? '')?.[1]
  const isLive = ({ seenAt }: Session): boolean => running.now() - seenAt < sessionMs
  running.sessions = running.sessions.filter(isLive)
  const session = running.sessions.find((each) => each.id === id)
  if (session !== undefined) session.seenAt = running.now()
  return session?.user ?? null
}

/** Empty for another content type. */
const formOf = ({ headers, body }: DeviceRequest): URLSearchParams =>
  new URLSearchParams(
    (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? body : '',
  )

const fileOf = ({ headers, bytes }: DeviceRequest, name: string): string | null =>
  partOf(headers['content-type'], bytes, name)?.toString('utf8') ?? null

function signInAnswer(running: Running, signIn: SignIn, request: DeviceRequest): DeviceReply {
  if (request.method !== 'POST') return { kind: 'page', ...signInPage(running, null) }
  const form = formOf(request)
  const user = form.get(nameOf(running, 'sign-in user')) ?? ''
  const password = form.get(nameOf(running, 'sign-in password')) ?? ''
  const verdict = signIn.checkPassword(user, password)
  if (!verdict.ok) {
    const text = verdict.why === 'locked' ? 'Too many attempts' : 'User or password is wrong'
    return { kind: 'page', ...signInPage(running, text) }
  }
  const session: Session = { id: randomBytes(16).toString('hex'), user: verdict.user, seenAt: running.now() }
  running.sessions = [...running.sessions, session].slice(-mostSessions)
  const headers = { Location: '/', 'Set-Cookie': `session=${session.id}; Path=/; HttpOnly` }
  return { kind: 'page', status: 303, type: 'text/html', body: '', headers }
}

function signInPage(running: Running, refusal: string | null): Page {
  const fields: ManualField[] = [
    { key: 'sign-in user', label: 'User', value: '', kind: 'text' },
    { key: 'sign-in password', label: 'Password', value: '', kind: 'password' },
  ]
  return html(running, markup`<h2>Sign in</h2>${formMarkup(running, signInPath, fields, 'Sign in', refusal)}`)
}

function pageAnswer(running: Running, user: string, request: DeviceRequest, page: ManualPage): DeviceReply {
  const show = (shown: ManualPage, refusal: string | null) => pageHtml(running, user, shown, refusal)
  if (request.method !== 'POST' || request.path !== page.path) return { kind: 'page', ...show(page, null) }
  const values = valuesOf(running, request, page)
  if (values === null) return { kind: 'page', ...show(page, 'The form is not complete') }
  const refusal = page.submit?.(values, request.keep) ?? null
  if (refusal !== null) return { kind: 'page', ...show(page, refusal) }
  const after = running.pages(user).find(({ path }) => path === page.path) ?? page
  return {
    ...{ kind: 'accepted', ...show(after, null) },
    ...(request.keep && page.afterwards !== undefined ? { afterwards: page.afterwards } : {}),
  }
}

/** Values by key; null when a field is missing or has another value than its choices. */
function valuesOf(
  running: Running,
  request: DeviceRequest,
  { fields }: ManualPage,
): ReadonlyMap<string, string> | null {
  const form = formOf(request)
  const values = new Map<string, string>()
  for (const { key, kind, choices } of fields) {
    const name = nameOf(running, key)
    const value = kind === 'file' ? fileOf(request, name) : form.get(name)
    if (value === null || (choices !== undefined && !choices.includes(value))) return null
    values.set(key, value.trim())
  }
  return values
}

function pageHtml(running: Running, user: string, page: ManualPage, refusal: string | null): Page {
  const links = running.pages(user).map(({ path, title }) => markup`<a href="${path}">${title}</a> `)
  const form =
    page.button === null ? markup`` : formMarkup(running, page.path, page.fields, page.button, refusal)
  const table = page.table === undefined ? markup`` : tableMarkup(page.table)
  return html(running, markup`<p>${links}</p><h2>${page.title}</h2>${table}${form}`)
}

const html = ({ heading }: Running, body: Markup): Page => ({
  type: 'text/html',
  body: markup`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body><h1>${heading}</h1>${body}</body></html>`
    .text,
})

function formMarkup(
  running: Running,
  path: string,
  fields: readonly ManualField[],
  button: string,
  refusal: string | null,
): Markup {
  const notice = refusal === null ? markup`` : markup`<p>${refusal}</p>`
  const hasFile = fields.some(({ kind }) => kind === 'file')
  const encoding = hasFile ? markup` enctype="multipart/form-data"` : markup``
  const inputs = fields.map(
    (field) => markup`<p><label>${field.label} ${inputMarkup(running, field)}</label></p>\n`,
  )
  return markup`${notice}<form method="post" action="${path}"${encoding}>${inputs}<input type="submit" value="${button}"></form>`
}

function inputMarkup(running: Running, { key, kind, value, choices }: ManualField): Markup {
  const name = nameOf(running, key)
  if (choices === undefined) return markup`<input type="${kind}" name="${name}" value="${value}">`
  const options = choices.map((choice) =>
    choice === value ? markup`<option selected>${choice}</option>` : markup`<option>${choice}</option>`,
  )
  return markup`<select name="${name}">${options}</select>`
}

const tableMarkup = ({ columns, rows }: ManualTable): Markup =>
  markup`<table><tr>${columns.map((column) => markup`<th>${column}</th>`)}</tr>${rows.map(
    (row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
  )}</table>`
