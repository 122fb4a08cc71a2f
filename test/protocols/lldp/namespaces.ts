/** Two network namespaces connected by a cable, and programs in them. They have no link to the host's network. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { isHere, run } from '../../support/programs.ts'

export const isRoot = process.getuid?.() === 0
/** Suffix of a skipped suite's title. */
export const withoutRoot = isRoot ? '' : ' (skipped: namespaces need root)'
export const haveNamespaces = isRoot && isHere('ip')

async function must(program: string, args: readonly string[]): Promise<string> {
  const { code, output, errors } = await run(program, args)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${errors}`)
  return output
}

export interface Cable extends AsyncDisposable {
  /** Namespaces; each has its end of the cable as `eth0`. */
  readonly phone: string
  readonly laptop: string
  /** The program and arguments that run a program in a namespace. */
  inside(namespace: string, program: string, args: readonly string[]): readonly [string, readonly string[]]
  /** Runs a program in a namespace to its end. @throws Error when it fails */
  run(namespace: string, program: string, args: readonly string[]): Promise<string>
  /** Starts lldpd on `eth0` of a namespace and gives it lines for lldpcli. */
  lldpd(namespace: string, args: readonly string[], lines: readonly string[]): Promise<void>
}

let made = 0

export async function layCable(phoneMac: string): Promise<Cable> {
  const name = `pd-lldp-${process.pid}-${++made}`
  const folder = mkdtempSync(join(tmpdir(), 'punchdown-lldp-'))
  // the user of lldpd opens its socket there
  chmodSync(folder, 0o755)
  const phone = `${name}-p`
  const laptop = `${name}-l`
  const daemons: ChildProcessByStdio<null, null, Readable>[] = []
  const inside = (namespace: string, program: string, args: readonly string[]) =>
    ['ip', ['netns', 'exec', namespace, program, ...args]] as const
  const inNamespace = (namespace: string, program: string, args: readonly string[]) =>
    must(...inside(namespace, program, args))

  async function remove(): Promise<void> {
    for (const daemon of daemons) {
      const closed = once(daemon, 'close')
      daemon.kill()
      if (daemon.exitCode === null && daemon.signalCode === null) await closed
    }
    for (const namespace of [phone, laptop]) await run('ip', ['netns', 'del', namespace])
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await must('ip', ['netns', 'add', phone])
    await must('ip', ['netns', 'add', laptop])
    await must('ip', [
      'link',
      'add',
      'eth0',
      'netns',
      phone,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      laptop,
    ])
    await inNamespace(phone, 'ip', ['link', 'set', 'eth0', 'address', phoneMac, 'up'])
    await inNamespace(laptop, 'ip', ['link', 'set', 'eth0', 'up'])
  } catch (error) {
    await remove()
    throw error
  }

  return {
    phone,
    laptop,
    inside,
    run: inNamespace,
    async lldpd(namespace, args, lines) {
      // chroot of its unprivileged process
      mkdirSync('/run/lldpd', { recursive: true })
      const socket = join(folder, `${daemons.length}.sock`)
      const [program, whole] = inside(namespace, 'lldpd', [
        ...['-d', '-u', socket, '-I', 'eth0', '-O', join(folder, 'none')],
        ...args,
      ])
      const daemon = spawn(program, whole, { stdio: ['ignore', 'ignore', 'pipe'] })
      daemons.push(daemon)
      await resumed(daemon)
      for (const line of [...lines, 'resume', 'update']) {
        await must('lldpcli', ['-u', socket, ...words(line)])
      }
    },
    [Symbol.asyncDispose]: remove,
  }
}

/** lldpd starts paused and its own lldpcli resumes it. Configured earlier, it receives nothing. */
async function resumed(daemon: ChildProcessByStdio<null, null, Readable>): Promise<void> {
  let said = ''
  for await (const chunk of daemon.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += String(chunk)
    if (said.includes('should resume')) {
      daemon.stderr.resume()
      return
    }
  }
  throw new Error(`lldpd ended: ${said}`)
}

/** `configure inventory model "SG 200"` as arguments. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
