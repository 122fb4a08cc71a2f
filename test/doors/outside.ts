/** A web server that a page should never reach, and what a page may try. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Page } from 'playwright-core'

export interface Outside extends AsyncDisposable {
  readonly url: string
  readonly asked: string[]
}

export async function openOutside(): Promise<Outside> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(200, { 'Content-Type': 'text/html', 'Access-Control-Allow-Origin': '*' })
    response.end('<!doctype html><title>Outside</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

/** Goes there as a script of the page would. */
export const goTo = (page: Page, url: string) =>
  page.evaluate((to) => {
    window.location.href = to
  }, url)

/** Clicks a link that asks for a window of its own. */
export const clickLink = (page: Page, url: string) =>
  page.evaluate((href) => {
    const link = document.createElement('a')
    Object.assign(link, { href, target: '_blank', rel: 'noreferrer' })
    document.body.append(link)
    link.click()
    link.remove()
  }, url)

/**
 * An inline script, and a call to a server: whether the first ran, and which directives Chromium says were violated.
 * Chromium keeps pages from this computer's servers in other ways too, so only its own word for the policy counts.
 */
export const breakOut = (page: Page, url: string) =>
  page.evaluate(async (to) => {
    const violated = new Set<string>()
    document.addEventListener('securitypolicyviolation', (event) => violated.add(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.brokeOut = true'
    document.head.append(script)
    await fetch(to).catch(() => undefined)
    // reports are tasks of their own: two frames later they have been told
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    return { ran: Reflect.get(window, 'brokeOut') === true, violated: [...violated].sort() }
  }, url)

/** What the page is told when it asks; each name as `navigator.permissions` knows it. */
export const statesOf = (page: Page, names: readonly string[]) =>
  page.evaluate(async (each) => {
    const states: [string, string][] = []
    for (const name of each) {
      const asked: PermissionDescriptor = JSON.parse(JSON.stringify({ name }))
      states.push([name, (await navigator.permissions.query(asked)).state])
    }
    return Object.fromEntries(states)
  }, names)
