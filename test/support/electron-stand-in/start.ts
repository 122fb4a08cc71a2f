/** Starts the built main on the stand-in, and holds what it told. */
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserType, Page } from 'playwright-core'
import type { Noted, Order } from './record.ts'

const root = resolve(import.meta.dirname, '../../..')
const builtMain = join(root, 'out/main/main.js')

type NotedAs<Kind extends Noted['kind']> = Extract<Noted, { readonly kind: Kind }>

export interface StandIn extends AsyncDisposable {
  readonly dataFolder: string
  readonly child: ChildProcess
  /** Everything of a kind that was told so far. */
  all<Kind extends Noted['kind']>(kind: Kind): readonly NotedAs<Kind>[]
  /** The first of a kind that `fits`, told already or still to come. */
  told<Kind extends Noted['kind']>(
    kind: Kind,
    fits?: (noted: NotedAs<Kind>) => boolean,
  ): Promise<NotedAs<Kind>>
  order(order: Order): void
  /** The window's page, through a second client of the same Chromium. */
  page(chromium: BrowserType): Promise<Page>
  /** The utility process that lives now. */
  utilityPid(): number
  readonly exited: Promise<number | null>
}

export interface StandInOptions {
  readonly dataFolder: string
  readonly args?: readonly string[]
  /** Another main than the built one. */
  readonly main?: string
  /** `x,y,width,height`, more of them joined by `;` */
  readonly displays?: string
}

export function startStandIn({ dataFolder, args = [], main = builtMain, displays }: StandInOptions): StandIn {
  const register = fileURLToPath(new URL('register.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', register, main, ...args], {
    cwd: root,
    env: {
      ...process.env,
      PUNCHDOWN_DATA: dataFolder,
      NODE_OPTIONS: '',
      ...(displays === undefined ? {} : { STAND_IN_DISPLAYS: displays }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const noted: Noted[] = []
  const news = new EventEmitter().setMaxListeners(0)
  child.on('message', (each: Noted) => {
    noted.push(each)
    news.emit('noted')
  })
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => {
    news.emit('noted')
    return code ?? null
  })
  const is =
    <Kind extends Noted['kind']>(kind: Kind) =>
    (each: Noted): each is NotedAs<Kind> =>
      each.kind === kind
  let closeClient = async () => {}
  const standIn: StandIn = {
    dataFolder,
    child,
    exited,
    all: (kind) => noted.filter(is(kind)),
    async told(kind, fits = () => true) {
      for (;;) {
        const found = noted.filter(is(kind)).find(fits)
        if (found !== undefined) return found
        if (child.exitCode !== null) throw new Error(`it ended and never told ${kind}`)
        await once(news, 'noted')
      }
    },
    order: (order) => void child.send(order),
    async page(chromium) {
      const { endpoint } = await standIn.told('browser')
      const client = await chromium.connectOverCDP(endpoint)
      closeClient = () => client.close()
      await standIn.told('shown')
      const page = client.contexts()[0]?.pages()[0]
      if (page === undefined) throw new Error('the window has no page')
      return page
    },
    utilityPid() {
      const gone = new Set(standIn.all('utility-exit').map(({ pid }) => pid))
      const pid = standIn.all('utility').find((each) => !gone.has(each.pid))?.pid
      if (pid === undefined) throw new Error('no utility process lives')
      return pid
    },
    async [Symbol.asyncDispose]() {
      await closeClient().catch(() => undefined)
      if (child.exitCode === null && child.signalCode === null) {
        standIn.order({ order: 'quit' })
        const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await exited
        clearTimeout(impatience)
      }
    },
  }
  return standIn
}
