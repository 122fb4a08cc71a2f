/** The Electron door: one window, one core, a message port between them. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  utilityProcess,
} from 'electron'
import { z } from 'zod'
import { createPageFiles } from './host/page.ts'
import { practiceArguments } from './host/practice-flags.ts'
import { home, openWindow, refusePermissions, scheme, setMenu } from './host/window.ts'
import { defaultDataFolder } from './platform/folders.ts'

const coreMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), code: z.string(), facts: z.record(z.string(), z.unknown()) }),
])

/** A core that dies more often than this in a minute is not started again. */
const mostRestarts = 5
const stopWithinMs = 3_000

const dataFolder = defaultDataFolder()
const out = join(import.meta.dirname, '..')
let window: BrowserWindow | null = null
let core: Electron.UtilityProcess | null = null
let ready = false
/** Whether the page waits for a port. */
let wanted = false
let quitting = false
let restarts: number[] = []

/** Chromium's own files lie with the data, and with them the lock: one copy a data folder, not one a person. */
function keepFilesTogether(): void {
  const folder = join(dataFolder, 'window')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  } catch {
    // a folder that cannot be written is told by the core, in words
  }
}
keepFilesTogether()

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

function startCore(): void {
  ready = false
  const child = utilityProcess.fork(
    join(import.meta.dirname, 'core-process.js'),
    [dataFolder, ...practiceArguments(process.argv)],
    { serviceName: 'Punchdown core' },
  )
  core = child
  child.on('message', (message: unknown) => {
    const parsed = coreMessage.safeParse(message)
    if (!parsed.success) return
    if (parsed.data.kind === 'failed') {
      const { code, facts } = parsed.data
      dialog.showErrorBox(titleOf(code), remedyOf(code, facts))
      child.kill()
      core = null
      quitting = true
      app.quit()
      return
    }
    ready = true
    givePort()
  })
  child.on('exit', () => {
    if (core !== child) return
    core = null
    ready = false
    if (quitting) {
      app.quit()
      return
    }
    wanted = true
    window?.webContents.send('core-lost')
    const now = Date.now()
    restarts = [...restarts.filter((at) => now - at < 60_000), now]
    if (restarts.length <= mostRestarts) startCore()
    else
      dialog.showErrorBox(
        'The core keeps stopping',
        `Nothing is lost. Close Punchdown and open it again.\n\n${dataFolder}`,
      )
  })
}

/** The core closes what it holds; a core that does not is ended, and loses nothing by it. */
function stopCore(child: Electron.UtilityProcess): void {
  child.postMessage('stop')
  const impatience = setTimeout(() => child.kill(), stopWithinMs)
  child.once('exit', () => clearTimeout(impatience))
}

/** A fresh port from the page to the core, as soon as both are there. */
function givePort(): void {
  if (!wanted || !ready || core === null || window === null) return
  wanted = false
  const { port1, port2 } = new MessageChannelMain()
  core.postMessage({ kind: 'port' }, [port1])
  window.webContents.postMessage('core-port', null, [port2])
}

function titleOf(code: string): string {
  return code === 'already-running' ? 'Punchdown is open already' : 'Punchdown cannot open its data'
}

function remedyOf(code: string, facts: Readonly<Record<string, unknown>>): string {
  const lines: Readonly<Record<string, string>> = {
    'already-running': 'Another copy uses the same folder. Close it first.',
    'database-newer':
      'The data was written by a newer version. Install that version, or name another folder with PUNCHDOWN_DATA.',
    'database-damaged':
      'The data file is damaged. Copy the folder to a safe place, then name another with PUNCHDOWN_DATA.',
    'disk-full': 'The disk is full. Make room and open Punchdown again.',
  }
  return `${lines[code] ?? code}\n\n${dataFolder}\n${JSON.stringify(facts)}`
}

function open(): void {
  window = openWindow({ preload: join(out, 'preload', 'preload.cjs'), dataFolder, title: 'Punchdown' })
  window.on('closed', () => {
    window = null
  })
  window.loadURL(home).catch(() => undefined)
}

if (!app.requestSingleInstanceLock()) {
  app.quit()
} else {
  app.on('second-instance', () => {
    // on macOS the app goes on without a window
    if (window === null) open()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('will-quit', (event) => {
    if (core === null) return
    event.preventDefault()
    stopCore(core)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (window === null) open()
  })
  app
    .whenReady()
    .then(() => {
      const files = createPageFiles(join(out, 'renderer'), null)
      protocol.handle(scheme, async (request) => {
        const url = new URL(request.url)
        const page = await files.get(url.host === 'app' ? url.pathname : '/elsewhere')
        const body = typeof page.body === 'string' ? page.body : new Uint8Array(page.body)
        return new Response(body, { status: page.status, headers: page.headers })
      })
      refusePermissions(session.defaultSession)
      setMenu({ onKeys: () => window?.webContents.send('show-keys') })
      ipcMain.on('core-port-wanted', (event) => {
        if (event.senderFrame?.url.startsWith(home) !== true) return
        wanted = true
        givePort()
      })
      startCore()
      open()
    })
    .catch((error: unknown) => {
      dialog.showErrorBox('Punchdown could not start', String(error))
      app.quit()
    })
}
