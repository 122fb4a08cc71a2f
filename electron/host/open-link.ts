/**
 * Opens a link in the system's browser. The link contains a token, and other users can read the arguments of a process. The browser
 * therefore gets a file that only this user can read and that redirects to the link.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const prefix = 'punchdown-open-'

export interface OpenedLink extends Disposable {
  /** Path of the redirecting file, which `dispose` removes; null when it could not be written. */
  readonly file: string | null
}

/** It is not known whether a browser opened, so the caller must print the link as well. */
export function openLink(link: string, dataFolder: string): OpenedLink {
  for (const folder of foldersFor(dataFolder)) {
    const file = writeRedirect(link, folder)
    if (file === null) continue
    start(file)
    return { file, [Symbol.dispose]: () => rmSync(file, { force: true }) }
  }
  return { file: null, [Symbol.dispose]: () => undefined }
}

/**
 * Browsers in a Linux sandbox (snap, Flatpak) may not read hidden folders such as ~/.local/share, but may read files in the
 * home folder.
 */
const foldersFor = (dataFolder: string): string[] =>
  process.platform === 'linux' ? [homedir(), dataFolder] : [dataFolder]

function writeRedirect(link: string, folder: string): string | null {
  try {
    for (const name of readdirSync(folder)) {
      // left by a process that was killed; its token is no longer valid
      if (name.startsWith(prefix)) rmSync(join(folder, name), { force: true })
    }
    const file = join(folder, `${prefix}${randomBytes(6).toString('hex')}.html`)
    writeFileSync(file, redirectPage(link), { mode: 0o600, flag: 'wx' })
    return file
  } catch {
    return null
  }
}

/** The link consists of our origin and a base64url token, which need no escaping. */
const redirectPage = (link: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">` +
  `<meta http-equiv="refresh" content="0;url=${link}"><title>Punchdown</title><a href="${link}">Punchdown</a>\n`

function start(file: string): void {
  const url = pathToFileURL(file).href
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['explorer.exe', [file]] as const)
        : (['xdg-open', [url]] as const)
  const child = spawn(command, [...args], { stdio: 'ignore', detached: true, windowsHide: true })
  child.on('error', () => undefined)
  child.unref()
}
