/** Masks secrets in pages and URLs of devices before they are stored. Every pattern takes linear time. */
import { mask, maskHeaders, maskUserInfo } from '../../platform/redaction.ts'

/** Names of settings, fields and parameters whose value is a secret. */
const secretWord =
  /pass(?:word|wd|phrase|code)?(?![a-z])|pwd(?![a-z])|secret|\bpin(?![a-z])|pin$|access[_ -]?code|token|credential|api[_ -]?key/i
/** Query parameters with a session or a key: `?k=…`, `&sid=…`. */
const secretParameter =
  /^(?:k|key|sid|sig|auth|session\w{0,16}|jsessionid|phpsessid|nonce|hash|code|user_?pass)$/i

const longestName = 64

/** True for `AdminPassword`, `adm.user_password`, `Access PIN`. Reads the first 64 characters. */
const isSecretName = (name: string): boolean => {
  const words = name.slice(0, longestName).replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  return secretWord.test(words.replaceAll(/[._-]/g, ' '))
}

const attribute = /([\w:.-]{1,64})\s{0,8}=\s{0,8}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/g
const namingAttributes = new Set(['name', 'id', 'type', 'label', 'for'])
const valueAttributes = new Set(['value', 'current', 'default', 'content'])

interface Tag {
  readonly element: string
  readonly isEnd: boolean
  readonly isEmpty: boolean
  readonly namesSecret: boolean
}

function readTag(text: string): Tag {
  const [, slash = '', element = ''] = /^<(\/?)\s{0,8}([\w:.-]{1,64})/.exec(text) ?? []
  let namesSecret = isSecretName(element)
  for (const [, name = '', double, single, bare] of text.matchAll(attribute)) {
    if (namingAttributes.has(name.toLowerCase()) && isSecretName(double ?? single ?? bare ?? '')) {
      namesSecret = true
    }
  }
  return { element, isEnd: slash !== '', isEmpty: text.endsWith('/>'), namesSecret }
}

const maskValues = (tag: string): string =>
  tag.replaceAll(attribute, (whole, name: string) =>
    valueAttributes.has(name.toLowerCase()) ? `${name}="${mask}"` : whole,
  )

/** Elements without an end tag. */
const voidElements = new Set(['input', 'meta', 'br', 'img', 'link', 'hr'])

/**
 * Masks the secrets of a page. Inside an element whose name or attributes name a secret, it masks texts and values:
 *   <parameter name="AdminPassword"><value current="…"/></parameter>
 *   <input type="password" value="…">, <AdminPassword>…</AdminPassword>, <N>AuthPassword</N><V>…</V>
 * Outside of tags it masks headers, `name=value` and JSON members.
 */
export function redactPage(page: string): string {
  let result = ''
  /** Name of the open element that names a secret; empty without one. */
  let inside = ''
  /** Whether the last text was the name of a secret, so that the next element contains its value. */
  let isNext = false
  for (const [, text = '', tag = ''] of page.matchAll(/([^<]*)(<[^<>]*>?)?/g)) {
    if (text.trim() !== '') {
      result += inside !== '' || isNext ? mask : redactText(text)
      const isName = text.length <= longestName && /^[\s\w.:-]*$/.test(text) && isSecretName(text.trim())
      isNext = inside === '' && !isNext && isName
    } else {
      result += text
    }
    if (tag === '') continue
    const { element, isEnd, isEmpty, namesSecret } = readTag(tag)
    if (!isEnd && element === inside) inside = ''
    result += inside !== '' || namesSecret || isNext ? maskValues(tag) : tag
    // a field has its value in itself: the next text is the label of another one
    if (element.toLowerCase() === 'input') isNext = false
    if (isEnd && element === inside) inside = ''
    else if (!isEnd && !isEmpty && namesSecret && inside === '' && !voidElements.has(element.toLowerCase())) {
      inside = element
    }
  }
  return result
}

/** `?name=value`, `&name=value` in a URL or a form. */
const parameter = /([?&])([\w.%-]{1,64})=([^\s&"'<>#]*)/g
/** `name=value`, `name: value` and `"name": "value"`. */
const assignment =
  /(["']?)([\w.%-]{1,64})\1(\s{0,8}[=:]\s{0,8})("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s&;,"'<>]+)/g

/** Masks secrets in text without markup: header lines, forms, JSON, URLs. */
export function redactText(text: string): string {
  return maskUserInfo(maskHeaders(text))
    .replaceAll(parameter, (whole, before: string, name: string) =>
      isSecretName(name) || secretParameter.test(name) ? `${before}${name}=${mask}` : whole,
    )
    .replaceAll(assignment, (whole, quote: string, name: string, between: string, value: string) => {
      const isSecret = isSecretName(name) || (between === '=' && secretParameter.test(name))
      if (!isSecret) return whole
      const edge = value.startsWith('"') || value.startsWith("'") ? value.charAt(0) : ''
      return `${quote}${name}${quote}${between}${edge}${mask}${edge}`
    })
}

/** Masks the values of a query and of path parameters: `/a;session_id=abc?k=abc&x=1` → `/a;session_id=••••?k=••••&x=••••` */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = maskUserInfo(at < 0 ? url : url.slice(0, at)).replaceAll(
    /(;[\w.-]{1,64}=)[^;/]*/g,
    `$1${mask}`,
  )
  if (at < 0) return path
  const query = url
    .slice(at + 1)
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${mask}` : mask))
  return `${path}?${query.join('&')}`
}

/** Length and title of a page, for the log. */
export function outlineOf(page: string): { readonly length: number; readonly title: string | null } {
  const title = /<title[^<>]{0,200}>([^<]{0,200})/i.exec(page.slice(0, 8_192))?.[1]
  return { length: page.length, title: title === undefined ? null : redactText(title.trim()) }
}
