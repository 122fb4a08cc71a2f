/** A site of 10,000 generated devices: memory of the core and of the page, filter, sort and scroll. The page is skipped with a message without Chromium. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'
import { z } from 'zod'
import { createCore } from '#electron/app/core.ts'
import { ensureBuilt } from '#electron/host/build.ts'
import { identify } from '#electron/identify/identify.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { deviceFrom } from '#electron/services/discovery/scan/found-device.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import { cliFile } from '../cli/punchdown.ts'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/core.ts'
import { print } from './figures.ts'
import { type GeneratedDevice, generateOffice, tellingForms } from './generated-office.ts'

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      /** A frame that was scrolled in time and got its new rows in the next frame. */
      args: z.object({ hasPartialUpdate: z.boolean().optional() }).optional(),
    }),
  ),
})
const count = 10_000
const office = generateOffice(tellingForms(readOffice().devices), count, 10)
using folder = temporaryFolder()
const jobId = await fill(folder.path)
const found = await findChromium({ install: false })
if (found.path === null) process.stderr.write(`page of 10,000 devices (skipped: ${found.why})\n`)
else await lookAt(found.path, folder.path, jobId)

/** Sightings of a device that answers HTTP and SIP and is in the ARP table. */
function sightingsOf({ mac, web, sip }: GeneratedDevice, address: string): Sighting[] {
  const see = (protocol: string, port: number | null, raw: string | undefined): Sighting[] =>
    raw === undefined || raw === '' ? [] : [{ address, port, protocol, raw, at: Date.now() }]
  return [
    ...see('arp.mac', null, mac),
    ...see('http.status', 80, String(web.status)),
    ...see('http.server', 80, web.headers.Server),
    ...see('http.www_authenticate', 80, web.headers['WWW-Authenticate']),
    ...see('http.title', 80, /<title>(.*)<\/title>/.exec(web.body)?.[1]),
    ...see(sip?.header === 'Server' ? 'sip.server' : 'sip.user_agent', 5060, sip?.value),
  ]
}

/** A job with all of them, as after a scan. */
async function fill(dataFolder: string): Promise<string> {
  await using core = await createCore({ dataFolder, capabilities: [] })
  const { jobs, devices } = core.services
  const job = jobs.create({
    ...{ name: '10,000', site: '', region: 'emea', language: 'en', mode: 'live' },
  })
  for (const [index, each] of office.entries()) {
    const address = `198.18.${index >> 8}.${index & 255}`
    const sightings = sightingsOf(each, address)
    const device = deviceFrom({ address, ports: portsSchema.parse({}) }, sightings, identify(sightings))
    if (device === null) continue
    devices.upsertFromScan(job.id, device)
  }
  return job.id
}

async function lookAt(executablePath: string, dataFolder: string, job: string): Promise<void> {
  await ensureBuilt(console.error)
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  {
    const door = spawn(process.execPath, [cliFile, 'serve', '--no-open', '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PUNCHDOWN_DATA: dataFolder },
    })
    const closed = once(door, 'close')
    await using _door = {
      [Symbol.asyncDispose]: async () => {
        door.kill('SIGINT')
        await closed
      },
    }
    const [line] = await once(createInterface({ input: door.stdout }), 'line')
    const { link } = z.object({ link: z.string() }).parse(JSON.parse(String(line)))
    memoryOf(door.pid, 'before its page is open')
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(link)
    await page.getByRole('main').waitFor()
    const from = performance.now()
    await page.evaluate((to) => {
      window.location.hash = to
    }, `#/job/${job}/site`)
    await page.getByRole('grid', { name: 'Devices' }).waitFor()
    // the head is a row too
    await rows(page, (n) => n > count)
    print({
      name: '10,000 devices listed, from opening the page',
      value: performance.now() - from,
      unit: 'ms',
      of: 'once',
    })
    memoryOf(door.pid, 'as its page has just taken them')
    await pageMemory(page)
    await tableTimes(page)
    await scroll(page)
    memoryOf(door.pid, 'after its page was used')
  }
  await browser.close()
}

async function rows(page: Page, enough: (count: number) => boolean): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Devices' })
  for (;;)
    if (enough(Number(await grid.getAttribute('aria-rowcount')))) return
    else await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
}

/** The core is the only child of the door's process. */
function memoryOf(door: number | undefined, when: string): void {
  if (platform() !== 'linux' || door === undefined) return
  const core = Number(readFileSync(`/proc/${door}/task/${door}/children`, 'utf8').trim())
  const resident = (pid: number) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  print({
    name: `core with 10,000 devices ${when}, resident`,
    value: resident(core),
    unit: 'MiB',
    of: 'target under 381, 400 MB',
  })
  print({ name: `door's process ${when}, resident`, value: resident(door), unit: 'MiB', of: 'no target' })
}

async function pageMemory(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const bytes = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
  print({
    name: 'heap of the page with 10,000 devices',
    value: bytes / 2 ** 20,
    unit: 'MiB',
    of: 'after gc; target under 286, 300 MB',
  })
}

/** From the key press or the click to the frame with its effect. */
async function tableTimes(page: Page): Promise<void> {
  const shown = (what: 'filter' | 'sort') =>
    page.evaluate(async (what) => {
      const input = document.querySelector<HTMLInputElement>('input[aria-label="Filter Devices"]')
      const head = document.querySelectorAll<HTMLElement>('[role=columnheader] button')[0]
      const seen = () => {
        const grid = document.querySelector('[role=grid][aria-label="Devices"]')
        const order = grid?.querySelector('[role=columnheader]')?.getAttribute('aria-sort')
        return `${grid?.getAttribute('aria-rowcount')} ${order} ${grid?.querySelector('[role=rowgroup] [role=row]')?.textContent}`
      }
      const before = seen()
      const from = performance.now()
      if (what === 'sort') head?.click()
      else if (input !== null) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
          input,
          input.value === '' ? 'yealink' : '',
        )
        input.dispatchEvent(new Event('input', { bubbles: true }))
      } else throw new Error('no filter')
      do await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      while (seen() === before)
      return performance.now() - from
    }, what)
  for (const what of ['filter', 'sort'] as const) {
    const took: number[] = []
    for (let i = 0; i < 9; i++) took.push(await shown(what))
    const sorted = took.toSorted((a, b) => a - b)
    print({
      name: `${what} of 10,000 devices, until it is painted`,
      value: sorted[4] ?? 0,
      unit: 'ms',
      of: `median of 9, ${sorted[0]?.toFixed(0)} to ${sorted[8]?.toFixed(0)}; target under 100`,
    })
  }
}

async function scroll(page: Page): Promise<void> {
  const browser = page.context().browser()
  await page.getByRole('grid', { name: 'Devices' }).hover()
  await browser?.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame'],
  })
  for (let i = 0; i < 120; i++) await page.mouse.wheel(0, 400)
  const text = (await browser?.stopTracing())?.toString() ?? ''
  const { traceEvents } = traceSchema.parse(JSON.parse(text))
  const dropped = traceEvents.filter(({ name }) => name === 'DroppedFrame')
  const late = dropped.filter(({ args }) => args?.hasPartialUpdate === true).length
  const many = (name: string) => traceEvents.filter((each) => each.name === name).length
  const of = `${many('BeginFrame')} begun, ${many('DrawFrame')} drawn; without a graphics card`
  print({
    name: 'frames dropped while 10,000 devices scroll',
    value: dropped.length - late,
    unit: 'of',
    of: `${of}; target 0`,
  })
  print({ name: 'frames scrolled in time, whose rows came one late', value: late, unit: 'of', of })
}
