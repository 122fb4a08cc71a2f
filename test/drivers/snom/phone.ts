/** A Snom phone as its replies, for tests of the driver. */
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { snom } from '#electron/drivers/snom/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { type FakeKit, fakeKit } from '../fake-kit.ts'

export const url = 'http://192.0.2.1/lang_de?a=1&b={mac}'

export interface PageOptions {
  readonly server?: string
  readonly policy?: string | null
  /** Value of the hidden field; null for a phone without one. */
  readonly tag?: string | null
  readonly title?: string
  readonly more?: string
}

const attribute = (text: string) => text.replaceAll('&', '&amp;')

export const updatePage = ({ server = '', policy = 'ask', tag = null, title, more = '' }: PageOptions = {}) =>
  `<html><head><title>${title ?? 'snom D735'}</title></head><body><form method="get" action="/other.htm"><input name="number"></form>
  <form method="post" action="advanced_update.htm">${tag === null ? '' : `<input type="hidden" name="tag" value="${tag}">`}
  ${policy === null ? '' : `<select name="update_policy"><option value="auto_update">a<option value="${policy}" selected>b</select>`}
  <input type="text" name="setting_server" value="${attribute(server)}">${more}
  <input type="submit" name="Settings" value="Save"></form></body></html>`

/** The reply of a phone that refuses commands in a URL. */
export const forbidden: Partial<WebReply> = {
  status: 403,
  body: '<title>snom VoIP phone: Error</title>',
}

/** A kit that hands a 403 to the driver as the kit of a device does. */
export function phoneKit(answer: (request: WebRequest) => Partial<WebReply>): FakeKit {
  const kit = fakeKit(answer)
  return {
    ...kit,
    async request(request) {
      const reply = await kit.request(request)
      const refused = reply.status === 403 ? (request.refusal?.(reply) ?? null) : null
      if (refused !== null) throw refused
      return reply
    },
  }
}

interface PhoneOptions extends PageOptions {
  /** Reply to a write; an error is thrown instead. */
  readonly reply?: (request: WebRequest) => Partial<WebReply> | PunchdownError
  /** Whether the phone keeps what is written. */
  readonly keeps?: boolean
}

/** A phone that takes writes by query and by form. */
export function phone({ reply = () => ({}), keeps = true, ...options }: PhoneOptions = {}): FakeKit {
  const values = new Map([
    ['setting_server', options.server ?? ''],
    ['update_policy', options.policy ?? 'ask'],
  ])
  return phoneKit((request) => {
    const { method, path, body } = request
    const isQuery = path.startsWith('/dummy.htm?')
    if (method === 'GET' && !isQuery) {
      const [server = '', policy = ''] = [...values.values()]
      return { body: updatePage({ ...options, server, policy: options.policy === null ? null : policy }) }
    }
    const answered = reply(request)
    if (answered instanceof PunchdownError) throw answered
    const fields = isQuery
      ? [...new URL(path, 'http://192.0.2.9').searchParams]
      : body?.kind === 'form'
        ? body.fields
        : []
    if (keeps && (answered.status ?? 200) === 200) {
      for (const [name, value] of fields) if (values.has(name)) values.set(name, value)
    }
    return answered
  })
}

export async function applied(kit: FakeKit) {
  const { provisioning } = await snom.connect(kit)
  const { edits } = (await provisioning?.plan(url)) ?? { edits: [] }
  return { edits, done: await provisioning?.apply(edits) }
}

export const codeOf = (promise: Promise<unknown> | undefined): Promise<string | null> =>
  (promise ?? Promise.reject(new Error('no such capability'))).then(
    () => null,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  )

export const writesOf = ({ asked }: FakeKit): string[] =>
  asked
    .filter(({ method, path }) => method !== 'GET' || path.startsWith('/dummy.htm?'))
    .map(({ method, path }) => `${method} ${path.split('?')[0]}`)
