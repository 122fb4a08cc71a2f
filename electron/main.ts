/** The Electron door: one window and a supervised utility process with the core, connected by a message port. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  safeStorage,
  session,
  utilityProcess,
} from 'electron'
import { type Problem, toProblem } from '#shared/errors.ts'
import { words } from '#shared/words/index.ts'
import { type CoreProcess, type Supervisor, superviseCore } from './host/core-supervisor.ts'
import { createPageFiles } from './host/page.ts'
import {
  type PracticeChoice,
  practiceArguments,
  practiceChoiceFrom,
  practiceFlags,
} from './host/practice-flags.ts'
import { home, openWindow, refusePermissions, scheme, setMenu } from './host/window.ts'
import { defaultDataFolder } from './platform/folders.ts'
import { openPrivateFolder } from './platform/private-folder.ts'
import { type Keychain, type Keyring, keyringInKeychain } from './platform/secrets.ts'
import { systemTiming } from './platform/timing.ts'

interface ElectronCore extends CoreProcess {
  readonly process: Electron.UtilityProcess
}

const dataFolder = defaultDataFolder()
const out = join(import.meta.dirname, '..')
let window: BrowserWindow | null = null
let core: Supervisor<ElectronCore> | null = null
/** Whether the core was ever ready. A failure before that ends the program. */
let wasReady = false
/** Whether the page is waiting for a port. */
let portWanted = false
let coreStopped = false

/** Puts Chromium's files, and with them the single-instance lock, below the data folder: one instance per data folder. */
function setUserDataFolder(): void {
  const folder = join(dataFolder, 'window')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  } catch {
    // a folder that cannot be written is reported when the core starts
  }
}
setUserDataFolder()

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

const keychain: Keychain = {
  // `basic_text` is Electron's fallback on Linux without a keyring: a fixed key without protection
  isAvailable: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (encrypted) => safeStorage.decryptString(encrypted),
}

/** @throws PunchdownError ports-malformed | bad-input */
function practiceChoice(): PracticeChoice {
  return practiceChoiceFrom(
    parseArgs({ args: practiceArguments(process.argv), options: practiceFlags }).values,
  )
}

function startCore(keyring: Keyring, practice: PracticeChoice): void {
  core = superviseCore<ElectronCore>({
    dataFolder,
    timing: systemTiming,
    start({ message, exit }) {
      const child = utilityProcess.fork(join(import.meta.dirname, 'core-process.js'), [], {
        serviceName: 'Punchdown core',
      })
      child.on('message', message)
      child.once('exit', exit)
      const started: ElectronCore = {
        process: child,
        post: (each) => child.postMessage(each),
        kill: () => void child.kill(),
      }
      started.post({
        kind: 'start',
        dataFolder,
        capabilities: ['save-dialog', 'open-external'],
        keyring,
        practice,
      })
      return started
    },
    onReady() {
      wasReady = true
      connectPage()
    },
    onLost() {
      portWanted = true
      window?.webContents.send('core-lost')
    },
    onFailed(problem) {
      if (wasReady) window?.webContents.send('core-failed', problem)
      else quitWith(problem)
    },
  })
}

/** Connects the page to the core with a new port, when both are ready. */
function connectPage(): void {
  const state = core?.state()
  if (!portWanted || state === undefined || window === null) return
  if (state.kind === 'failed') window.webContents.send('core-failed', state.problem)
  if (state.kind !== 'ready') return
  portWanted = false
  const { port1, port2 } = new MessageChannelMain()
  state.process.process.postMessage({ kind: 'port' }, [port1])
  window.webContents.postMessage('core-port', null, [port2])
}

/** Shows a problem report in the page. The core composes it; after the core has failed for good, this process does. */
async function showProblemReport(): Promise<void> {
  if (core?.state().kind !== 'failed') {
    window?.webContents.send('show-problem-report')
    return
  }
  const { composeProblemReport } = await import('./app/problem-report.ts')
  window?.webContents.send('problem-report', composeProblemReport(dataFolder))
}

function quitWith({ code, facts }: Problem): void {
  const { title, meaning, remedy } = words.problems.of(code, facts)
  const content = [meaning, remedy, words.door.dataFolder(dataFolder), JSON.stringify({ code, ...facts })]
  dialog.showErrorBox(title, content.join('\n\n'))
  app.quit()
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
    // on macOS the app keeps running without a window
    if (window === null) open()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('will-quit', (event) => {
    if (core === null || coreStopped) return
    event.preventDefault()
    void core.stop().then(() => {
      coreStopped = true
      app.quit()
    })
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
      setMenu({
        onKeys: () => window?.webContents.send('show-keys'),
        onProblemReport: () => void showProblemReport(),
        onAbout: () => window?.webContents.send('show-about'),
      })
      ipcMain.on('core-port-wanted', (event) => {
        if (event.senderFrame?.url.startsWith(home) !== true) return
        portWanted = true
        connectPage()
      })
      openPrivateFolder(dataFolder)
      startCore(keyringInKeychain(dataFolder, keychain), practiceChoice())
      open()
    })
    .catch((error: unknown) => quitWith(toProblem(error)))
}
