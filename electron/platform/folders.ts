/** Folders of the program, its data and its cache. The program runs as TypeScript (electron/platform/…) or built (out/main/…). */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources'))) return folder
    if (dirname(folder) === folder) throw new Error(`no project folder above ${from}`)
  }
}

/** The folder that holds package.json and resources/. */
export const rootFolder = findRoot(import.meta.dirname)

export const resourcesFolder = join(rootFolder, 'resources')

/** The folder `Punchdown data` beside the program, which keeps the jobs of a portable installation; null when there is none. */
export function portableDataFolder(program: string): string | null {
  const folder = join(dirname(program), 'Punchdown data')
  return existsSync(folder) ? folder : null
}

/** Folder for jobs and settings: PUNCHDOWN_DATA, else on Windows that of a portable installation, else the platform's for application data. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PUNCHDOWN_DATA !== undefined && env.PUNCHDOWN_DATA !== '') return env.PUNCHDOWN_DATA
  const portable = process.platform === 'win32' ? portableDataFolder(process.execPath) : null
  if (portable !== null) return portable
  if (process.platform === 'win32')
    return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Punchdown')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Punchdown')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'punchdown')
}

/**
 * Folder for Node's compile cache. It belongs to the user, because code in it is run; Node's default is below the temporary
 * folder, which other users can write to.
 */
export function compileCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Punchdown', 'compiled')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Punchdown', 'compiled')
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'punchdown', 'compiled')
}
