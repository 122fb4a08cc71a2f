/** Builds the page and the core when the build is missing or older than its sources, so that `npm ci && npm start` is enough. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { words } from '#shared/words/index.ts'
import { rootFolder } from '../platform/folders.ts'

export const pageFolder = join(rootFolder, 'out', 'renderer')
/** Module of the core's process, which the browser door starts. */
export const coreFile = join(rootFolder, 'out', 'main', 'core-process.js')
const program = join(rootFolder, 'out', 'main', 'main.js')
/** The builder writes this file last, so it is missing after a failed build. */
const stamp = join(pageFolder, 'index.html')
const sources = ['electron', 'renderer', 'shared', 'resources', 'package.json']

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}

/** Whether the build is as new as its sources; always true for a packaged program, which has no sources. */
export function isBuilt(): boolean {
  if (!existsSync(stamp) || !existsSync(program) || !existsSync(coreFile)) return false
  if (!existsSync(join(rootFolder, 'renderer'))) return true
  const builtAt = statSync(stamp).mtimeMs
  return sources.every((name) => newest(join(rootFolder, name)) <= builtAt)
}

/** @throws Error with the builder's output when the build fails */
export async function ensureBuilt(say: (line: string) => void): Promise<void> {
  if (isBuilt()) return
  say(words.door.building)
  const builder = join(rootFolder, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const args = [builder, 'build', '--config', 'electron/vite.config.ts', '--logLevel', 'warn']
  const child = spawn(process.execPath, args, { cwd: rootFolder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`the page could not be built\n${output}`)
}
