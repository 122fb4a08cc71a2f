/** What Electron asks of the desktop, written down instead of drawn: boxes, menus, links, screens. */
import { type MenuEntry, note, obey } from './record.ts'

export const dialog = {
  /** Electron waits here until the box is closed; nobody closes this one. */
  showErrorBox: (title: string, content: string) => note({ kind: 'error-box', title, content }),
}

export const shell = {
  async openExternal(url: string): Promise<void> {
    note({ kind: 'open-external', url })
  },
}

type Item = MenuEntry & { readonly submenu?: readonly Item[]; readonly click?: () => void }

/** Roles as `electron.d.ts` lists them, of those a menu of ours could want; another one is an error there too. */
const roles = new Set(
  [
    ...['appMenu', 'fileMenu', 'editMenu', 'viewMenu', 'windowMenu', 'help', 'close', 'quit', 'minimize'],
    ...['reload', 'forceReload', 'toggleDevTools', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
    ...['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'about'],
  ].map((role) => role.toLowerCase()),
)

function check(items: readonly Item[]): void {
  for (const { role, label, type, submenu } of items) {
    if (role !== undefined && !roles.has(role.toLowerCase())) throw new Error(`no such role: ${role}`)
    if (role === undefined && label === undefined && type !== 'separator')
      throw new Error('a menu item needs a label, a role or a type')
    check(submenu ?? [])
  }
}

const plain = (items: readonly Item[]): MenuEntry[] =>
  items.map(({ role, label, type, accelerator, submenu }) => ({
    ...(role === undefined ? {} : { role }),
    ...(label === undefined ? {} : { label }),
    ...(type === undefined ? {} : { type }),
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(submenu === undefined ? {} : { submenu: plain(submenu) }),
  }))

let menu: readonly Item[] = []

export const Menu = {
  buildFromTemplate(template: readonly Item[]): readonly Item[] {
    check(template)
    return template
  },
  setApplicationMenu(built: readonly Item[]): void {
    menu = built
    note({ kind: 'menu', entries: plain(built) })
  },
}

const all = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])])

obey((order) => {
  if (order.order !== 'press') return
  all(menu)
    .find((item) => item.accelerator === order.accelerator)
    ?.click?.()
})

/** Displays as the test says they are plugged in; `x,y,width,height` joined by `;`. */
const plugged = process.env.STAND_IN_DISPLAYS ?? '0,0,1920,1080'

export const screen = {
  getAllDisplays: () =>
    plugged.split(';').map((display) => {
      const [x = 0, y = 0, width = 0, height = 0] = display.split(',').map(Number)
      return { bounds: { x, y, width, height }, workArea: { x, y, width, height } }
    }),
}
