/** The core as Electron's utility process: every page gets a message port of its own, handed over by main. */
import { parseArgs } from 'node:util'
import { RPCHandler } from '@orpc/server/message-port'
import { toProblem } from '#shared/errors.ts'
import { createCore } from './app/core.ts'
import { practiceChoiceFrom, practiceFlags } from './host/practice-flags.ts'
import { defaultDataFolder } from './platform/folders.ts'

/** What main and this process say to each other beside ports. */
export type CoreMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string; readonly facts: Readonly<Record<string, unknown>> }

interface Port {
  on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void
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
try {
  const { values, positionals } = parseArgs({ options: practiceFlags, allowPositionals: true })
  const choice = practiceChoiceFrom(values)
  const core = await createCore({
    dataFolder: positionals[0] ?? defaultDataFolder(),
    capabilities: ['save-dialog', 'open-external'],
    ...choice,
  })
  if (choice.practice) await core.services.jobLifecycle.openPractice()
  const handler = new RPCHandler(core.router)
  parent.on('message', ({ data, ports: [port] }) => {
    if (data === 'stop') {
      void core[Symbol.asyncDispose]().then(
        () => process.exit(0),
        () => process.exit(1),
      )
      return
    }
    if (port === undefined) return
    handler.upgrade(
      {
        on: (event, listener) =>
          event === 'close' ? port.on('close', listener) : port.on('message', listener),
        postMessage: (message: unknown) => port.postMessage(message),
      },
      { context: { services: core.services } },
    )
    port.start()
  })
  parent.postMessage({ kind: 'ready' })
} catch (error) {
  parent.postMessage({ kind: 'failed', ...toProblem(error) })
}
