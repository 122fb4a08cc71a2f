/** Atomic replacement of a file: readers see the old text or the new one, also after a crash. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { PunchdownError } from '#shared/errors.ts'

/** @throws PunchdownError disk-full | data-folder-refused */
export function writeWhole(path: string, text: string): void {
  const part = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.part`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(part, 'wx', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
    syncFolder(dirname(path))
  } catch (error) {
    removePart(part)
    throw fileProblem(error, path)
  }
}

/** The reason of the write is the one to tell, not that of the removal. */
function removePart(part: string): void {
  try {
    rmSync(part, { force: true })
  } catch {
    // the folder of the file is not one
  }
}

/** @throws PunchdownError data-folder-refused */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    throw fileProblem(error, path)
  }
}

/** Flushes the renamed directory entry. Windows cannot open a folder; NTFS journals names. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

const full = ['ENOSPC', 'EDQUOT', 'EFBIG']
const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR']

/** Maps a file system error to disk-full or data-folder-refused; returns any other error unchanged. */
export function fileProblem(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (full.includes(code)) return new PunchdownError('disk-full', {}, { cause: error })
  if (refused.includes(code)) {
    return new PunchdownError('data-folder-refused', { path, reason: code }, { cause: error })
  }
  return error
}
