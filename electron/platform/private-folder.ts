/**
 * Permissions of the data folder, which holds passwords, codes and keys: only this user may read it (modes 0700 and 0600).
 * Nothing is done on Windows, where the inherited access list makes a folder in the user's profile private.
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

/** Chromium's profile, which is not changed: Chromium sets the modes of its own files. */
const chromiumFolder = 'window'

/**
 * Creates the folder, or makes an existing folder of this user private.
 * @throws PunchdownError folder-not-private for a folder or link of another user, or in a folder that everyone may write to
 * @throws PunchdownError data-folder-refused | disk-full when it cannot be created or written
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

/** Restricts the modes of the folder and its files: older versions and SQLite create files with the process's umask. */
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

/** Whether everyone may rename and replace entries of the folder. With the sticky bit, only their owners may. */
const isOpenToAll = ({ mode }: Stats): boolean => (mode & 0o002) !== 0 && (mode & 0o1000) === 0

const notPrivate = (path: string, { mode }: Stats): PunchdownError =>
  new PunchdownError('folder-not-private', { path, mode: (mode & 0o7777).toString(8).padStart(4, '0') })
