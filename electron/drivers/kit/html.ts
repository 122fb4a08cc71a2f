/** Reads forms, links and meta elements of a web page with htmlparser2, which accepts any markup. */
import { Parser } from 'htmlparser2'

export interface HtmlForm {
  /** Target as written; null for the page itself. */
  readonly action: string | null
  readonly method: 'GET' | 'POST'
  /** Fields with a name, in their order. */
  readonly fields: readonly HtmlField[]
}

export interface HtmlField {
  readonly name: string
  /** Type of an input in lower case; `textarea`, `select`. */
  readonly type: string
  readonly value: string
  /** For a checkbox or radio button: whether it is sent. */
  readonly checked: boolean
}

interface HtmlLink {
  readonly text: string
  readonly href: string | null
  readonly onclick: string | null
}

export interface HtmlPage {
  /** Text of the title element; null without one. */
  readonly title: string | null
  readonly forms: readonly HtmlForm[]
  readonly links: readonly HtmlLink[]
  /** Content of meta elements by their name. */
  readonly metas: ReadonlyMap<string, string>
}

type Attributes = Readonly<Record<string, string | undefined>>

interface OpenForm extends HtmlForm {
  readonly fields: HtmlField[]
}

interface OpenPage {
  title: string | null
  readonly forms: OpenForm[]
  readonly links: HtmlLink[]
  readonly metas: Map<string, string>
  form: OpenForm | null
  /** Element whose text is collected. */
  text: {
    readonly element: 'a' | 'textarea' | 'title'
    readonly attributes: Attributes
    content: string
  } | null
  /** Name and value of an open select: its selected option, else its first. */
  select: { readonly name: string; value: string | null } | null
}

/**
 * Sample:
 *   <title>snom D735</title>
 *   <meta name="csrf-token" content="a1b2">
 *   <form action="/login" method="post"><input type="hidden" name="token" value="c3">
 *     <input name="username"><input type="password" name="pwd"></form>
 *   <a href="#" onclick="e('DM_S_.xml')">Auto Provisioning</a>
 * Fields outside of a form are ignored, as by a browser.
 */
export function readHtml(html: string): HtmlPage {
  const page: OpenPage = {
    ...{ title: null, forms: [], links: [], metas: new Map() },
    ...{ form: null, text: null, select: null },
  }
  const parser = new Parser({
    onopentag: (element, attributes) => open(page, element, attributes),
    ontext(text) {
      if (page.text !== null) page.text.content += text
    },
    onclosetag: (element) => close(page, element),
  })
  parser.end(html)
  return page
}

function open(page: OpenPage, element: string, attributes: Attributes): void {
  switch (element) {
    case 'form': {
      const method = attributes.method?.toLowerCase() === 'post' ? 'POST' : 'GET'
      page.form = { action: attributes.action ?? null, method, fields: [] }
      page.forms.push(page.form)
      return
    }
    case 'input':
      addField(page, attributes, attributes.type?.toLowerCase() ?? 'text', attributes.value ?? '')
      return
    case 'meta':
      if (attributes.name !== undefined) page.metas.set(attributes.name, attributes.content ?? '')
      return
    case 'a':
    case 'textarea':
    case 'title':
      page.text = { element, attributes, content: '' }
      return
    case 'select':
      page.select = { name: attributes.name ?? '', value: null }
      return
    case 'option': {
      const isChosen = attributes.selected !== undefined
      if (page.select === null || (page.select.value !== null && !isChosen)) return
      page.select.value = attributes.value ?? ''
      return
    }
  }
}

function close(page: OpenPage, element: string): void {
  if (element === 'form') page.form = null
  if (element === 'select' && page.select !== null) {
    const { name, value } = page.select
    addField(page, { name }, 'select', value ?? '')
    page.select = null
  }
  const { text } = page
  if (text === null || text.element !== element) return
  page.text = null
  if (text.element === 'textarea') {
    addField(page, text.attributes, 'textarea', text.content)
  } else if (text.element === 'title') {
    page.title ??= text.content.trim()
  } else {
    const { href = null, onclick = null } = text.attributes
    page.links.push({ text: text.content.trim(), href, onclick })
  }
}

function addField({ form }: OpenPage, attributes: Attributes, type: string, value: string): void {
  const { name = '' } = attributes
  if (form === null || name === '') return
  form.fields.push({ name, type, value, checked: attributes.checked !== undefined })
}

/** Whether a browser sends the field with its form: no button, and a box only when it is ticked. */
export const isSent = ({ type, checked }: HtmlField): boolean =>
  ['checkbox', 'radio'].includes(type)
    ? checked
    : !['submit', 'button', 'image', 'reset', 'file'].includes(type)
