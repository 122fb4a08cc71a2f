/** The one Chromium of a stand-in: custom schemes served through their handlers, permissions as the session's handlers say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Route } from 'playwright-core'
import { chromiumArgs, findChromium } from '../chromium.ts'
import { app } from './app.ts'
import { note } from './record.ts'

/**
 * Chromium takes no page under a scheme it was not compiled with, so `punchdown://app/x` is `https://app.punchdown.stand-in/x`
 * there: a secure context with an origin of its own, as a `standard` and `secure` scheme has.
 */
export function toChromium(url: string): string {
  const parsed = URL.parse(url)
  const scheme = parsed?.protocol.slice(0, -1) ?? ''
  if (parsed === null || !schemes.has(scheme)) return url
  return `https://${parsed.host}.${scheme}.stand-in${parsed.pathname}${parsed.search}${parsed.hash}`
}

export function fromChromium(url: string): string {
  const parsed = URL.parse(url)
  const named = /^([\w-]+)\.([\w-]+)\.stand-in$/.exec(parsed?.host ?? '')
  if (parsed === null || named === null || parsed.protocol !== 'https:') return url
  return `${named[2]}://${named[1]}${parsed.pathname}${parsed.search}${parsed.hash}`
}

interface SchemeAsked {
  readonly scheme: string
  readonly privileges: { readonly standard?: boolean; readonly secure?: boolean }
}
type Handler = (request: Request) => Promise<Response> | Response

const schemes = new Set<string>()
const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged(asked: readonly SchemeAsked[]): void {
    for (const { scheme, privileges } of asked) {
      if (privileges.standard !== true || privileges.secure !== true)
        throw new Error('the stand-in knows schemes that are standard and secure only')
      schemes.add(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!schemes.has(scheme)) throw new Error(`${scheme} was not registered as privileged`)
    handlers.set(scheme, handler)
  },
}

/** Answers a request for a custom scheme as its handler does, headers and all; false for any other request. */
export async function serve(route: Route): Promise<boolean> {
  const url = fromChromium(route.request().url())
  const handler = handlers.get(URL.parse(url)?.protocol.slice(0, -1) ?? '')
  if (handler === undefined) return false
  const response = await handler(new Request(url, { method: route.request().method() }))
  note({ kind: 'served', url, status: response.status })
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
  return true
}

type Answer = (granted: boolean) => void
type RequestHandler = (contents: unknown, permission: string, answer: Answer, details: object) => void
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean

/** Nobody asked: Electron grants. */
let onRequest: RequestHandler = (_contents, _permission, answer) => answer(true)
let onCheck: CheckHandler = () => true

export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler: RequestHandler): void {
      onRequest = handler
    },
    setPermissionCheckHandler(handler: CheckHandler): void {
      onCheck = handler
    },
  },
}

/** Electron's names of permissions, and Chromium's for the same. */
const permissions: readonly (readonly [string, { name: string; allowWithoutSanitization?: boolean }])[] = [
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'microphone' }],
  ['media', { name: 'camera' }],
  ['midi', { name: 'midi' }],
  ['idle-detection', { name: 'idle-detection' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
]

/**
 * What a page at `url` may do. Electron asks the handlers when the page asks; Chromium has no hook for that, so they are
 * asked before the page is there.
 */
export async function settlePermissions(cdp: CDPSession, contents: unknown, url: string): Promise<void> {
  const { protocol: scheme, host } = new URL(url)
  for (const [permission, descriptor] of permissions) {
    let granted = false
    onRequest(contents, permission, (answer) => (granted = answer), { requestingUrl: url, isMainFrame: true })
    granted &&= onCheck(contents, permission, `${scheme}//${host}/`, {
      requestingUrl: url,
      isMainFrame: true,
    })
    note({ kind: 'permission', permission, granted })
    await cdp.send('Browser.setPermission', {
      origin: new URL(toChromium(url)).origin,
      permission: descriptor,
      setting: granted ? 'granted' : 'denied',
    })
  }
}

let launched: Promise<BrowserContext> | null = null

/** Started with the first window. Whoever holds the endpoint that is noted sees the same pages. */
export function browserContext(viewport: { width: number; height: number }): Promise<BrowserContext> {
  launched ??= launch(viewport)
  return launched
}

async function launch(viewport: { width: number; height: number }): Promise<BrowserContext> {
  const found = await findChromium({ install: false })
  if (found.path === null) throw new Error(found.why)
  // one profile a process: a Chromium whose main was killed may outlive it for a moment, and holds its own
  const folder = join(app.getPath('userData'), `chromium-${process.pid}`)
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: found.path,
    args: [...chromiumArgs, '--remote-debugging-port=0'],
    viewport,
    reducedMotion: 'reduce',
  })
  app.atExit(() => context.close())
  const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n')
  note({ kind: 'browser', endpoint: `http://127.0.0.1:${port}` })
  return context
}
