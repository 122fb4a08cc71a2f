/**
 * Unique secrets are used in a real walk on the practice site, then looked for, octet by octet, in every file of the data
 * folder, in the exported log and in every format of the report.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import { problemReportSchema } from '#shared/model/problem-report.ts'
import { scanEventSchema } from '#shared/model/scan.ts'
import {
  type ChildCore,
  ContractProblem,
  freePorts,
  startChildCore,
  temporaryFolder,
} from '../support/core.ts'
import { missing } from '../support/programs.ts'
import { base, handset, steps, type Walk } from './walk.ts'

const formats = ['html', 'csv', 'pdf'].filter((format) => format !== 'pdf' || !missing('pdftotext'))
if (!formats.includes('pdf')) console.log('pdftotext is missing: the PDF is not searched for secrets')

const planted = (name: string): string => `${name}${randomBytes(6).toString('hex')}`

const devicePassword = planted('devpw')
const community = planted('commu')
const snmpPassword = planted('snmpw')
const cookie = planted('cooki')
const urlToken = planted('urltk')
const urlPassword = planted('urlpw')

interface Secret {
  readonly name: string
  readonly value: string
}

/** A device that sets a cookie, asks for a sign-in and redirects with a token. */
async function openCookieDevice() {
  const server = createServer((request, response) => {
    response.setHeader('Set-Cookie', `SID=${cookie}; Path=/; HttpOnly`)
    response.setHeader('Server', 'OBiRove')
    if (request.url === '/') response.writeHead(302, { Location: `/home?k=${urlToken}` }).end()
    else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Rove B2</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, [Symbol.dispose]: () => void server.close() }
}

/** Calls a procedure whose failure is expected. */
async function refused(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ContractProblem)) throw error
    problemSchema.parse(error.problem)
  })
}

const parts = new AsyncDisposableStack()
let folder: string
let walk: Walk
let core: ChildCore
const secrets: Secret[] = [
  { name: 'device password', value: devicePassword },
  { name: 'SNMP community', value: community },
  { name: 'SNMP password', value: snmpPassword },
  { name: 'cookie', value: cookie },
  { name: 'token of an address', value: urlToken },
  { name: 'password of an address', value: urlPassword },
]

async function plantAll(): Promise<void> {
  folder = parts.use(temporaryFolder()).path
  const ports = await freePorts()
  core = parts.use(await startChildCore(folder, ports))
  walk = { core, jobId: '', ipei: '03717C0E0A' }
  const device = parts.use(await openCookieDevice())
  for (const step of steps) {
    await step.run(walk)
    const { onboarding } = await handset(walk).catch(() => ({ onboarding: null }))
    if (onboarding?.at === 'onboarded' && onboarding.verification !== null)
      secrets.push({ name: 'verification code', value: onboarding.verification.code })
    if (onboarding?.at === 'signing-in') secrets.push({ name: 'sign-in code', value: onboarding.signIn.code })
    if (step.name === 'base found') {
      const { id: deviceId } = await base(walk)
      await refused(core.call('devices.signIn', { deviceId, user: 'admin', password: devicePassword }))
    }
  }
  secrets.push(...sipPasswords().map((value) => ({ name: 'SIP password', value })))
  const { jobId } = walk
  const target = {
    targets: [`127.0.0.1:${device.port}`],
    ports: { ...(await freePorts()), http: device.port },
  }
  const events = await core.call('discovery.scan', { jobId, ...target })
  const ids = z
    .array(scanEventSchema)
    .parse(events)
    .flatMap((event) => (event.kind === 'devices' ? event.devices.map(({ id }) => id) : []))
  const sightings = await Promise.all(ids.map((id) => core.call('discovery.sightings', { deviceId: id })))
  expect(JSON.stringify(sightings)).toContain('SID=••••; Path=/; HttpOnly')
  const snmp = { version: '2c', community } as const
  await refused(core.call('discovery.readSwitch', { jobId, address: `127.0.0.1:${ports.snmp}`, snmp }))
  const auth = { protocol: 'sha', password: snmpPassword } as const
  const v3 = { version: '3', user: 'reader', auth } as const
  await refused(core.call('discovery.readSwitch', { jobId, address: `127.0.0.1:${ports.snmp}`, snmp: v3 }))
  const url = `http://user:${urlPassword}@provision.onboarding.test/cfg?k=${urlToken}`
  const { id: deviceId } = await base(walk)
  await refused(core.call('devices.plan', { deviceId, target: { kind: 'url', url } }))
}
afterAll(() => parts.disposeAsync())

const reportSchema = z.object({ bytes: z.string() })

/** The text of a report; a PDF is read by pdftotext. */
function reportText(format: string, file: Buffer): string {
  if (format !== 'pdf') return file.toString('utf8')
  return execFileSync('pdftotext', ['-enc', 'UTF-8', '-', '-'], { input: file }).toString('utf8')
}

/** Memory of the practice devices: like real ones they keep their SIP password, in a folder of the owner's. */
const practiceFolder = (): string => join(folder, 'practice')

const accountSchema = z.object({ account: z.object({ password: z.string() }).nullish() })
const flashSchema = z.object({ handsets: z.record(z.string(), accountSchema) })

/** SIP passwords that the gateway gave to the practice handsets. */
function sipPasswords(): string[] {
  const flashes = filesBelow(practiceFolder()).map((path) =>
    flashSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
  )
  return flashes.flatMap(({ handsets }) =>
    Object.values(handsets).flatMap(({ account }) => account?.password ?? []),
  )
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

/** `verification code in punchdown.db`. A short code is not looked for inside a longer number. */
const found = (where: string, text: string): string[] =>
  secrets
    .filter(({ value }) => new RegExp(`(?<![0-9A-Za-z])${value}(?![0-9A-Za-z])`).test(text))
    .map(({ name }) => `${name} in ${where}`)

describe('no planted secret is', () => {
  it('unused in the walk', async () => {
    await plantAll()
    expect([...new Set(secrets.map(({ name }) => name))]).toEqual(
      expect.arrayContaining(['verification code', 'sign-in code', 'SIP password']),
    )
  }, 120_000)

  it('in the log', async () => {
    expect(found('app.log', JSON.stringify(await core.call('app.log')))).toEqual([])
  })

  it('in the problem report, which has the log that was kept on disk', async () => {
    const { files, bytes } = problemReportSchema.parse(await core.call('app.problemReport'))
    const archive = Object.entries(unzipSync(Buffer.from(bytes, 'base64')))
    expect(archive.map(([name, content]) => ({ name, text: strFromU8(content) }))).toEqual(files)
    const text = files.map((file) => file.text).join('\n')
    expect(text).toContain('core.started')
    expect(text).toContain('"problem":"')
    expect(found('the problem report', text)).toEqual([])
  })

  it.each(formats)('in the report as %s', async (format) => {
    const { bytes } = reportSchema.parse(await core.call('jobs.report', { jobId: walk.jobId, format }))
    const file = Buffer.from(bytes, 'base64')
    const text = reportText(format, file)
    expect(text).toContain('Rove')
    expect(found('report', text)).toEqual([])
  })

  it('in any file of the data folder, while the core runs and after it was killed', async () => {
    const leaks = () =>
      filesBelow(folder)
        .filter((path) => !path.startsWith(practiceFolder()))
        .flatMap((path) => found(path.slice(folder.length + 1), readFileSync(path, 'latin1')))
    expect(leaks()).toEqual([])
    await core.kill()
    expect(leaks()).toEqual([])
  })
})
