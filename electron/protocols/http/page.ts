/** Reads the first page of a device: title, text, redirects, icon. Pure; linear in the length of the page. */
import { decodeCharacterReferences } from '../markup/character-references.ts'

/** Most characters kept of a page's text; rules read no more. */
const longestText = 2_048

// the tag's length is bounded, so that a page full of "<title" stays linear
const titlePattern = /<title(?:\s[^>]{0,200})?>([^<]{1,300})/i

/** `<title>VVX250</title>` → `VVX250`; `<title>Snom&nbsp;D735</title>` → `Snom D735` */
export function titleIn(page: string): string | null {
  const title = titlePattern.exec(page)?.[1]
  const text = title === undefined ? '' : decodeCharacterReferences(title).replaceAll('\u00a0', ' ').trim()
  return text === '' ? null : text
}

/** Text and scripts of a page without comments and styles; a run of white space becomes one space. */
export function textIn(page: string): string {
  const bare = without(without(page, '<!--', '-->'), '<style', '</style>')
  return decodeCharacterReferences(bare.slice(0, 4 * longestText))
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, longestText)
}

function without(text: string, open: string, close: string): string {
  const lower = text.toLowerCase()
  let kept = ''
  let at = 0
  while (at < text.length) {
    const start = lower.indexOf(open, at)
    if (start < 0) break
    kept += text.slice(at, start)
    const end = lower.indexOf(close, start)
    if (end < 0) return kept
    at = end + close.length
  }
  return kept + text.slice(at)
}

// <meta http-equiv="refresh" content="0; URL=mainform.cgi?go=mainframe.htm">
const refreshPattern =
  /<meta\s[^>]{0,100}http-equiv\s{0,3}=\s{0,3}["']?refresh["']?[^>]{0,100}content\s{0,3}=\s{0,3}["']?\s{0,3}(\d{1,3})\s{0,3}[;,]\s{0,3}url\s{0,3}=\s{0,3}["']?([^"'>\s]{1,500})/i

/** Target of a page's refresh within ten seconds; null without one. */
export function refreshIn(page: string): string | null {
  const match = refreshPattern.exec(page)
  if (match === null || Number(match[1]) > 10) return null
  return match[2] === undefined ? null : decodeCharacterReferences(match[2])
}

// <link rel="shortcut icon" href="/favicon.ico">
const linkPattern = /<link\s[^>]{1,400}>/gi

/** The icon that a page names; null without one. */
export function iconIn(page: string): string | null {
  for (const [tag] of page.matchAll(linkPattern)) {
    if (!/\brel\s{0,3}=\s{0,3}["']?(?:shortcut )?icon\b/i.test(tag)) continue
    const href = /\bhref\s{0,3}=\s{0,3}["']?([^"'>\s]{1,500})/i.exec(tag)?.[1]
    if (href !== undefined) return decodeCharacterReferences(href)
  }
  return null
}

/** A page of one device. */
export interface PageLocation {
  readonly scheme: 'http:' | 'https:'
  readonly port: number
  /** With its query. */
  readonly path: string
}

/**
 * Resolves a link on a page; null when it leads to another host, or to a port that is not in `allowed`: a scan asks nothing that was
 * not picked, whatever a page says.
 */
export function resolveLink(
  link: string,
  from: PageLocation,
  address: string,
  allowed: readonly Pick<PageLocation, 'scheme' | 'port'>[],
): PageLocation | null {
  const host = address.includes(':') ? `[${address}]` : address
  const base = URL.parse(`${from.scheme}//${host}:${from.port}${from.path}`)
  const url = base === null ? null : URL.parse(link, base.href)
  if (base === null || url === null || url.hostname !== base.hostname) return null
  const scheme = url.protocol === 'http:' ? 'http:' : url.protocol === 'https:' ? 'https:' : null
  if (scheme === null) return null
  const port = url.port === '' ? (scheme === 'http:' ? 80 : 443) : Number(url.port)
  if (!allowed.some((each) => each.scheme === scheme && each.port === port)) return null
  return { scheme, port, path: url.pathname + url.search }
}
