/** The window: sandboxed, restricted to our page, with stored bounds. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, Menu, type MenuItemConstructorOptions, type Session, screen, shell } from 'electron'
import { z } from 'zod'
import { words } from '#shared/words/index.ts'

export const scheme = 'punchdown'
export const home = `${scheme}://app/`

const boundsSchema = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number(),
  height: z.number(),
  maximized: z.boolean(),
})
type WindowBounds = z.infer<typeof boundsSchema>

/** Minimum size that the screens are designed for. */
const smallest = { width: 1024, height: 640 }
const usual: WindowBounds = { width: 1280, height: 800, maximized: false }

export interface WindowOptions {
  readonly preload: string
  readonly dataFolder: string
  readonly title: string
}

export function openWindow({ preload, dataFolder, title }: WindowOptions): BrowserWindow {
  const file = join(dataFolder, 'window.json')
  const bounds = onScreen(readBounds(file))
  const window = new BrowserWindow({
    ...(bounds.x === undefined || bounds.y === undefined ? {} : { x: bounds.x, y: bounds.y }),
    width: bounds.width,
    height: bounds.height,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title,
    show: false,
    backgroundColor: '#1f1f1f',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (bounds.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    writeBounds(file, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  })
  limitNavigation(window)
  return window
}

/** Loads only our page in the window; other links open in the system's browser. */
function limitNavigation(window: BrowserWindow): void {
  const { webContents } = window
  webContents.on('will-navigate', (event) => {
    if (!event.url.startsWith(home)) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    if (isExternal(url)) shell.openExternal(url).catch(() => undefined)
    return { action: 'deny' }
  })
}

/** Allows web pages only: no files, mail clients or other programs are opened. */
function isExternal(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')
}

/** Refuses all permissions except writing to the clipboard by our page. */
export function refusePermissions(session: Session): void {
  const allowed = (permission: string, origin: string) =>
    permission === 'clipboard-sanitized-write' && isHome(origin)
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(allowed(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
}

/** True for our page or its origin, with or without the final slash. */
const isHome = (url: string) => `${url}/`.startsWith(home)

export function setMenu(options: {
  readonly onKeys: () => void
  readonly onProblemReport: () => void
  readonly onAbout: () => void
}): void {
  const mac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: words.door.menu.file, submenu: [{ role: mac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    {
      label: words.door.menu.view,
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: words.shell.keys, accelerator: 'F1', click: options.onKeys },
        { label: `${words.shell.problemReport}…`, accelerator: 'Shift+F1', click: options.onProblemReport },
        { label: words.shell.about, click: options.onAbout },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function readBounds(file: string): WindowBounds {
  try {
    return boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return usual
  }
}

function writeBounds(file: string, bounds: WindowBounds): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(bounds))
    renameSync(`${file}.new`, file)
  } catch {
    // bounds that cannot be stored do not keep the window from closing
  }
}

/** Removes a position that is on no screen, because a screen may have been unplugged. */
function onScreen(bounds: WindowBounds): WindowBounds {
  const { x, y } = bounds
  if (x === undefined || y === undefined) return bounds
  const visible = screen.getAllDisplays().some(({ workArea }) => {
    const across = x < workArea.x + workArea.width && x + bounds.width > workArea.x
    return across && y < workArea.y + workArea.height && y >= workArea.y
  })
  return visible ? bounds : { width: bounds.width, height: bounds.height, maximized: bounds.maximized }
}
