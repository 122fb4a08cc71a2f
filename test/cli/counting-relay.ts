/** A relay in front of a web interface that counts connections and requests that carry credentials. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CountingRelay extends AsyncDisposable {
  readonly port: number
  connections(): number
  /** Requests with an Authorization header, or with a password in a form. */
  signIns(): number
}

export async function countingRelay(to: number): Promise<CountingRelay> {
  const sockets = new Set<Socket>()
  let connections = 0
  let signIns = 0
  const server = createServer((inner) => {
    connections++
    const outer = connect(to, '127.0.0.1')
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {
        inner.destroy()
        outer.destroy()
      })
      socket.on('close', () => sockets.delete(socket))
    }
    inner.on('data', (data) => {
      signIns += data.toString('latin1').match(/^authorization:|(?:^|&)(?:pwd|psw)=/gim)?.length ?? 0
    })
    inner.pipe(outer)
    outer.pipe(inner)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    connections: () => connections,
    signIns: () => signIns,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
