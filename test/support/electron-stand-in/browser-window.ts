/** `BrowserWindow`: a page of Chromium, kept where main says, with the preload in an isolated world. */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserContext, CDPSession, Page, Route } from 'playwright-core'
import { app, type Closable, preventable } from './app.ts'
import { browserContext, fromChromium, serve, settlePermissions, toChromium } from './chromium.ts'
import { ipcMain } from './ipc-main.ts'
import type { MessagePortMain } from './ports.ts'
import { type Bounds, note, obey, type WindowAsked } from './record.ts'
import { pack, type ToMain, type ToWorld, unpack, worldScripts } from './world.ts'

const world = 'Electron Isolated Context'
const binding = '__toMain'

type OpenHandler = (details: { url: string; frameName: string; features: string }) => { action: string }

/** Pages that are windows; any other page of this Chromium was opened by one of them. */
const owned = new Map<Page, WebContents>()
const prepared = new WeakSet<BrowserContext>()

class WebContents extends EventEmitter {
  #page: Page | null = null
  #cdp: CDPSession | null = null
  /** The isolated world of the document that is shown. */
  #context: number | null = null
  readonly #ports = new Map<number, MessagePortMain>()
  #nextPort = 1
  #onOpen: OpenHandler = () => ({ action: 'allow' })
  /** Navigations that main asked for are not the page's. */
  #loading = false

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#onOpen = handler
  }

  getURL(): string {
    return this.#page === null ? '' : fromChromium(this.#page.url())
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'event', channel, args, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    // without a document there is nobody to carry a port to
    if (this.#context === null) return
    const carried = transfer.map((port) => ({ port, id: this.#nextPort++ }))
    for (const { port, id } of carried) this.#ports.set(id, port)
    this.#tell({ kind: 'event', channel, args: [message], ports: carried.map(({ id }) => id) })
    for (const { port, id } of carried) {
      port.carry({
        message: (data) => this.#tell({ kind: 'port', port: id, data: pack(data) }),
        close: () => this.#tell({ kind: 'port-closed', port: id }),
      })
    }
  }

  /** @internal */
  async attach(page: Page, preload: string): Promise<void> {
    this.#page = page
    owned.set(page, this)
    const cdp = await page.context().newCDPSession(page)
    this.#cdp = cdp
    const main = page.mainFrame()
    const tree = await cdp.send('Page.getFrameTree')
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { name, auxData } = context
      if (name !== world || auxData?.frameId !== tree.frameTree.frame.id) return
      this.#documentGone()
      this.#context = context.id
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#context) this.#documentGone()
    })
    cdp.on('Runtime.executionContextsCleared', () => this.#documentGone())
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === binding && executionContextId === this.#context) this.#hear(JSON.parse(payload))
    })
    cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      this.askWindow(fromChromium(url), windowName, windowFeatures.join())
    })
    await cdp.send('Page.enable')
    await cdp.send('Runtime.enable')
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: world })
    const scripts = worldScripts(binding, randomUUID(), readFileSync(preload, 'utf8'))
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolated, worldName: world })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.own })
    page.on('crash', () =>
      this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 }),
    )
    page.on('load', () => {
      if (page.mainFrame() === main) this.emit('did-finish-load')
    })
  }

  /** @internal */
  async load(url: string): Promise<void> {
    if (this.#page === null || this.#cdp === null) return
    await settlePermissions(this.#cdp, this, url)
    this.#loading = true
    await this.#page.goto(toChromium(url))
  }

  /** @internal A page asks for a window of its own. */
  askWindow(url: string, frameName: string, features: string): void {
    const { action } = this.#onOpen({ url, frameName, features })
    note({ kind: 'new-window', url, action })
    if (action !== 'deny') throw new Error('the stand-in opens no second window')
  }

  /** @internal Whether a navigation of the whole page goes on: main may prevent those the page itself began. */
  mayNavigate(url: string): boolean {
    if (this.#loading) {
      this.#loading = false
      return true
    }
    const event = Object.assign(preventable(), { url: fromChromium(url), isMainFrame: true })
    this.emit('will-navigate', event)
    note({ kind: 'navigation', url: fromChromium(url), prevented: event.defaultPrevented })
    return !event.defaultPrevented
  }

  /** @internal */
  detach(): void {
    this.#documentGone()
    this.emit('destroyed')
  }

  #documentGone(): void {
    this.#context = null
    for (const port of this.#ports.values()) port.hangUp()
    this.#ports.clear()
  }

  #hear(message: ToMain): void {
    if (message.kind === 'port') this.#ports.get(message.port)?.say(unpack(message.data))
    else if (message.kind === 'port-closed') {
      this.#ports.get(message.port)?.hangUp()
      this.#ports.delete(message.port)
    } else {
      const event = { sender: this, senderFrame: { url: this.getURL() } }
      ipcMain.emit(message.channel, event, ...message.args)
    }
  }

  #tell(message: ToWorld): void {
    if (this.#context === null || this.#cdp === null) return
    const expression = `__fromMain(${JSON.stringify(message)})`
    // a document that went meanwhile hears nothing
    this.#cdp.send('Runtime.evaluate', { expression, contextId: this.#context }).catch(() => undefined)
  }
}

async function decide(route: Route): Promise<void> {
  const request = route.request()
  const contents = contentsOf(route)
  // no window's page: one that a page tried to open, on its way to being closed
  if (contents === null) return route.abort('blockedbyclient')
  if (request.isNavigationRequest() && request.frame().parentFrame() === null) {
    if (!contents.mayNavigate(request.url())) return route.abort('aborted')
  }
  if (!(await serve(route))) await route.continue()
}

function contentsOf(route: Route): WebContents | null {
  try {
    return owned.get(route.request().frame().page()) ?? null
  } catch {
    return null
  }
}

async function pageOf(asked: WindowAsked): Promise<Page> {
  const { width, height } = asked
  const context = await browserContext({ width, height })
  if (prepared.has(context)) return context.newPage()
  prepared.add(context)
  await context.route('**/*', (route) => decide(route).catch(() => undefined))
  const [first = await context.newPage()] = context.pages()
  context.on('page', (page) => {
    if (!owned.has(page)) page.close().catch(() => undefined)
  })
  return first
}

export class BrowserWindow extends EventEmitter implements Closable {
  readonly webContents = new WebContents()
  readonly #page: Promise<Page>
  #bounds: Bounds
  #maximized = false
  #minimized = false
  #closed = false

  constructor(asked: WindowAsked) {
    super()
    const { preload, sandbox, contextIsolation, nodeIntegration } = asked.webPreferences
    if (sandbox !== true || contextIsolation !== true || nodeIntegration === true)
      throw new Error('the stand-in has sandboxed, isolated windows only')
    this.#bounds = { x: asked.x ?? 0, y: asked.y ?? 0, width: asked.width, height: asked.height }
    app.windows.add(this)
    note({ kind: 'window', options: asked })
    this.#page = pageOf(asked).then(async (page) => {
      await this.webContents.attach(page, preload)
      page.on('close', () => this.#gone())
      return page
    })
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    obey((order) => {
      if (order.order === 'close-window') void this.close()
      if (order.order === 'ask-window') this.webContents.askWindow(order.url, '', '')
      if (order.order === 'minimize') this.#minimized = true
      if (order.order !== 'place') return
      this.#bounds = order.bounds
      this.#maximized = order.maximized
    })
  }

  /** A stand-in that cannot do its part says so, for main need not mind a page that did not load. */
  async loadURL(url: string): Promise<void> {
    try {
      await this.#page
      await this.webContents.load(url)
    } catch (error) {
      if (!this.#closed) console.error('stand-in:', error)
      throw error
    }
  }

  show = () => note({ kind: 'shown' })
  focus = () => note({ kind: 'focused' })
  isMaximized = () => this.#maximized
  isMinimized = () => this.#minimized
  getNormalBounds = () => this.#bounds

  maximize(): void {
    this.#maximized = true
    note({ kind: 'maximized' })
  }

  restore(): void {
    this.#minimized = false
    note({ kind: 'restored' })
  }

  async close(): Promise<boolean> {
    if (this.#closed) return true
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    this.#gone()
    await this.#page.then((page) => page.close()).catch(() => undefined)
    return true
  }

  #gone(): void {
    if (this.#closed) return
    this.#closed = true
    this.webContents.detach()
    this.emit('closed')
    app.windowGone(this)
  }
}
