/** The core as Electron's utility process: every page gets a message port of its own, handed over by main. */
import { RPCHandler } from '@orpc/server/message-port'
import { toProblem } from '#shared/errors.ts'
import { createCore } from './core.ts'

/** What main and this process say to each other beside ports. */
export type CoreMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string; readonly facts: Readonly<Record<string, unknown>> }

interface Port {
  on(event: 'message', listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
  start(): void
}
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void
  postMessage(message: CoreMessage): void
}

/** Electron puts it there; nothing else does. */
function parentPort(): ParentPort {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (!isParentPort(port))
    throw new Error('core-process.ts runs inside Electron only; see serve.ts for the browser')
  return port
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}

const parent = parentPort()
const [dataFolder = ''] = process.argv.slice(2)
try {
  const core = await createCore({ dataFolder, capabilities: ['save-dialog', 'open-external'] })
  const handler = new RPCHandler(core.router)
  parent.on('message', ({ ports: [port] }) => {
    if (port === undefined) return
    handler.upgrade(
      {
        on: (event, listener) => event === 'message' && port.on('message', listener),
        postMessage: (data: unknown) => port.postMessage(data),
      },
      { context: { services: core.services } },
    )
    port.start()
  })
  parent.postMessage({ kind: 'ready' })
} catch (error) {
  parent.postMessage({ kind: 'failed', ...toProblem(error) })
}
