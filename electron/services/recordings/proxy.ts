/**
 * A reverse proxy on loopback in front of the web interface of one device: the driver, or a person with a browser, visits the device
 * through it, and every exchange is kept.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { toProblem } from '#shared/errors.ts'
import type { Channel } from '../../drivers/kit/channel.ts'
import { decodeBody } from '../../drivers/kit/charset.ts'
import { type Connection, openConnection, originOf } from '../../drivers/kit/connection.ts'
import { readOctets } from '../../drivers/kit/exchange.ts'
import type { Log } from '../../platform/log.ts'
import { guarded, listen } from '../../platform/sockets.ts'

/** An exchange as it took place, with its secrets. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly sent: { readonly mediaType: string; readonly body: string } | null
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export interface RecordingProxy extends AsyncDisposable {
  readonly port: number
  readonly exchanges: readonly Exchange[]
  /** Number of exchanges that were passed on and not kept, because the visit was too long. */
  leftOut(): number
}

/** Bytes of a request or a reply that are passed on; a firmware file is not part of a visit. */
const longestBody = 4_194_304
/** Exchanges of one visit, and characters of their bodies. */
const mostExchanges = 500
const mostCharacters = 33_554_432
const limits = { connectMs: 5_000, answerMs: 30_000, longestBody, attempts: 1 }

/** Headers that concern one connection (RFC 9110 7.6.1), and those that the proxy sets. */
const ownHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['host', 'content-length', 'accept-encoding'],
])

/** @throws PunchdownError port-in-use */
export async function openRecordingProxy(device: Channel, log: Pick<Log, 'write'>): Promise<RecordingProxy> {
  const exchanges: Exchange[] = []
  let characters = 0
  let leftOut = 0
  const connection = await openConnection(device, limits)
  const server = createServer(
    { requestTimeout: 60_000 },
    guarded(log, 'recordings.proxy', async (request: IncomingMessage, response: ServerResponse) => {
      // another name is a page that was rebound to this address
      if (request.headers.host !== `127.0.0.1:${port}`) return void response.writeHead(403).end()
      try {
        const exchange = await passOn(connection, request, response)
        characters += exchange.body.length + (exchange.sent?.body.length ?? 0)
        if (exchanges.length < mostExchanges && characters <= mostCharacters) exchanges.push(exchange)
        else leftOut += 1
      } catch (error) {
        // the visitor sees what it would see at the device: a connection that ends without a reply
        log.write('recordings.not-passed-on', { problem: toProblem(error).code })
        response.destroy()
      }
    }),
  )
  const port = await listen(server, { address: '127.0.0.1', port: 0, protocol: 'http' })
  return {
    ...{ port, exchanges, leftOut: () => leftOut },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await connection[Symbol.asyncDispose]()
    },
  }
}

async function passOn(
  { client, to }: Connection,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange> {
  const { method = 'GET', url: path = '/' } = request
  const own = `http://${request.headers.host ?? ''}`
  const sent = await readOctets(request, longestBody, to.address)
  const reply = await client.request({
    ...{ method, path, headers: requestHeaders(request, own, originOf(to)) },
    body: sent.length === 0 ? null : sent,
  })
  const body = await readOctets(reply.body, longestBody, to.address)
  const headers = replyHeaders(reply.headers, to, own)
  const mediaType = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  response.writeHead(reply.statusCode, headers.flat()).end(body)
  return {
    ...{ method, path, status: reply.statusCode, headers, body: decodeBody(body, mediaType) },
    sent:
      sent.length === 0
        ? null
        : { mediaType: request.headers['content-type'] ?? '', body: sent.toString('latin1') },
  }
}

/** Origin and Referer name the device instead of the proxy; several devices check them. */
const requestHeaders = (request: IncomingMessage, own: string, device: string): string[] =>
  request.rawHeaders.flatMap((name, index, all) => {
    if (index % 2 === 1 || ownHeaders.has(name.toLowerCase())) return []
    const value = all[index + 1] ?? ''
    return [name, value.startsWith(own) ? device + value.slice(own.length) : value]
  })

/** A redirect within the device stays within the proxy; a cookie for HTTPS is accepted over the proxy's HTTP. */
function replyHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  device: Channel,
  own: string,
): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    if (value === undefined || ownHeaders.has(lower)) return []
    return [value].flat().map((each): [string, string] => {
      if (lower === 'location') return [lower, withinProxy(each, device, own)]
      return [lower, lower === 'set-cookie' ? withoutSecure(each) : each]
    })
  })
}

/** `https://192.0.2.7/index.htm` → `http://127.0.0.1:40123/index.htm` */
function withinProxy(location: string, device: Channel, own: string): string {
  if (!URL.canParse(location)) return location
  const { hostname, pathname, search } = new URL(location)
  return hostname === device.address || hostname === `[${device.address}]`
    ? `${own}${pathname}${search}`
    : location
}

/** `SID=8a6f2c; Path=/; Secure; HttpOnly` → `SID=8a6f2c; Path=/; HttpOnly` */
const withoutSecure = (cookie: string): string =>
  cookie
    .split(';')
    .filter((part) => !['secure', 'domain'].includes(part.trim().toLowerCase().split('=')[0] ?? ''))
    .join(';')
