/** Builds the page when it is not there or older than its sources: `npm ci && npm start` is all the set-up there is. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '../platform/folders.ts'

export const pageFolder = join(rootFolder, 'out', 'renderer')
const program = join(rootFolder, 'out', 'main', 'main.js')
/** What the builder writes last: a build that failed half-way is no build. */
const stamp = join(pageFolder, 'index.html')
const sources = ['electron', 'renderer', 'shared', 'resources', 'package.json']

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}

/** True when a build is there that is as new as what it is made of. A packaged program has no sources. */
export function isBuilt(): boolean {
  if (!existsSync(stamp) || !existsSync(program)) return false
  if (!existsSync(join(rootFolder, 'renderer'))) return true
  const builtAt = statSync(stamp).mtimeMs
  return sources.every((name) => newest(join(rootFolder, name)) <= builtAt)
}

/** @throws Error with the builder's own words when the build fails */
export async function ensureBuilt(say: (line: string) => void): Promise<void> {
  if (isBuilt()) return
  say('Building the page, once…')
  const builder = join(rootFolder, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const args = [builder, 'build', '--config', 'electron/vite.config.ts', '--logLevel', 'warn']
  const child = spawn(process.execPath, args, { cwd: rootFolder, stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  child.stdout.on('data', (chunk: Buffer) => {
    words += chunk.toString('utf8')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`the page could not be built\n${words}`)
}
