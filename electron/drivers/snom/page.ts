/** The update page of a phone, and the requests that every operation shares. */
import { PunchdownError } from '#shared/errors.ts'
import { originOf } from '../kit/connection.ts'
import type { HtmlField, HtmlPage } from '../kit/html.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { pathWithin } from '../kit/redirect.ts'
import { snomData } from './data.ts'

export interface UpdatePage {
  readonly title: string | null
  /** Path of the form. */
  readonly target: string
  /** Fields that a browser sends. */
  readonly fields: readonly HtmlField[]
}

/** Loads the parser on first use. */
async function htmlIn({
  body,
}: WebReply): Promise<{ html: HtmlPage; isSent: (field: HtmlField) => boolean }> {
  const { readHtml, isSent } = await import('../kit/html.ts')
  return { html: readHtml(body), isSent }
}

/**
 * A 403 without a challenge is not a refusal of the password: the phone insists on HTTPS, or refuses commands in a URL.
 * @throws PunchdownError interface-off and the codes of Kit.request
 */
export async function ask(kit: Kit, request: WebRequest): Promise<WebReply> {
  const problemIn = ({ status, headers }: WebReply): PunchdownError | null =>
    status === 403 && headers['www-authenticate'] === undefined
      ? new PunchdownError('interface-off', { address: kit.address, service: snomData.queriesOff.service })
      : null
  const reply = await kit.request({ ...request, refusal: problemIn })
  const problem = problemIn(reply)
  if (problem !== null) throw problem
  return reply
}

/** Name of the setting with the provisioning URL. */
const urlField = (): string => snomData.provisioning.find(({ value }) => value === '{url}')?.name ?? ''

/** A host that stands for the phone. */
const origin = 'http://device.invalid'

/**
 * Sample, with the hidden field of a phone that guards against cross-site requests:
 *   <title>snom D735</title><form method="post" action="/advanced_update.htm"><input type="hidden" name="…" value="78b2…">
 *   <input type="text" name="setting_server" value=""><input type="submit" name="Settings" value="Save"></form>
 * @throws PunchdownError interface-off | password-change-needed | unexpected-page and the codes of Kit.request
 */
export async function loadUpdatePage(kit: Kit): Promise<UpdatePage> {
  const { path } = snomData.update
  const reply = await ask(kit, { method: 'GET', path })
  const { html, isSent } = await htmlIn(reply)
  const form = html.forms.find(({ fields }) => fields.some(({ name }) => name === urlField()))
  if (form === undefined) {
    const fields = html.forms.flatMap((each) => each.fields)
    // a page that asks for a new password twice
    if (fields.filter(({ type }) => type === 'password').length > 1) {
      throw new PunchdownError('password-change-needed', { address: kit.address })
    }
  }
  const target = form === undefined ? null : pathWithin(form.action ?? '', path, origin)
  if (reply.status !== 200 || form === undefined || target === null) {
    throw kit.unexpectedPage(reply, path, urlField())
  }
  return { title: html.title, target, fields: form.fields.filter(isSent) }
}

/** Title of the first page; null without one. @throws PunchdownError unexpected-page and the codes of `ask` */
export async function homeTitle(kit: Kit): Promise<string | null> {
  const { path } = snomData.home
  const reply = await ask(kit, { method: 'GET', path })
  if (reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
  return (await htmlIn(reply)).html.title
}

type Pairs = readonly (readonly [name: string, value: string])[]

/** Hidden fields, which the phone demands back with a form when its guard against cross-site requests is on. */
export const hiddenIn = (fields: readonly HtmlField[]): Pairs =>
  fields.filter(({ type }) => type === 'hidden').map(({ name, value }) => [name, value])

interface Submission {
  readonly path: string
  /** Path of the page with the form. */
  readonly from: string
  readonly fields: Pairs
  readonly dropIsSuccess?: boolean
}

/** Sends a form, once, as from its own page. */
export const submit = (
  kit: Kit,
  { path, from, fields, dropIsSuccess = false }: Submission,
): Promise<WebReply> =>
  ask(kit, {
    ...{ method: 'POST', path, idempotent: false, dropIsSuccess, body: { kind: 'form', fields } },
    headers: refererOf(kit, from),
  })

function refererOf(kit: Kit, path: string): Record<string, string> {
  const channel = kit.channel()
  return channel === null ? {} : { referer: new URL(path, originOf(channel)).href }
}

/** Hidden fields of the form with a button; null for a page without it. */
export async function hiddenBeside(reply: WebReply, button: string): Promise<Pairs | null> {
  const { html } = await htmlIn(reply)
  const form = html.forms.find(({ fields }) => fields.some(({ name }) => name === button))
  return reply.status === 200 && form !== undefined ? hiddenIn(form.fields) : null
}
