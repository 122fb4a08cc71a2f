/** A SIP PnP server on a loopback port: takes one SUBSCRIBE and answers it with 200 and a NOTIFY. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

interface PnpServer extends AsyncDisposable {
  /** `127.0.0.1:45060` */
  readonly destination: string
  /** The first SUBSCRIBE. */
  readonly subscribe: Promise<string>
  /** Messages after the SUBSCRIBE. */
  readonly answers: readonly string[]
  /** Sends 200 for the SUBSCRIBE, then a NOTIFY with a URL. */
  announce(url: string, contentType?: string): Promise<void>
}

export async function startPnpServer(): Promise<PnpServer> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const answers: string[] = []
  const first = new Promise<{ readonly text: string; readonly port: number }>((resolve) => {
    socket.once('message', (message, { port }) => {
      resolve({ text: message.toString('utf8'), port })
      socket.on('message', (answer) => answers.push(answer.toString('utf8')))
    })
  })
  const destination = `127.0.0.1:${socket.address().port}`
  return {
    destination,
    answers,
    subscribe: first.then(({ text }) => text),
    async announce(url, contentType = 'application/url') {
      const { text, port } = await first
      const header = (name: string) => new RegExp(`\r\n(${name}: [^\r]+)`).exec(text)?.[1] ?? ''
      socket.send(text.replace(/^SUBSCRIBE[^\r]*/, 'SIP/2.0 200 OK'), port, '127.0.0.1')
      const notify = [
        `NOTIFY sip:127.0.0.1:${port} SIP/2.0`,
        `Via: SIP/2.0/UDP ${destination};branch=z9hG4bK1`,
        ...['From', 'To', 'Call-ID'].map(header),
        'CSeq: 3 NOTIFY',
        'Event: ua-profile;effective-by=0',
        `Content-Type: ${contentType}`,
        `Content-Length: ${url.length}`,
        '',
        url,
      ]
      socket.send(notify.join('\r\n'), port, '127.0.0.1')
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}
