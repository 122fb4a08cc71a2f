/** SIP URIs (RFC 3261 §19.1) and the name-addr form of From, To and Contact (§20.10). */
import { PunchdownError } from '#shared/errors.ts'

export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel'
  /** Unescaped: `%23` is `#`. Empty when the URI names a host only. */
  readonly user: string
  /** Without brackets for IPv6. Empty for tel. */
  readonly host: string
  readonly port: number | null
  readonly params: ReadonlyMap<string, string>
}

export interface NameAddress {
  readonly displayName: string
  readonly uri: string
  readonly params: ReadonlyMap<string, string>
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

function paramsOf(text: string): Map<string, string> {
  const params = new Map<string, string>()
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const [name = '', ...rest] = part.split('=')
    const value = rest.join('=').trim()
    params.set(name.trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1'))
  }
  return params
}

/**
 * `sip:*55*123456@192.0.2.1:5060;transport=udp` → user `*55*123456`, host `192.0.2.1`, port 5060.
 * A bare `#` in the user part is accepted, as real phones send it, beside the escaped `%23`.
 * @throws PunchdownError sip-malformed
 */
export function parseSipUri(text: string): SipUri {
  const bare = text.trim()
  const tel = /^tel:([^;]+)(;.*)?$/i.exec(bare)
  if (tel !== null) {
    return { scheme: 'tel', user: tel[1] ?? '', host: '', port: null, params: paramsOf(tel[2] ?? '') }
  }
  const match =
    /^(sips?):(?:([^@\s<>]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?(;[^?\s]*)?(?:\?\S*)?$/i.exec(
      bare,
    )
  if (match === null) throw malformed('uri', text)
  const [, scheme = 'sip', userinfo = '', host = '', port, params = ''] = match
  const portNumber = port === undefined ? null : Number(port)
  if (portNumber !== null && (portNumber < 1 || portNumber > 65535)) throw malformed('port', text)
  const user = userinfo.split(':')[0] ?? ''
  return {
    scheme: scheme.toLowerCase() === 'sips' ? 'sips' : 'sip',
    user: unescapeUser(user.split(';')[0] ?? ''),
    host: host.replace(/^\[|\]$/g, '').toLowerCase(),
    port: portNumber,
    params: paramsOf(params),
  }
}

/**
 * `"Lobby" <sip:101@h>;tag=a1` and `sip:101@h;tag=a1`; without brackets the parameters belong to the header (§20.10).
 * @throws PunchdownError sip-malformed
 */
export function parseNameAddress(text: string): NameAddress {
  const bare = text.trim()
  const bracketed = /^(?:("(?:[^"\\]|\\.)*")|([^<"]*?))\s*<([^<>]*)>\s*(;.*)?$/s.exec(bare)
  if (bracketed !== null) {
    const quoted = bracketed[1]
    const displayName =
      quoted === undefined ? (bracketed[2] ?? '').trim() : quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1')
    return { displayName, uri: (bracketed[3] ?? '').trim(), params: paramsOf(bracketed[4] ?? '') }
  }
  const plain = /^([a-z][a-z0-9+.-]*:[^\s;<>"]+)(;.*)?$/i.exec(bare)
  if (plain === null) throw malformed('name-addr', text)
  return { displayName: '', uri: plain[1] ?? '', params: paramsOf(plain[2] ?? '') }
}
