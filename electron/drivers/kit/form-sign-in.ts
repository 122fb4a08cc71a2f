/** Signs in with the form of a web page. The form is sent once: several vendors lock out after a few refusals. */
import { PunchdownError } from '#shared/errors.ts'
import type { CookieJar } from './cookies.ts'
import { type HtmlForm, isSent, readHtml } from './html.ts'
import { jsonIn, textAt } from './json.ts'
import { pathWithin } from './redirect.ts'
import type { CsrfToken, FormSignIn } from './strategies.ts'
import type { Credentials, WebReply, WebRequest } from './web.ts'

export interface FormSignInParts {
  readonly credentials: Credentials | null
  readonly address: string
  readonly send: (request: WebRequest) => Promise<WebReply>
  /** Origin of the channel. Credentials are sent nowhere else. */
  readonly origin: () => string
  /** @throws PunchdownError plain-http-not-accepted */
  readonly beforeCredentials: () => void
  readonly unexpectedPage: (reply: WebReply, path: string, expected: string) => Error
}

/** @throws PunchdownError sign-in-needed | sign-in-refused | unexpected-page | plain-http-not-accepted and the codes of `send` */
export async function signInByForm(parts: FormSignInParts, strategy: FormSignIn): Promise<void> {
  const { credentials, address, send, unexpectedPage } = parts
  if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
  const page = await send({ method: 'GET', path: strategy.page })
  const form = formWith(page, strategy.passwordField)
  const path = form === null ? null : pathWithin(form.action ?? '', strategy.page, parts.origin())
  if (form === null || path === null) throw unexpectedPage(page, strategy.page, strategy.passwordField)
  parts.beforeCredentials()
  const { userField, passwordField } = strategy
  const password = credentials.password.reveal()
  const sentPassword =
    strategy.encoding === 'base64' ? Buffer.from(password, 'utf8').toString('base64') : password
  const own = new Map([[passwordField, sentPassword]])
  if (userField !== null) own.set(userField, credentials.user)
  const sent = form.fields.filter(isSent).map(({ name, value }) => [name, own.get(name) ?? value] as const)
  const added = [...own].filter(([name]) => sent.every(([known]) => known !== name))
  const fields = [...sent, ...added]
  const body = { kind: 'form', fields } as const
  const reply = await send({ method: 'POST', path, body, idempotent: false })
  if (!strategy.isSignedIn(reply)) {
    throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
  }
}

const formWith = ({ body }: WebReply, field: string): HtmlForm | null =>
  readHtml(body).forms.find(({ fields }) => fields.some(({ name }) => name === field)) ?? null

export interface Csrf {
  /** Takes the token from a page that has it. */
  take(reply: WebReply): void
  headers(method: WebRequest['method']): Record<string, string>
}

export function createCsrf({ header, from, withGet = false }: CsrfToken, jar: CookieJar): Csrf {
  let token: string | null = null
  return {
    take({ body }) {
      if ('cookie' in from) return
      if ('json' in from) {
        token = textAt(jsonIn(body), from.json) ?? token
        return
      }
      const { metas, forms } = readHtml(body)
      const found =
        'meta' in from
          ? metas.get(from.meta)
          : forms.flatMap(({ fields }) => fields).find(({ name }) => name === from.field)?.value
      token = found ?? token
    },
    headers(method) {
      const value = 'cookie' in from ? jar.value(from.cookie) : token
      return (method === 'GET' && !withGet) || value === null ? {} : { [header]: value }
    },
  }
}
