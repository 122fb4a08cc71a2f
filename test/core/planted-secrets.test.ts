/**
 * Unique secrets are used in a real walk on the practice site, then looked for, octet by octet, in every file of the data
 * folder, in the exported log and in every format of the report.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import {
  type ChildCore,
  ContractProblem,
  freePorts,
  startChildCore,
  temporaryFolder,
} from '../support/core.ts'
import { base, handset, steps, type Walk } from './walk.ts'

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
  const { jobId } = walk
  const target = { targets: ['127.0.0.1'], ports: { ...ports, http: device.port } }
  await core.call('discovery.scan', { jobId, ...target })
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

/** The text of a PDF: its streams, inflated. */
function pdfText(pdf: Buffer): string {
  const text = [pdf.toString('latin1')]
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    const end = pdf.indexOf('endstream', at)
    try {
      text.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'))
    } catch {
      // not compressed: its octets are in the first text
    }
  }
  return text.join('\n')
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

/** `verification code in punchdown.db` */
const found = (where: string, text: string): string[] =>
  secrets.filter(({ value }) => text.includes(value)).map(({ name }) => `${name} in ${where}`)

describe('no planted secret is', () => {
  it('missing from the walk', async () => {
    await plantAll()
    expect([...new Set(secrets.map(({ name }) => name))]).toEqual(
      expect.arrayContaining(['verification code', 'sign-in code']),
    )
  }, 120_000)

  it('in the log', async () => {
    expect(found('app.log', JSON.stringify(await core.call('app.log')))).toEqual([])
  })

  it.each(['html', 'csv', 'pdf'] as const)('in the report as %s', async (format) => {
    const { bytes } = reportSchema.parse(await core.call('jobs.report', { jobId: walk.jobId, format }))
    const file = Buffer.from(bytes, 'base64')
    expect(found('report', format === 'pdf' ? pdfText(file) : file.toString('utf8'))).toEqual([])
  })

  it('in any file of the data folder, while the core runs and after it was killed', async () => {
    const leaks = () =>
      filesBelow(folder).flatMap((path) => found(path.slice(folder.length + 1), readFileSync(path, 'latin1')))
    expect(leaks()).toEqual([])
    await core.kill()
    expect(leaks()).toEqual([])
  })
})
