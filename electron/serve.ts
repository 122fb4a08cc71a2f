/** The browser door as a program: serves the page on 127.0.0.1 and supervises the core in a child process. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import { words } from '#shared/words/index.ts'
import type { BrowserDoor } from './host/browser-door.ts'
import { coreFile, ensureBuilt, pageFolder } from './host/build.ts'
import { linkCore } from './host/core-link.ts'
import { openLink } from './host/open-link.ts'
import {
  type PracticeChoice,
  type PracticeFlagValues,
  practiceChoiceFrom,
  practiceFlags,
} from './host/practice-flags.ts'
import { createDoorSessions, tokenLifeMs } from './host/sessions.ts'
import { writeWhole } from './platform/atomic-file.ts'
import { defaultDataFolder } from './platform/folders.ts'
import { keyringWithPassphrase, takePassphrase } from './platform/passphrase-keyring.ts'
import { openPrivateFolder } from './platform/private-folder.ts'
import { systemTiming } from './platform/timing.ts'

export interface ServeOptions extends PracticeChoice {
  readonly dataFolder: string
  /** Null for the port of the last start, or any free one when that is in use. */
  readonly port: number | null
  /** Opens the system's browser. */
  readonly open: boolean
  /** Prints a line for people. */
  readonly say: (line: string) => void
  /** The terminal, in which Enter prints a new link; null without a terminal. */
  readonly keyboard: NodeJS.ReadStream | null
}

export interface Served extends AsyncDisposable {
  readonly link: string
  readonly port: number
}

/**
 * @throws PunchdownError port-in-use | already-running | database-newer | database-damaged | disk-full |
 *   data-folder-refused | folder-not-private | secret-unreadable | core-keeps-stopping
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { dataFolder, say } = options
  await ensureBuilt(say)
  openPrivateFolder(dataFolder)
  const passphrase = takePassphrase(process.env)
  await using parts = new AsyncDisposableStack()
  const { practice, practiceOffice, practicePace, practicePorts } = options
  const core = parts.use(
    linkCore({
      file: coreFile,
      start: {
        kind: 'start',
        dataFolder,
        capabilities: ['open-external'],
        keyring: passphrase === null ? null : keyringWithPassphrase(dataFolder, passphrase),
        practice: {
          ...{ practice, practiceOffice },
          ...(practicePace === undefined ? {} : { practicePace }),
          ...(practicePorts === undefined ? {} : { practicePorts }),
        },
      },
    }),
  )
  // loaded while the core starts
  const { openBrowserDoor } = await import('./host/browser-door.ts')
  let removeRedirect = () => {}
  const sessions = createDoorSessions(systemTiming.now, () => removeRedirect())
  const door = parts.use(
    await openOnPort(options, (port) => openBrowserDoor({ port, pageFolder, sessions, core })),
  )
  const problem = await core.ready()
  if (problem !== null) throw new PunchdownError(problem.code, problem.facts)
  writeWhole(portFile(dataFolder), String(door.port))
  const link = door.link()
  say(words.door.openAt(link))
  if (options.keyboard !== null) {
    say(words.door.enterForLink)
    parts.use(onEnter(options.keyboard, () => say(words.door.newLink(door.link()))))
  }
  if (options.open) {
    const opened = parts.use(openLink(door.link(), dataFolder))
    removeRedirect = () => opened[Symbol.dispose]()
    parts.defer(systemTiming.after(tokenLifeMs, removeRedirect))
  }
  const owned = parts.move()
  return { link, port: door.port, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Uses any free port when that of the last start is in use. @throws PunchdownError port-in-use for a port from the options */
async function openOnPort(
  { port, dataFolder }: ServeOptions,
  open: (port: number) => Promise<BrowserDoor>,
): Promise<BrowserDoor> {
  if (port !== null) return open(port)
  try {
    return await open(lastPort(dataFolder))
  } catch (error) {
    if (toProblem(error).code !== 'port-in-use') throw error
    return open(0)
  }
}

function onEnter(keyboard: NodeJS.ReadStream, pressed: () => void): Disposable {
  const onData = (data: Buffer | string): void => {
    if (data.toString().includes('\n')) pressed()
  }
  keyboard.on('data', onData)
  keyboard.unref()
  return {
    [Symbol.dispose]() {
      keyboard.off('data', onData)
      keyboard.pause()
    },
  }
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

/** Flags of this door for `npm start` and `punchdown serve`. */
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
    keyboard: process.stdin.isTTY ? process.stdin : null,
  }
}

/** Serves until SIGINT or SIGTERM, then ends the process. */
export async function serveUntilStopped(options: ServeOptions): Promise<void> {
  const served = await serve(options)
  const stop = () => {
    void served[Symbol.asyncDispose]().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Prints the problem of a failed start in words, with its code and facts. */
export function sayFailedStart(error: unknown): void {
  const { code, facts } = toProblem(error)
  const { title, meaning, remedy } = words.problems.of(code, facts)
  console.error(
    `${words.door.couldNotStart}: ${title}\n${meaning}\n${remedy}\n${code} ${JSON.stringify(facts)}`,
  )
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: serveFlags })
    await serveUntilStopped(serveOptionsFrom(values, (line) => console.log(line)))
  } catch (error) {
    sayFailedStart(error)
    process.exit(1)
  }
}
