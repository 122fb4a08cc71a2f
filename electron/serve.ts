/** The browser door as a program: the core, and the page on 127.0.0.1. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import { createCore } from './app/core.ts'
import { openBrowserDoor } from './host/browser-door.ts'
import { ensureBuilt, pageFolder } from './host/build.ts'
import { openLink } from './host/open-link.ts'
import {
  type PracticeChoice,
  type PracticeFlagValues,
  practiceChoiceFrom,
  practiceFlags,
} from './host/practice-flags.ts'
import { createDoorSessions } from './host/sessions.ts'
import { defaultDataFolder } from './platform/folders.ts'

export interface ServeOptions extends PracticeChoice {
  readonly dataFolder: string
  /** Null takes the port of last time, else any free one. */
  readonly port: number | null
  /** Opens the system's browser. */
  readonly open: boolean
  /** Lines for the person at the terminal. */
  readonly say: (line: string) => void
}

export interface Served extends AsyncDisposable {
  readonly link: string
  readonly port: number
}

/** @throws PunchdownError port-in-use | already-running | database-newer | database-damaged | disk-full */
export async function serve(options: ServeOptions): Promise<Served> {
  const { dataFolder, say } = options
  await ensureBuilt(say)
  await using parts = new AsyncDisposableStack()
  const core = parts.use(
    await createCore({
      dataFolder,
      capabilities: ['open-external'],
      practiceOffice: options.practiceOffice,
      ...(options.practicePace === undefined ? {} : { practicePace: options.practicePace }),
      ...(options.practicePorts === undefined ? {} : { practicePorts: options.practicePorts }),
    }),
  )
  const sessions = createDoorSessions(dataFolder, Date.now)
  const open = (port: number) =>
    openBrowserDoor({
      port,
      pageFolder,
      sessions,
      router: core.router,
      services: core.services,
      log: core.log,
    })
  const remembered = options.port ?? lastPort(dataFolder)
  const door = parts.use(
    await open(remembered).catch((error: unknown) => {
      // the port of last time may belong to somebody else today; a port that was asked for may not
      if (options.port !== null || toProblem(error).code !== 'port-in-use') throw error
      return open(0)
    }),
  )
  rememberPort(dataFolder, door.port)
  if (options.practice) await core.services.jobLifecycle.openPractice()
  const link = door.link()
  say(`Punchdown is open at ${link}`)
  if (options.open) openLink(link)
  const owned = parts.move()
  return { link, port: door.port, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const portFile = (dataFolder: string) => join(dataFolder, 'door-port')

function lastPort(dataFolder: string): number {
  try {
    const port = Number(readFileSync(portFile(dataFolder), 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65536 ? port : 0
  } catch {
    return 0
  }
}

function rememberPort(dataFolder: string, port: number): void {
  mkdirSync(dataFolder, { recursive: true })
  writeFileSync(portFile(dataFolder), String(port))
}

/** Flags of `npm start` and `punchdown serve` that this door knows. */
export const serveFlags = {
  port: { type: 'string' },
  'no-open': { type: 'boolean', default: false },
  ...practiceFlags,
} as const

/** @throws PunchdownError ports-malformed | bad-input */
export function serveOptionsFrom(
  values: PracticeFlagValues & {
    readonly port?: string | undefined
    readonly 'no-open'?: boolean | undefined
  },
  say: (line: string) => void,
): ServeOptions {
  const port = values.port === undefined ? null : Number(values.port)
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new PunchdownError('ports-malformed', { text: values.port ?? '' })
  }
  return {
    dataFolder: defaultDataFolder(),
    port,
    open: values['no-open'] !== true,
    ...practiceChoiceFrom(values),
    say,
  }
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: serveFlags })
    const served = await serve(serveOptionsFrom(values, (line) => console.log(line)))
    const stop = () => {
      void served[Symbol.asyncDispose]().then(() => process.exit(0))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  } catch (error) {
    const { code, facts } = toProblem(error)
    console.error(`${code} ${JSON.stringify(facts)}`)
    process.exit(1)
  }
}
