/** SIP URIs (RFC 3261 §19.1) and the name-addr form of From, To and Contact (§20.10). */
import { PunchdownError } from '#shared/errors.ts'
import { endOfQuoted, hasSpace, readHostPort, readParams, skipSpace, unquote } from './syntax.ts'

/** Parameters by name in lower case; null for a parameter without a value, such as `lr`. */
export type Params = ReadonlyMap<string, string | null>

export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel'
  /** Unescaped: `%23` is `#`. Empty when the URI names a host only. */
  readonly user: string
  /** Without brackets for IPv6. Empty for tel. */
  readonly host: string
  readonly port: number | null
  readonly params: Params
}

export interface NameAddress {
  readonly displayName: string
  readonly uri: string
  readonly params: Params
}

const malformed = (reason: string, text: string) =>
  new PunchdownError('sip-malformed', { reason, text: text.slice(0, 80) })

function unescapeUser(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

/** `abc;def` at `;` → `abc` and `;def`; the whole text and an empty string when the character does not occur. */
function cutAt(text: string, char: string): [before: string, from: string] {
  const at = text.indexOf(char)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)]
}

/**
 * `sip:*55*123456@192.0.2.1:5060;transport=udp` → user `*55*123456`, host `192.0.2.1`, port 5060.
 * Accepts an unescaped `#` in the user part, which some phones send instead of `%23`.
 * @throws PunchdownError sip-malformed
 */
export function parseSipUri(text: string): SipUri {
  const bare = text.trim()
  const [name, rest] = cutAt(bare, ':')
  const scheme = name.toLowerCase()
  if (scheme === 'tel') {
    const [number, params] = cutAt(rest.slice(1), ';')
    if (number === '') throw malformed('uri', text)
    return { scheme, user: number, host: '', port: null, params: readParams(params) }
  }
  if ((scheme !== 'sip' && scheme !== 'sips') || hasSpace(bare) || bare.includes('<') || bare.includes('>')) {
    throw malformed('uri', text)
  }
  const at = rest.indexOf('@')
  const userinfo = at === -1 ? '' : rest.slice(1, at)
  const [withoutHeaders] = cutAt(rest.slice(at === -1 ? 1 : at + 1), '?')
  const [hostPort, params] = cutAt(withoutHeaders, ';')
  const place = readHostPort(hostPort)
  if (place === null) throw malformed('uri', text)
  const [user] = cutAt(cutAt(userinfo, ':')[0], ';')
  return {
    scheme,
    user: unescapeUser(user),
    host: place.host.toLowerCase(),
    port: place.port,
    params: readParams(params),
  }
}

/**
 * `"Lobby" <sip:101@h>;tag=a1` and `sip:101@h;tag=a1`; without brackets the parameters belong to the header (§20.10).
 * @throws PunchdownError sip-malformed
 */
export function parseNameAddress(text: string): NameAddress {
  const bare = text.trim()
  const quotedEnd = bare.startsWith('"') ? endOfQuoted(bare, 0) : 0
  if (quotedEnd === null) throw malformed('name-addr', text)
  const open = quotedEnd === 0 ? bare.indexOf('<') : skipSpace(bare, quotedEnd)
  if (quotedEnd === 0 && open === -1) return addrSpecOf(bare, text)
  const close = bare.indexOf('>', open)
  const displayName = quotedEnd === 0 ? bare.slice(0, open).trim() : unquote(bare.slice(0, quotedEnd))
  const uri = bare.slice(open + 1, close).trim()
  const params = bare.slice(close + 1).trim()
  const isNameAddr =
    bare[open] === '<' &&
    close !== -1 &&
    !uri.includes('<') &&
    (quotedEnd > 0 || !displayName.includes('"')) &&
    (params === '' || params.startsWith(';'))
  if (!isNameAddr) throw malformed('name-addr', text)
  return { displayName, uri, params: readParams(params) }
}

/** `sip:101@h;tag=a1` */
function addrSpecOf(bare: string, text: string): NameAddress {
  const [spec, params] = cutAt(bare, ';')
  const uri = spec.trimEnd()
  const [scheme, rest] = cutAt(uri, ':')
  const isAddrSpec =
    /^[a-z][a-z0-9+.-]*$/i.test(scheme) &&
    rest.length > 1 &&
    !hasSpace(uri) &&
    !uri.includes('"') &&
    !uri.includes('>')
  if (!isAddrSpec) throw malformed('name-addr', text)
  return { displayName: '', uri, params: readParams(params) }
}

/** Whether a From or To value has a tag: true for `<sip:a@h>;  tag = 1`, false for `"x;tag=1" <sip:a@h>`. */
export function hasTag(value: string): boolean {
  try {
    return parseNameAddress(value).params.has('tag')
  } catch {
    return false
  }
}
