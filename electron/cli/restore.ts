/** `punchdown restore`: lists the backups of the data folder and puts one in the place of the data file. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/index.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { listBackups } from '../store/backup-files.ts'
import { acceptDatabase, restoreBackup } from '../store/restore.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'

const options = {
  list: { type: 'boolean', help: 'list the backups, the newest first, and change nothing' },
  from: { type: 'string', value: '<file>', help: 'a backup of the list, or the full path of another file' },
  accept: { type: 'boolean', help: 'use the data file as it is, although its journal is missing' },
  ...commonOptions,
} as const

export const restore: Command = {
  name: 'restore',
  summary: 'puts a backup in the place of a damaged data file',
  usage: '[--list | --from <file> | --accept] [--json]',
  about: [
    'Backups are made at each start and hourly while jobs change, and the last five are kept. Without options the newest one',
    'that can be read is restored. The replaced file is moved to the folder "replaced" and never deleted. Close Punchdown first.',
  ],
  options,
  examples: [
    { line: 'punchdown restore --list', does: 'which backups there are, and how many jobs each holds' },
    { line: 'punchdown restore', does: 'restores the newest one that can be read' },
    { line: 'punchdown restore --from punchdown-2026-11-30T17-04-05-000Z.db', does: 'restores another one' },
  ],
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const { list = false, accept = false, from } = values
    if ([list, accept, from !== undefined].filter(Boolean).length > 1)
      throw new PunchdownError('bad-input', { argument: '--list | --from | --accept', reason: 'one at most' })
    const folder = defaultDataFolder()
    if (list) {
      for (const backup of listBackups(folder)) {
        const jobs = backup.jobs === null ? 'cannot be read' : `${backup.jobs} jobs`
        terminal.result({ ...backup }, `${backup.name}  ${words.time.dayAndTime(backup.at)}  ${jobs}`)
      }
      return exitCodes.ok
    }
    if (accept) {
      acceptDatabase(folder)
      terminal.say('The data file is used as it is.')
      return exitCodes.ok
    }
    const { backup, replaced } = restoreBackup(folder, systemClock.now(), from)
    const kept = replaced === null ? '' : ` The replaced file is in ${replaced}.`
    terminal.result(
      { ...backup, replaced },
      `Restored ${backup.name} of ${words.time.dayAndTime(backup.at)} with ${backup.jobs} jobs.${kept}`,
    )
    return exitCodes.ok
  },
}
