/** The one window: sandboxed, kept at home, its place remembered. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, Menu, type MenuItemConstructorOptions, type Session, screen, shell } from 'electron'
import { z } from 'zod'

export const scheme = 'punchdown'
export const home = `${scheme}://app/`

const placeSchema = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number(),
  height: z.number(),
  maximized: z.boolean(),
})
type Place = z.infer<typeof placeSchema>

/** Smallest window the screens are drawn for. */
const smallest = { width: 1024, height: 640 }
const usual: Place = { width: 1280, height: 800, maximized: false }

export interface WindowOptions {
  readonly preload: string
  readonly dataFolder: string
  readonly title: string
}

export function openWindow({ preload, dataFolder, title }: WindowOptions): BrowserWindow {
  const file = join(dataFolder, 'window.json')
  const place = onScreen(readPlace(file))
  const window = new BrowserWindow({
    ...(place.x === undefined || place.y === undefined ? {} : { x: place.x, y: place.y }),
    width: place.width,
    height: place.height,
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
  if (place.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    writePlace(file, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  })
  keepAtHome(window)
  return window
}

/** No page but ours is ever loaded here; a link elsewhere goes to the system's browser. */
function keepAtHome(window: BrowserWindow): void {
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

/** Web pages only: no file, no mail client, no program of this computer. */
export function isExternal(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')
}

/** Camera, microphone, location and the rest: refused, whoever asks. Our page may write to the clipboard what is copied. */
export function refusePermissions(session: Session): void {
  const allowed = (permission: string, asker: string) =>
    permission === 'clipboard-sanitized-write' && isHome(asker)
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(allowed(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
}

/** A page of ours, or its origin, with or without the slash behind it. */
const isHome = (url: string) => `${url}/`.startsWith(home)

export function setMenu(options: { readonly onKeys: () => void }): void {
  const mac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: 'File', submenu: [{ role: mac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
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
    { role: 'help', submenu: [{ label: 'Keys', accelerator: 'F1', click: options.onKeys }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function readPlace(file: string): Place {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return usual
  }
}

function writePlace(file: string, place: Place): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(place))
    renameSync(`${file}.new`, file)
  } catch {
    // a place that cannot be kept is no reason to keep the window open
  }
}

/** A screen that was unplugged takes no window with it. */
function onScreen(place: Place): Place {
  const { x, y } = place
  if (x === undefined || y === undefined) return place
  const visible = screen.getAllDisplays().some(({ workArea }) => {
    const across = x < workArea.x + workArea.width && x + place.width > workArea.x
    return across && y < workArea.y + workArea.height && y >= workArea.y
  })
  return visible ? place : { width: place.width, height: place.height, maximized: place.maximized }
}
