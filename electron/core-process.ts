/** Entry of the core's process: Electron's utility process, or a child process of the browser door. */
import { RPCHandler } from '@orpc/server/websocket'
import { toProblem } from '#shared/errors.ts'
import { type Core, createCore } from './app/core.ts'
import { type FromCore, type Start, type ToCore, toCoreSchema } from './host/core-messages.ts'
import { guarded } from './platform/sockets.ts'

/** A connection to one page, with the methods that the contract's handler uses. */
interface Port {
  on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
  start(): void
}

/** The channel to the door's process, for both kinds of process. */
interface ParentChannel {
  post(message: FromCore): void
  listen(listener: (message: ToCore, ports: readonly Port[]) => void): void
}

interface ElectronParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void
  postMessage(message: FromCore): void
}

const isParentPort = (value: unknown): value is ElectronParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value

function parentChannel(): ParentChannel {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(port)) {
    return {
      post: (message) => port.postMessage(message),
      listen: (listener) =>
        port.on('message', ({ data, ports }) => {
          const parsed = toCoreSchema.safeParse(data)
          if (parsed.success) listener(parsed.data, ports)
        }),
    }
  }
  if (process.send === undefined) throw new Error('core-process.ts is started by main.ts or serve.ts')
  return {
    // errors are ignored: when the door has ended, `disconnect` ends this process
    post: (message) => void process.send?.(message, undefined, {}, () => undefined),
    listen: (listener) =>
      process.on('message', (message) => {
        const parsed = toCoreSchema.safeParse(message)
        if (parsed.success) listener(parsed.data, [])
      }),
  }
}

/** A page's connection over Node's IPC channel. */
class FramePort implements Port {
  readonly #post: (frame: unknown) => void
  #onMessage: (event: { data: unknown }) => void = () => {}
  #onClose: () => void = () => {}
  constructor(post: (frame: unknown) => void) {
    this.#post = post
  }
  on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void {
    if (event === 'message') this.#onMessage = listener
    else this.#onClose = listener
  }
  postMessage(message: unknown): void {
    this.#post(message)
  }
  start(): void {}
  receive(data: unknown): void {
    this.#onMessage({ data })
  }
  close(): void {
    this.#onClose()
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
function answerCalls({ router, services, log }: Core, port: Port): void {
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
  const framePorts = new Map<number, FramePort>()
  let core: Core | null = null

  const connect = (port: Port): void => {
    if (core === null) return
    answerCalls(core, port)
    port.start()
  }
  const openPage = (page: number): void => {
    const port = new FramePort((frame) => {
      if (typeof frame === 'string' || frame instanceof Uint8Array) {
        channel.post({ kind: 'frame', page, frame })
      }
    })
    framePorts.set(page, port)
    connect(port)
  }
  const stop = async (): Promise<never> => {
    await core?.[Symbol.asyncDispose]()
    return process.exit(0)
  }
  channel.listen((message, [port]) => {
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
        if (port !== undefined) connect(port)
        break
      case 'page-opened':
        openPage(message.page)
        break
      case 'page-closed':
        framePorts.get(message.page)?.close()
        framePorts.delete(message.page)
        break
      case 'frame':
        framePorts.get(message.page)?.receive(message.frame)
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
