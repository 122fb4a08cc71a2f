/** Devices with one setting behind an HTTP server of the test, which survives the process that writes them. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Farm extends AsyncDisposable {
  readonly port: number
  /** Values by device. */
  readonly held: ReadonlyMap<string, string>
  /** Number of writes by device. */
  readonly writes: ReadonlyMap<string, number>
  /** Resolves when the farm has stored this many writes, before it answers the last of them. */
  stored(count: number): Promise<void>
}

/** `GET /d7` is its value; `PUT /d7` sets it. */
export async function openFarm(): Promise<Farm> {
  const held = new Map<string, string>()
  const writes = new Map<string, number>()
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  let total = 0
  const server = createServer((request, response) => {
    const id = (request.url ?? '').slice(1)
    const answer = async () => {
      if (request.method === 'PUT') {
        held.set(id, await text(request))
        writes.set(id, (writes.get(id) ?? 0) + 1)
        total++
        for (const each of waiting) if (total >= each.count) each.resolve()
      }
      // after the listeners of `stored`, so that a process can be killed before it gets this answer
      await new Promise(setImmediate)
      response.end(held.get(id) ?? 'old')
    }
    answer().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    ...{ port: address.port, held, writes },
    stored(count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (total >= count) resolve()
      waiting.push({ count, resolve })
      return promise
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
