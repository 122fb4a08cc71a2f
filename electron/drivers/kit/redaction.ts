/** Masks secrets in pages, headers and URLs before they are kept. Every pattern is linear in the length of the text. */

const mask = '••••'

/** Names of settings, fields and parameters whose value is a secret. */
const secretWord =
  /pass(?:word|wd|phrase|code)?(?![a-z])|pwd(?![a-z])|secret|\bpin(?![a-z])|pin$|access[_ -]?code|token|credential|api[_ -]?key/i
/** Query parameters that carry a session or a key: `?k=…`, `&sid=…`. */
const secretParameter =
  /^(?:k|key|sid|sig|auth|session\w{0,16}|jsessionid|phpsessid|nonce|hash|code|user_?pass)$/i

const longestName = 64

/** `AdminPassword`, `adm.user_password`, `Access PIN`. A name longer than 64 characters is no name. */
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

/** Elements that are never closed. */
const voidElements = new Set(['input', 'meta', 'br', 'img', 'link', 'hr'])

/**
 * A page with its secrets masked. Inside an element that is named for a secret, texts and values are masked:
 *   <parameter name="AdminPassword"><value current="…"/></parameter>
 *   <input type="password" value="…">, <AdminPassword>…</AdminPassword>, <N>AuthPassword</N><V>…</V>
 * Outside of tags: headers, `name=value` and JSON members.
 */
export function redactPage(page: string): string {
  let result = ''
  /** The element named for a secret that is open, '' for none. */
  let inside = ''
  /** The last text was a secret's name: the next element holds its value. */
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
    if (isEnd && element === inside) inside = ''
    else if (!isEnd && !isEmpty && namesSecret && inside === '' && !voidElements.has(element.toLowerCase())) {
      inside = element
    }
  }
  return result
}

/** `Set-Cookie: …`, `Proxy-Authorization: …` to the end of the line. */
const header =
  /\b((?:cookie2?|authorization|authentication-info|x-[\w-]{1,32}-token)["']?\s{0,8}:\s{0,8})[^\r\n]+/gi
/** `?name=value`, `&name=value` in a URL or a form. */
const parameter = /([?&])([\w.%-]{1,64})=([^\s&"'<>#]*)/g
/** `name=value`, `name: value` and `"name": "value"`. */
const assignment =
  /(["']?)([\w.%-]{1,64})\1(\s{0,8}[=:]\s{0,8})("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s&;,"'<>]+)/g
/** `http://user:password@host/` */
const userInfo = /(\b[a-z][a-z0-9+.-]{0,15}:\/\/)[^\s/@]{1,128}@/gi

/** Masks secrets in text that is no markup: header lines, forms, JSON, URLs. */
export function redactText(text: string): string {
  return text
    .replaceAll(header, `$1${mask}`)
    .replaceAll(userInfo, `$1${mask}@`)
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

/** A path or URL with the values of its query masked; the names stay. `/a?k=abc&x=1` → `/a?k=••••&x=••••` */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = (at < 0 ? url : url.slice(0, at)).replaceAll(userInfo, `$1${mask}@`)
  if (at < 0) return path
  const query = url
    .slice(at + 1)
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${mask}` : mask))
  return `${path}?${query.join('&')}`
}

/** What a log may hold of a page: its length and its title, no content. */
export function outlineOf(page: string): { readonly length: number; readonly title: string | null } {
  const title = /<title[^<>]{0,200}>([^<]{0,200})/i.exec(page.slice(0, 8_192))?.[1]
  return { length: page.length, title: title === undefined ? null : redactText(title.trim()) }
}
