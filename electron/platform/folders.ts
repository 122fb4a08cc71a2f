/** Where the project's own files are, run as TypeScript (electron/platform/…) or built (out/main/…). */
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

/** Jobs and settings: PUNCHDOWN_DATA, else the system's place for a program's data. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PUNCHDOWN_DATA !== undefined && env.PUNCHDOWN_DATA !== '') return env.PUNCHDOWN_DATA
  if (process.platform === 'win32')
    return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Punchdown')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Punchdown')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'punchdown')
}
