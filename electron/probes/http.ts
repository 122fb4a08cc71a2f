/** Probe for HTTP and HTTPS: headers, title and text of the first page, without signing in. */
import { createHash } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { redactCookie } from '../platform/redaction.ts'
import { textOf } from '../protocols/http/header-fields.ts'
import { iconIn, type PageLocation, refreshIn, resolveLink, textIn, titleIn } from '../protocols/http/page.ts'
import { headersOf, type Reply } from '../protocols/http/reply.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { type Server, serverAt } from './web/exchange.ts'

/** Limit for one port, in timeouts of one answer: connection, TLS, page, page behind a redirect. */
const waitsForAll = 4
/** Most redirects that are followed. */
const mostSteps = 3

export const httpProbe: Probe = {
  name: 'http',
  async look(context) {
    const { http, https } = context.ports
    const plain = await lookAt(context, { scheme: 'http:', port: http, path: '/' })
    if (https === http && plain.sightings.length > 0) return plain.sightings
    if (plain.leads === null && context.enough?.(plain.sightings) === true) return plain.sightings
    const start = plain.leads ?? { scheme: 'https:', port: https, path: '/' }
    const secure = await lookAt(context, start)
    return [...plain.sightings, ...secure.sightings]
  },
}

/** Only the page over TLS, for a device whose plain page was read before. */
export const httpsProbe: Probe = {
  name: 'https',
  async look(context) {
    const { sightings } = await lookAt(context, { scheme: 'https:', port: context.ports.https, path: '/' })
    return sightings
  },
}

interface Look {
  readonly sightings: Sighting[]
  /** The page over TLS to which a plain page redirects. */
  readonly leads: PageLocation | null
}

async function lookAt(context: ProbeContext, start: PageLocation): Promise<Look> {
  const { address, ports, timeoutMs, now } = context
  if (context.signal.aborted) throw new PunchdownError('cancelled')
  const sightings: Sighting[] = []
  const see = (protocol: string, raw: string, said?: Readonly<Record<string, string>>) => {
    if (raw === '' || sightings.some((each) => each.protocol === protocol && each.raw === raw)) return
    sightings.push({
      ...{ address, port: start.port, protocol, raw, at: now() },
      ...(said === undefined || Object.keys(said).length === 0 ? {} : { context: { ...said } }),
    })
  }
  let leads: PageLocation | null = null
  const limits = { timeoutMs, allMs: timeoutMs * waitsForAll }
  using server = serverAt({ ...start, ...limits, address, signal: context.signal, now })
  let place: PageLocation | null = start
  const asked = new Set<string>()
  for (let step = 0; place !== null && !asked.has(place.path) && step <= mostSteps; step++) {
    asked.add(place.path)
    await context.turn?.()
    const reply: Reply | null = await server.get(place.path)
    if (step === 0) noticeTls(server, see)
    if (reply === null) break
    if (step === 0) see('http.status', String(reply.status))
    const next = noticePage(reply, see)
    const to: PageLocation | null =
      next === null
        ? null
        : resolveLink(next, place, address, [
            { scheme: 'http:', port: ports.http },
            { scheme: 'https:', port: ports.https },
          ])
    if (to !== null && (to.scheme !== start.scheme || to.port !== start.port)) {
      if (to.scheme === 'https:') leads = to
      break
    }
    if (next === null) await noticeIcon(server, place, context, reply, see)
    place = to
  }
  if (context.signal.aborted) throw new PunchdownError('cancelled')
  return { sightings, leads }
}

type See = (protocol: string, raw: string, said?: Readonly<Record<string, string>>) => void

/** `x509.subject CN=64167F000000,O=Polycom Inc.` with TLS version and weaknesses, or `tls.refused` with the reason. */
function noticeTls({ tls, tlsRefused }: Server, see: See): void {
  if (tlsRefused !== null) see('tls.refused', tlsRefused)
  if (tls === null) return
  see('tls.session', `${tls.version} ${tls.cipher}`, tls.context)
  if (tls.subject !== null) see('x509.subject', tls.subject, tls.context)
  if (tls.issuer !== null) see('x509.issuer', tls.issuer, tls.context)
}

/** Reports headers, title and text of a page: `Server: OBiRove`, `<title>VVX250</title>`. Returns the target of its redirect, or null. */
function noticePage(reply: Reply, see: See): string | null {
  for (const [header, protocol] of [
    ['server', 'http.server'],
    ['www-authenticate', 'http.www_authenticate'],
    ['set-cookie', 'http.cookie'],
  ] as const) {
    for (const value of headersOf(reply, header)) {
      see(protocol, header === 'set-cookie' ? redactCookie(value) : value)
    }
  }
  const page = textOf(reply.body)
  see('http.title', titleIn(page) ?? '')
  if (reply.status === 200) see('http.page', textIn(page))
  const redirect = reply.status >= 300 && reply.status <= 399 ? headersOf(reply, 'location')[0] : undefined
  if (redirect !== undefined) return redirect === '' ? null : redirect
  return reply.status === 200 ? refreshIn(page) : null
}

/** Reports the icon of a page without title and Server header. */
async function noticeIcon(
  server: Server,
  place: PageLocation,
  { address, turn }: ProbeContext,
  page: Reply,
  see: See,
): Promise<void> {
  const text = textOf(page.body)
  const named = titleIn(text) !== null || headersOf(page, 'server').length > 0
  if (named || page.status !== 200 || !/<html|<body|<head/i.test(text)) return
  const to = resolveLink(iconIn(text) ?? '/favicon.ico', place, address, [place])
  if (to !== null) await turn?.()
  const reply = to === null ? null : await server.get(to.path)
  if (reply?.status !== 200 || !reply.whole || !isPicture(reply)) return
  see('http.favicon_md5', createHash('md5').update(reply.body).digest('hex'))
}

/** ICO, PNG, GIF and JPEG by their first octets; SVG by its media type. */
const isPicture = (reply: Reply): boolean =>
  /^(?:00000100|89504e47|47494638|ffd8ff)/.test(reply.body.toString('hex', 0, 4)) ||
  headersOf(reply, 'content-type').some((type) => type.startsWith('image/svg'))
