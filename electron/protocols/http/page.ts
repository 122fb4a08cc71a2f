/** What the first page of a device says: its title, its text, where it leads. Pure; reads any text in time that grows with its length. */

/** As much of a page's text as is kept; rules read no more of it. */
const longestText = 2_048

// a tag of any length would be looked for again behind every "<title"
const titlePattern = /<title(?:\s[^>]{0,200})?>([^<]{1,300})/i

/** `<title>VVX250</title>` → `VVX250` */
export function titleIn(page: string): string | null {
  const title = titlePattern.exec(page)?.[1]?.trim()
  return title === undefined || title === '' ? null : title
}

/** Text and scripts of a page without comments and styles, runs of blanks as one. */
export function textIn(page: string): string {
  const bare = without(without(page, '<!--', '-->'), '<style', '</style>')
  return bare
    .slice(0, 4 * longestText)
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

/** Where a page leads by itself, at once or within a few seconds; null where it stays. */
export function refreshIn(page: string): string | null {
  const match = refreshPattern.exec(page)
  if (match === null || Number(match[1]) > 10) return null
  return match[2] ?? null
}

// <link rel="shortcut icon" href="/favicon.ico">
const linkPattern = /<link\s[^>]{1,400}>/gi

/** The picture a page names for its tab; null where it names none. */
export function iconIn(page: string): string | null {
  for (const [tag] of page.matchAll(linkPattern)) {
    if (!/\brel\s{0,3}=\s{0,3}["']?(?:shortcut )?icon\b/i.test(tag)) continue
    const href = /\bhref\s{0,3}=\s{0,3}["']?([^"'>\s]{1,500})/i.exec(tag)?.[1]
    if (href !== undefined) return href
  }
  return null
}

export interface Place {
  readonly scheme: 'http:' | 'https:'
  readonly port: number
  /** With its query; nothing of it names a host. */
  readonly path: string
}

/**
 * Where a link on a page of a device leads, when that is the same device: nothing else is asked, whatever a page says.
 * `allowed` are the ports of the device that were picked.
 */
export function leadsTo(
  link: string,
  from: Place,
  address: string,
  allowed: readonly Pick<Place, 'scheme' | 'port'>[],
): Place | null {
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
