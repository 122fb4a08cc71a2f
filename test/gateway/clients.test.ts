/** Third-party clients: curl fetches, sipp and baresip register with Digest and dial the verification code. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bench, type Configuration, handset, openBench } from './bench.ts'

function isHere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
const baresipModules = [
  '/usr/lib/baresip/modules',
  '/usr/lib64/baresip/modules',
  '/usr/local/lib/baresip/modules',
  '/opt/homebrew/lib/baresip/modules',
].find((folder) => existsSync(folder))
const missing = (program: string) => (isHere(program) ? '' : ` (skipped: ${program} is not installed)`)

interface Ran {
  readonly code: number
  readonly output: string
}

function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; signal?: AbortSignal } = {},
): Promise<Ran> {
  const { cwd, signal } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    signal?.addEventListener('abort', () => child.kill('SIGTERM'))
    let output = ''
    const onOutput = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', onOutput)
    child.stderr.on('data', onOutput)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
}

function folderFor(name: string): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), `punchdown-${name}-`))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

const curl = async (url: string): Promise<Configuration> => {
  const { code, output } = await run('curl', ['-sS', '--fail', '--noproxy', '*', url])
  if (code !== 0) throw new Error(output)
  const configuration: Configuration = JSON.parse(output)
  return configuration
}

async function onboarded(bench: Bench) {
  const gateway = bench.gateway()
  gateway.enrol(handset)
  const first = await curl(`${gateway.entryUrl()}/${handset}.cfg`)
  const { account } = await curl(first.nextUrl)
  if (account === null) throw new Error('no account')
  return account
}

describe.skipIf(!isHere('sipp') || !isHere('curl'))(`sipp${missing('sipp')}${missing('curl')}`, () => {
  it.each([
    ['udp', 'u1'],
    ['tcp', 't1'],
  ])('registers and dials over %s', async (_name, transport) => {
    using folder = folderFor('sipp')
    await using bench = await openBench()
    const account = await onboarded(bench)
    const { code } = bench.gateway().issueVerificationCode(handset)
    const sipp = (scenario: string, ...more: string[]) =>
      run(
        'sipp',
        [
          account.registrar,
          ...['-sf', join(import.meta.dirname, 'sipp', `${scenario}.xml`)],
          ...['-i', '127.0.0.1', '-t', transport, '-m', '1', '-nostdin', '-timeout', '10s', '-timeout_error'],
          ...['-s', account.user, '-au', account.authUser, '-ap', account.password],
          ...['-key', 'domain', account.identity.split('@')[1] ?? '', ...more],
        ],
        { cwd: folder.path },
      )
    const registered = await sipp('register')
    expect(registered.code, registered.output).toBe(0)
    await bench.seen('registered-without-owner', handset)
    expect(bench.gateway().status().registrations).toBe(1)

    // sipp signs the address of the registrar unless the Request-URI is given (RFC 3261 §22.4)
    const target = `*55*${code}@${account.registrar}`
    const dialled = await sipp('dial', '-key', 'dialled', `*55*${code}`, '-auth_uri', target)
    expect(dialled.code, dialled.output).toBe(0)
    await bench.seen('verification-accepted', handset)
  })
})

describe.skipIf(!isHere('baresip') || !isHere('curl') || baresipModules === undefined)(
  `baresip${missing('baresip')}`,
  () => {
    it.each(['udp', 'tcp'])('registers and dials over %s', async (transport) => {
      using folder = folderFor('baresip')
      await using bench = await openBench()
      const account = await onboarded(bench)
      const { code } = bench.gateway().issueVerificationCode(handset)
      const modules = ['account', 'menu', 'ausine', 'aufile', 'g711', 'stdio']
      writeFileSync(
        join(folder.path, 'config'),
        ['sip_listen 127.0.0.1:0', `module_path ${baresipModules ?? ''}`, 'net_interface 127.0.0.1']
          .concat(
            modules.map(
              (name) => `${name === 'account' || name === 'menu' ? 'module_app' : 'module'} ${name}.so`,
            ),
          )
          .concat('')
          .join('\n'),
      )
      const { identity, authUser, password, registrar } = account
      writeFileSync(
        join(folder.path, 'accounts'),
        `<sip:${identity};transport=${transport}>;auth_user=${authUser};auth_pass=${password};outbound="sip:${registrar};transport=${transport}";regint=120\n`,
      )
      const hangUp = new AbortController()
      const phone = run('baresip', ['-4', '-v', '-f', folder.path, '-t', '15', '-e', `d *55*${code}`], hangUp)
      const seen = Promise.all([
        bench.seen('registered-without-owner', handset),
        bench.seen('verification-accepted', handset),
      ])
      const endedFirst = await Promise.race([seen.then(() => null), phone])
      expect(endedFirst, endedFirst?.output).toBeNull()
      hangUp.abort()
      await phone
    })
  },
)
