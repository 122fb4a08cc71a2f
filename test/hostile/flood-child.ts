/** The process of `flood`: sends the datagrams of one message, then exits. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { z } from 'zod'

const floodSchema = z.object({ source: z.string(), port: z.number(), count: z.number(), text: z.string() })

/** Datagrams at once, of which the loopback interface loses none on the way out. */
const batch = 100

async function run(message: unknown): Promise<void> {
  const { source, port, count, text } = floodSchema.parse(message)
  const socket = createSocket('udp4')
  socket.bind(0, source)
  await once(socket, 'listening')
  const send = (number: number): Promise<void> =>
    new Promise((resolve) => {
      const octets = Buffer.from(text.replaceAll('NUMBER', String(number)), 'latin1')
      socket.send(octets, port, '127.0.0.1', () => resolve())
    })
  for (let sent = 0; sent < count; sent += batch) {
    const size = Math.min(batch, count - sent)
    await Promise.all(Array.from({ length: size }, (_, index) => send(sent + index)))
  }
  process.exit(0)
}

process.once('message', (message) => void run(message))
