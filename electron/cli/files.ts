/** Files that the arguments of a command name. */
import { readFile, writeFile } from 'node:fs/promises'
import { PunchdownError } from '#shared/errors.ts'

/** @throws PunchdownError bad-input with the error code of the system */
export const octetsOf = (file: string): Promise<Buffer> => readFile(file).catch(refused(file))

/** @throws PunchdownError bad-input with the error code of the system */
export const writeText = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch(refused(file))

/** Writes a new file that only this user can read. @throws PunchdownError bad-input with the error code of the system, also when the file exists */
export const writeNewOctets = (file: string, octets: Buffer): Promise<void> =>
  writeFile(file, octets, { flag: 'wx', mode: 0o600 }).catch(refused(file))

const refused = (file: string) => (cause: unknown) => {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'not-accessible'
  throw new PunchdownError('bad-input', { argument: file, reason }, { cause })
}
