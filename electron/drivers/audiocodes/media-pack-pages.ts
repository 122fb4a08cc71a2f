/** Finds the pages of an MP-11x by their printed texts: paths and names of fields are random. Loaded on first use, because of the parser. */
import { type HtmlForm, isSent, readHtml } from '../kit/html.ts'
import type { WebReply } from '../kit/kit.ts'
import { pathWithin } from '../kit/redirect.ts'

/** A host that stands for the adapter. */
const origin = 'http://device.invalid'

const plain = (text: string): string => text.trim().toLowerCase()

/** `<a href="/x18eb08e8">ini Parameters</a>` → /x18eb08e8; null for a page without the link. */
export function linkIn(html: string, from: string, text: string): string | null {
  const href = readHtml(html).links.find((link) => plain(link.text) === plain(text))?.href ?? null
  return href === null ? null : pathWithin(href, from, origin)
}

interface PageForm {
  readonly path: string
  /** Fields that a browser sends. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

const targetOf = (form: HtmlForm, from: string): string | null => pathWithin(form.action ?? '', from, origin)

const sentBy = ({ fields }: HtmlForm) =>
  fields.filter(isSent).map(({ name, value }) => [name, value] as const)

/** The form with a button; a button without a name is not sent. Null for a page without the form. */
export function formWithButton(html: string, from: string, text: string): PageForm | null {
  for (const form of readHtml(html).forms) {
    const button = form.fields.find(({ type, value }) => type === 'submit' && plain(value) === plain(text))
    const path = button === undefined ? null : targetOf(form, from)
    if (button !== undefined && path !== null) {
      return { path, fields: [...sentBy(form), [button.name, button.value]] }
    }
  }
  return null
}

/**
 * The form of the page ini Parameters, filled in: it has two fields of text, first the name of a parameter, then its value.
 *   <form method="post" action="/x42ca8280"><label>Parameter Name <input type="text" name="x87c2fd9f"></label>
 *   <label>Value <input type="text" name="xa3d72b5f"></label><input type="submit" value="Apply New Value"></form>
 * Null for a page with another form.
 */
export function parameterForm(html: string, from: string, name: string, value: string): PageForm | null {
  for (const form of readHtml(html).forms) {
    const [first, second, more] = form.fields.filter(({ type }) => type === 'text')
    const path = form.method === 'POST' ? targetOf(form, from) : null
    if (first === undefined || second === undefined || more !== undefined || path === null) continue
    const own = new Map([
      [first.name, name],
      [second.name, value],
    ])
    return { path, fields: sentBy(form).map(([field, held]) => [field, own.get(field) ?? held]) }
  }
  return null
}

/** Whether a page asks for a new password twice. */
export const asksForNewPassword = ({ body }: WebReply): boolean =>
  readHtml(body).forms.some(({ fields }) => fields.filter(({ type }) => type === 'password').length > 1)
