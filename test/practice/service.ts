/** A minimal provisioning server and registrar: files by path, Digest, a record of requests and calls. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { DigestServer } from '#electron/practice/kit/digest-server.ts'
import { createSipUserAgent, type IncomingRequest } from '#electron/sip/index.ts'

interface SeenRegister {
  readonly aor: string
  readonly contact: string
  readonly expires: number
}

export interface Service extends AsyncDisposable {
  readonly url: string
  readonly registrar: string
  /** Answers of the file server by path: a body, or a status. */
  readonly files: Map<string, string | number>
  readonly fetched: { readonly path: string; readonly agent: string }[]
  readonly registers: SeenRegister[]
  readonly dialled: string[]
  /** The answers to the next calls: a provisional one, then the final one. */
  answer: { provisional: number | null; final: number }
  notify(contact: string, event: string): Promise<number>
}

const password = 'a secret'

export async function startService(): Promise<Service> {
  const files: Service['files'] = new Map()
  const fetched: { path: string; agent: string }[] = []
  const registers: SeenRegister[] = []
  const dialled: string[] = []
  const web = createServer((request, response) => {
    const path = request.url ?? ''
    fetched.push({ path, agent: request.headers['user-agent'] ?? '' })
    const file = files.get(path) ?? 404
    if (typeof file === 'number') response.writeHead(file, { location: 'http://192.0.2.7/elsewhere' }).end()
    else response.writeHead(200, { 'content-type': 'text/xml' }).end(file)
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  const address = web.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  const digest = new DigestServer({ realm: 'practice.test' })
  const signedIn = ({ request, respond }: IncomingRequest, proxy: boolean): boolean => {
    const header = request.headers.get(proxy ? 'Proxy-Authorization' : 'Authorization')
    if (digest.verify(header, request.method, () => password) === 'ok') return true
    const name = proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'
    respond(proxy ? 407 : 401, { headers: { [name]: digest.challenge() } })
    return false
  }
  const uriIn = (header: string | undefined) => /<([^>]+)>/.exec(header ?? '')?.[1] ?? ''
  const endpoint = await createSipUserAgent({
    address: '127.0.0.1',
    port: 0,
    handler(incoming) {
      const { request, respond } = incoming
      if (request.method === 'REGISTER') {
        if (!signedIn(incoming, false)) return
        const contact = request.headers.get('Contact') ?? ''
        const expires = Number(request.headers.get('Expires'))
        registers.push({ aor: uriIn(request.headers.get('To')), contact: uriIn(contact), expires })
        respond(200, { headers: { Contact: `${contact};expires=${expires}` } })
      } else if (request.method === 'INVITE') {
        if (!signedIn(incoming, true)) return
        dialled.push(request.uri)
        if (service.answer.provisional !== null) respond(service.answer.provisional)
        respond(service.answer.final)
      } else respond(501)
    },
  })
  const service: Service = {
    url: `http://127.0.0.1:${address.port}`,
    registrar: `127.0.0.1:${endpoint.port}`,
    files,
    fetched,
    registers,
    dialled,
    answer: { provisional: 183, final: 486 },
    async notify(contact, event) {
      const [, host = '', port = ''] = /@([^:;]+):(\d+)/.exec(contact) ?? []
      const flow = { transport: 'udp', address: host, port: Number(port) } as const
      const request = endpoint.newRequest('NOTIFY', contact, {
        from: '<sip:service@practice.test>',
        to: `<${contact}>`,
        flow,
        headers: { Event: event, 'Subscription-State': 'terminated' },
      })
      return (await endpoint.send(request, flow)).status
    },
    async [Symbol.asyncDispose]() {
      await endpoint[Symbol.asyncDispose]()
      const closed = once(web, 'close')
      web.close()
      web.closeAllConnections()
      await closed
    },
  }
  return service
}

export interface Line {
  readonly registrar: string
  readonly identity: string
  readonly authUser: string
  readonly transport?: 'udp' | 'tcp'
}

/** An OBi XML profile. */
export function profile(nextUrl: string | null, line: Line | null): string {
  const objects: string[] = []
  const object = (name: string, values: Readonly<Record<string, string>>) => {
    const parameters = Object.entries(values).map(([key, value]) => `<P><N>${key}</N><V>${value}</V></P>`)
    objects.push(`<O><N>${name}</N>${parameters.join('')}</O>`)
  }
  if (nextUrl !== null) object('X_DeviceManagement.ITSPProvisioning.', { ConfigURL: nextUrl })
  if (line !== null) {
    const [host = '', port = ''] = line.registrar.split(':')
    object('VoiceService.1.VoiceProfile.1.SIP.', {
      ProxyServer: host,
      ProxyServerPort: port,
      ProxyServerTransport: (line.transport ?? 'udp').toUpperCase(),
    })
    object('VoiceService.1.VoiceProfile.1.Line.1.SIP.', {
      AuthUserName: line.authUser,
      AuthPassword: password,
      URI: line.identity,
    })
  }
  return `<?xml version="1.0"?><ParameterList>${objects.join('')}</ParameterList>`
}
