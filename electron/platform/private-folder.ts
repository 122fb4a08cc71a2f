/**
 * The data folder holds passwords, codes and keys: it and its files belong to this user alone (modes 0700 and 0600).
 * Windows is left out: a folder in the user's profile is private there by its inherited access list.
 */
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { PunchdownError } from '#shared/errors.ts'
import { fileProblem } from './atomic-file.ts'

/** Files of Chromium's profile: it keeps their modes itself, below a folder that is private. */
const chromiumFolder = 'window'

/**
 * Makes the folder, or makes an existing one private when it belongs to this user.
 * @throws PunchdownError folder-not-private for a folder or link of another user, or below a folder that anyone may change
 * @throws PunchdownError data-folder-refused | disk-full when it cannot be made or written
 */
export function openPrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const user = process.getuid?.()
    if (user !== undefined) {
      refuseForeign(folder, user)
      makePrivate(folder)
    }
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw fileProblem(error, folder)
  }
}

/** Sets the modes of files that were made under a wider umask, by an older version or by SQLite. */
export function makePrivate(folder: string): void {
  if (process.getuid === undefined) return
  tighten(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== chromiumFolder) makePrivate(path)
    else if (entry.isFile()) tighten(path, 0o600)
  }
}

function tighten(path: string, mode: number): void {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, mode)
}

function refuseForeign(folder: string, user: number): void {
  const link = lstatSync(folder)
  const target = statSync(folder)
  const above = statSync(dirname(folder))
  for (const stats of [link, target]) if (stats.uid !== user) throw notPrivate(folder, stats)
  if (isOpenToAll(above)) throw notPrivate(dirname(folder), above)
}

/** Anyone may rename what lies in such a folder and put something else there; with the sticky bit only its owner may. */
const isOpenToAll = ({ mode }: Stats): boolean => (mode & 0o002) !== 0 && (mode & 0o1000) === 0

const notPrivate = (path: string, { mode }: Stats): PunchdownError =>
  new PunchdownError('folder-not-private', { path, mode: (mode & 0o7777).toString(8).padStart(4, '0') })
