/** A web server on loopback that replays a recording. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { RecordedExchange, Recording } from '#shared/model/recording.ts'
import type { Log } from '../../platform/log.ts'
import { guarded, listen } from '../../platform/sockets.ts'
import { createScrubber } from './scrub.ts'

export interface Replay extends AsyncDisposable {
  readonly port: number
  /** Requests that the recording does not have: `GET /index.htm`. */
  readonly unexpected: readonly string[]
}

/**
 * Answers the n-th request of a method and path with its n-th recorded reply, and each later one with the last: a challenge comes before the
 * page. @throws PunchdownError port-in-use
 */
export async function replay({ exchanges }: Recording, log: Pick<Log, 'write'>): Promise<Replay> {
  const recorded = Map.groupBy(exchanges, ({ method, path }) => `${method} ${path}`)
  const answered = new Map<string, number>()
  const unexpected: string[] = []
  const { line } = createScrubber([], [])
  const server = createServer(
    guarded(log, 'recordings.replay', (request: IncomingMessage, response: ServerResponse) => {
      request.resume()
      const { method = 'GET', url = '/' } = request
      const asked = recordedFor([...recorded.keys()], method, line(url))
      if (asked === undefined) {
        unexpected.push(`${method} ${line(url)}`)
        return void response.writeHead(404).end()
      }
      const count = answered.get(asked) ?? 0
      answered.set(asked, count + 1)
      const replies = recorded.get(asked) ?? []
      give(response, replies[Math.min(count, replies.length - 1)])
    }),
  )
  const port = await listen(server, { address: '127.0.0.1', port: 0, protocol: 'http' })
  return {
    ...{ port, unexpected },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/**
 * The recorded request with this path, or the one whose query has the same names and the most equal values: a page's address may have a
 * random number, `/servlet?m=mod_listener&p=login&Random=0.7416`.
 */
function recordedFor(recorded: readonly string[], method: string, path: string): string | undefined {
  const asked = `${method} ${path}`
  if (recorded.includes(asked)) return asked
  const wanted = queryOf(asked)
  const alike = recorded.flatMap((each) => {
    const found = queryOf(each)
    const isAlike =
      found.before === wanted.before && found.pairs.length > 0 && sameNames(found.pairs, wanted.pairs)
    const equal = found.pairs.filter(([, value], index) => value === wanted.pairs[index]?.[1]).length
    return isAlike ? [{ each, equal }] : []
  })
  return alike.toSorted((a, b) => b.equal - a.equal)[0]?.each
}

type Pairs = readonly (readonly [string, string])[]

function queryOf(request: string): { before: string; pairs: Pairs } {
  const at = request.indexOf('?')
  if (at < 0) return { before: request, pairs: [] }
  return { before: request.slice(0, at), pairs: [...new URLSearchParams(request.slice(at + 1))] }
}

const sameNames = (some: Pairs, others: Pairs): boolean =>
  some.length === others.length && some.every(([name], index) => name === others[index]?.[0])

/** The body was decoded when it was recorded, and is sent as UTF-8. */
function give(response: ServerResponse, exchange: RecordedExchange | undefined): void {
  if (exchange === undefined) return void response.writeHead(404).end()
  const headers = exchange.headers.map(([name, value]): [string, string] =>
    name === 'content-type' ? [name, `${value.split(';', 1)[0]}; charset=utf-8`] : [name, value],
  )
  response.writeHead(exchange.status, headers.flat()).end(exchange.body)
}
