/** Entry of the core's process: Electron's utility process, or a child process of the browser door. */
import './platform/disposable-stack.ts'
import { RPCHandler } from '@orpc/server/websocket'
import { toProblem } from '#shared/errors.ts'
import { type Core, createCore } from './app/core.ts'
import { type FromCore, type Start, type ToCore, toCoreSchema } from './host/core-messages.ts'
import type { PagePort, PageSockets } from './host/page-sockets.ts'
import { guarded } from './platform/sockets.ts'

/** The channel to the door's process, for both kinds of process. */
interface ParentChannel {
  post(message: FromCore): void
  /** `handle` is transferred with the message: the port of a page in Electron, the connection of a page from the browser door. */
  listen(listener: (message: ToCore, handle: unknown) => void): void
}

interface ElectronParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: PagePort[] }) => void): void
  postMessage(message: FromCore): void
}

const isParentPort = (value: unknown): value is ElectronParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value

const isPagePort = (value: unknown): value is PagePort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'start' in value

function parentChannel(): ParentChannel {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(port)) {
    return {
      post: (message) => port.postMessage(message),
      listen: (listener) =>
        port.on('message', ({ data, ports }) => {
          const parsed = toCoreSchema.safeParse(data)
          if (parsed.success) listener(parsed.data, ports[0])
        }),
    }
  }
  if (process.send === undefined) throw new Error('core-process.ts is started by main.ts or serve.ts')
  return {
    // errors are ignored: when the door has ended, `disconnect` ends this process
    post: (message) => void process.send?.(message, undefined, {}, () => undefined),
    listen: (listener) =>
      process.on('message', (message, handle) => {
        const parsed = toCoreSchema.safeParse(message)
        if (parsed.success) listener(parsed.data, handle)
      }),
  }
}

async function openCore({ dataFolder, capabilities, keyring, practice }: Start): Promise<Core> {
  const core = await createCore({
    dataFolder,
    capabilities,
    ...(keyring === null ? {} : { keyring }),
    ...practice,
  })
  if (practice.practice) await core.services.jobLifecycle.openPractice()
  return core
}

/** A frame that is not of the contract's encoding is logged: it ends neither the connection nor this process. */
function answerCalls({ router, services, log }: Core, port: PagePort): void {
  const handler = new RPCHandler(router)
  const peer = { send: (frame: unknown) => port.postMessage(frame), addEventListener: () => undefined }
  const answer = async (event?: { data: unknown }): Promise<void> => {
    const frame = event?.data
    const isFrame = typeof frame === 'string' || frame instanceof ArrayBuffer
    const data = frame instanceof Uint8Array ? new Uint8Array(frame).buffer : isFrame ? frame : null
    if (data !== null) await handler.message(peer, data, { context: { services } })
  }
  port.on('message', guarded(log, 'core.frame', answer))
  port.on('close', () => handler.close(peer))
}

function serveCore(channel: ParentChannel): void {
  let core: Core | null = null

  const connect = (port: PagePort): void => {
    if (core === null) return
    answerCalls(core, port)
    port.start()
  }
  let pages: Promise<PageSockets> | null = null
  /** Loaded at the first page of the browser door; Electron's pages have message ports. */
  const withPages = (act: (pages: PageSockets) => void): void => {
    pages ??= import('./host/page-sockets.ts').then(({ createPageSockets }) =>
      createPageSockets({ write: (...line) => core?.log.write(...line) }, channel.post, connect),
    )
    void pages.then(act)
  }
  const stop = async (): Promise<never> => {
    await core?.[Symbol.asyncDispose]()
    return process.exit(0)
  }
  // the error ends the process after this
  process.on('uncaughtExceptionMonitor', (error) => core?.crashed(error))
  channel.listen((message, handle) => {
    switch (message.kind) {
      case 'start':
        openCore(message).then(
          (opened) => {
            core = opened
            channel.post({ kind: 'ready' })
          },
          (error: unknown) => channel.post({ kind: 'failed', problem: toProblem(error) }),
        )
        break
      case 'stop':
        stop().catch(() => process.exit(1))
        break
      case 'port':
        if (isPagePort(handle)) connect(handle)
        break
      case 'page-socket':
        withPages(({ receive }) => receive(message.page, message.handshake, handle))
        break
      case 'page-open':
        withPages(({ open }) => open(message.page))
        break
      case 'page-close':
        withPages(({ close }) => close(message.page))
        break
      case 'log':
        core?.log.write(message.path, message.fields)
        break
    }
  })
}

// only this user may read the files that SQLite and other libraries create
process.umask(0o077)
// the door has ended, so nothing can reach this core
process.once('disconnect', () => process.exit(0))
serveCore(parentChannel())
