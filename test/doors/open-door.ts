/** A browser door over a core in a process of its own, and requests as no browser sends them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { type BrowserDoor, openBrowserDoor } from '#electron/host/browser-door.ts'
import { type CoreLink, linkCore } from '#electron/host/core-link.ts'
import { createDoorSessions, type DoorSessions } from '#electron/host/sessions.ts'
import { temporaryFolder } from '../support/core.ts'

export interface OpenDoor extends AsyncDisposable {
  readonly door: BrowserDoor
  readonly sessions: DoorSessions
  readonly core: CoreLink
  /** Beside the page's folder: what must never be served. */
  readonly outside: string
}

const pageText = '<!doctype html><style nonce="{{nonce}}"></style><script src="/assets/a.js"></script>'

export async function openDoor(): Promise<OpenDoor> {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder()).path
  const pageFolder = join(folder, 'page')
  mkdirSync(join(pageFolder, 'assets'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), pageText)
  writeFileSync(join(pageFolder, 'assets', 'a.js'), 'export {}')
  writeFileSync(join(pageFolder, 'notes.bin'), 'not of a type the page has')
  const outside = join(folder, 'secret.json')
  writeFileSync(outside, '{"secret":true}')
  const core = parts.use(startCore())
  const sessions = createDoorSessions(() => performance.now())
  const door = parts.use(await openBrowserDoor({ port: 0, pageFolder, sessions, core }))
  const problem = await core.ready()
  if (problem !== null) throw new Error(problem.code)
  const owned = parts.move()
  return { door, sessions, core, outside, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** A core from the sources; it keeps nothing unless a folder is named. */
export function startCore(dataFolder = ':memory:'): CoreLink {
  return linkCore({
    file: join(import.meta.dirname, '../../electron/core-process.ts'),
    start: {
      kind: 'start',
      dataFolder,
      capabilities: [],
      keyring: null,
      practice: { practice: false, practiceOffice: false },
    },
  })
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Asked {
  readonly method?: string
  readonly path?: string
  /** Undefined sends what a browser at the link would; null leaves the header away. */
  readonly host?: string | null
  readonly origin?: string
  readonly authorization?: string | undefined
  readonly body?: string | Buffer
}

/** Sends the path byte for byte, dots and all. */
export function ask(port: number, asked: Asked = {}): Promise<Reply> {
  const { method = 'GET', path = '/', host = `127.0.0.1:${port}`, origin, authorization, body } = asked
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        setHost: false,
        headers: {
          ...(host === null ? {} : { Host: host }),
          ...(origin === undefined ? {} : { Origin: origin }),
          ...(authorization === undefined ? {} : { Authorization: authorization }),
        },
      },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export const tokenOf = (link: string): string => /#token=([\w-]+)$/.exec(link)?.[1] ?? ''

/** What became of an upgrade: the status that refused it, or the open socket. */
export async function upgrade(
  port: number,
  options: {
    readonly secret?: string | undefined
    readonly origin?: string
    readonly host?: string
    readonly path?: string
  },
): Promise<{ readonly status: number; readonly protocol: string }> {
  const { secret, origin, host = `127.0.0.1:${port}`, path = '/contract' } = options
  const protocols = secret === undefined ? [] : ['punchdown', secret]
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, {
    headers: { Host: host, ...(origin === undefined ? {} : { Origin: origin }) },
  })
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      const { protocol } = socket
      socket.on('close', () => resolve({ status: 101, protocol }))
      socket.terminate()
    })
    socket.on('unexpected-response', (outgoing, incoming) => {
      outgoing.destroy()
      resolve({ status: incoming.statusCode ?? 0, protocol: '' })
    })
    socket.on('error', reject)
  })
}
