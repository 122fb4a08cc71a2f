/** What an installed command line must be able to do, wherever it was installed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { openContract } from '../support/contract-client.ts'
import { freePorts } from '../support/core.ts'

export interface InstalledProgram {
  /** The program and its first arguments: `node …/out/main/cli.js`. */
  readonly command: readonly [string, ...string[]]
  /** Working folder, away from the sources. */
  readonly folder: string
  readonly dataFolder: string
  readonly env?: NodeJS.ProcessEnv
  /** Whether a shell starts the program. */
  readonly shell?: boolean
}

function start(program: InstalledProgram, args: readonly string[]): ChildProcessWithoutNullStreams {
  const { folder, dataFolder, env = process.env, shell = false } = program
  const [file, ...first] = program.command
  const child = spawn(file, [...first, ...args], {
    cwd: folder,
    shell,
    env: { ...env, PUNCHDOWN_DATA: dataFolder },
    // `npx` starts the program as a child: a signal must reach both
    detached: process.platform !== 'win32',
  })
  child.stdin.end()
  child.stderr.resume()
  return child
}

function stop({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGINT')
}

async function textOf(program: InstalledProgram, args: readonly string[]): Promise<string> {
  const child = start(program, args)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(child, 'close')
  return text
}

type Line = Record<string, unknown>

/** Uses the first object with the member `name` that a command prints with `--json`, then stops the command. */
async function whileRunning(
  program: InstalledProgram,
  args: readonly string[],
  name: string,
  use: (line: Line) => Promise<void>,
): Promise<void> {
  const child = start(program, [...args, '--json'])
  const closed = once(child, 'close')
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const object: Line = JSON.parse(line)
      if (!(name in object)) continue
      await use(object)
      return
    }
    throw new Error(`${args.join(' ')} printed no ${name}`)
  } finally {
    if (child.exitCode === null) stop(child)
    child.stdout.resume()
    await closed
  }
}

/** Loads the page and its script, opens the practice job over the contract, and makes its report as PDF and a problem report. */
export async function expectBrowserDoor(program: InstalledProgram): Promise<void> {
  const { http, sip, snmp } = await freePorts()
  const practice = ['--practice', '--practice-ports', `http=${http},sip=${sip},snmp=${snmp}`]
  await whileRunning(program, ['serve', '--no-open', ...practice], 'link', async ({ link }) => {
    const page = await fetch(new URL('/', String(link)))
    expect(page.status).toBe(200)
    const script = /src="\.?(\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? ''
    expect((await fetch(new URL(script, String(link)))).headers.get('content-type')).toContain('javascript')
    using contract = await openContract(String(link))
    const { client } = contract
    const job = await client.jobs.practice()
    const report = await client.jobs.report({ jobId: job.id, format: 'pdf' })
    expect(Buffer.from(report.bytes, 'base64').subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect((await client.app.problemReport()).files.map(({ name }) => name)).toContain('log.jsonl')
  })
}

export async function expectCommandLine(program: InstalledProgram, version: string): Promise<void> {
  expect(await textOf(program, ['--version'])).toBe(`${version}\n`)
  const rows = await textOf(program, ['catalogue', 'list', '--search', 'vvx 411', '--json'])
  expect(rows).toContain('VVX411')
  const { http, sip, snmp } = await freePorts()
  const ports = ['--ports', `http=${http},sip=${sip},snmp=${snmp}`]
  // the practice device answers a scan of the same program
  await whileRunning(program, ['practice', '--office', 'off', ...ports], 'mac', async ({ mac }) => {
    expect(await textOf(program, ['scan', `127.0.0.1:${http}`, ...ports, '--json'])).toContain(String(mac))
  })
}

/** The gateway runs in a worker thread of its own, which is a file of its own. */
export async function expectGateway(program: InstalledProgram): Promise<void> {
  await whileRunning(program, ['gateway', '--listen', '127.0.0.1'], 'entryUrl', async ({ entryUrl }) => {
    expect((await fetch(`${entryUrl}/signin`)).status).toBe(200)
  })
}
