/** The host that a request is meant for. Pure. */

/** The parts of a request of node:http that name its host. */
interface HostedRequest {
  readonly url?: string | undefined
  readonly httpVersion: string
  /** Values of all Host lines, in order. */
  readonly headersDistinct: { readonly host?: readonly string[] | undefined }
}

/** RFC 3986, 3.2.2: a name, an IPv4 address or an IPv6 address in brackets; then a port. */
const hostAndPort = /^(?:\[[0-9a-f:.]{2,45}\]|[\w.~!$&'()*+,;=%-]{1,255})(?::(\d{0,5}))?$/i
const absoluteForm = /^https?:\/\/([^/?#]{1,300})/i

/**
 * `192.168.1.5:8080`, in lower case; null for a request that RFC 9112 (3.2) answers with 400: no Host in HTTP/1.1, more than one, or an
 * invalid one. Empty for HTTP/1.0 without Host. The host of an absolute form (`GET http://a/b HTTP/1.1`) replaces that of Host (3.2.2).
 */
export function hostOfRequest({ url = '', httpVersion, headersDistinct }: HostedRequest): string | null {
  const hosts = headersDistinct.host ?? []
  const [host = ''] = hosts
  if (hosts.length > 1 || (host === '' && httpVersion !== '1.0')) return null
  const given = absoluteForm.exec(url)?.[1] ?? host
  if (![host, given].every((each) => each === '' || isHost(each))) return null
  return given.toLowerCase()
}

function isHost(text: string): boolean {
  const match = hostAndPort.exec(text)
  return match !== null && Number(match[1] ?? 0) <= 65_535
}
