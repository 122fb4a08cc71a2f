/** The command as the build bundles it says and does what it does from its sources. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '#electron/host/build.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { closedPort } from '../probes/peers.ts'
import { punchdown } from './punchdown.ts'

const built = join(rootFolder, 'out', 'main', 'cli.js')

interface Ended {
  readonly code: number
  readonly stdout: string
}

/** Runs the bundle, its standard input closed. */
async function bundled(args: readonly string[], dataFolder: string): Promise<Ended> {
  const env = { ...process.env, PUNCHDOWN_DATA: dataFolder }
  const running = promisify(execFile)(process.execPath, [built, ...args], { env })
  running.child.stdin?.end()
  return running.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  )
}

describe('the bundled command', () => {
  beforeAll(() => ensureBuilt(() => undefined), 120_000)

  it.each([
    [['--version']],
    [['--help']],
    [['scan', '--help']],
    [['catalogue', 'list', '--search', 'vvx 411', '--json']],
    [['no-such-command']],
  ])('answers %j as from its sources', async (args) => {
    using folder = temporaryFolder()
    const fromSources = await punchdown(args, { env: { PUNCHDOWN_DATA: folder.path } })
    const { code, stdout } = await bundled(args, folder.path)
    expect([code, stdout]).toEqual([fromSources.code, fromSources.stdout])
  })

  it('scans', async () => {
    using folder = temporaryFolder()
    const port = await closedPort()
    const ports = `http=${port},https=${port},sip=${port},snmp=${port}`
    const { code, stdout } = await bundled(['scan', '127.0.0.1', '--ports', ports, '--json'], folder.path)
    expect([code, stdout]).toEqual([3, ''])
  })

  it('runs the gateway in its worker', async () => {
    using folder = temporaryFolder()
    const child = spawn(process.execPath, [built, 'gateway', '--listen', '127.0.0.1', '--json'], {
      env: { ...process.env, PUNCHDOWN_DATA: folder.path },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, entryUrl }: { event: string; entryUrl: string } = JSON.parse(line)
      if (event !== 'started') continue
      expect((await fetch(`${entryUrl}/signin`)).status).toBe(200)
      child.kill('SIGINT')
    }
    expect(await ended).toEqual([0, null])
  })
})
