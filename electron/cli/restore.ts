/** `punchdown restore`: lists the backups of the data folder, and replaces the data file with one of them. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { words as screenWords } from '#shared/words/index.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import {
  type BackedUp,
  type BackupInfo,
  databaseOf,
  gatewayDatabase,
  jobsDatabase,
  listBackups,
} from '../store/backup-files.ts'
import { acceptDatabase, restoreBackup } from '../store/restore.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'

const options = {
  list: { type: 'boolean', help: words.restore.list },
  from: { type: 'string', value: '<file>', help: words.restore.from },
  accept: { type: 'boolean', help: words.restore.accept },
  ...commonOptions,
} as const

export const restore: Command = {
  name: 'restore',
  ...words.restore.help,
  options,
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const { list = false, accept = false, from } = values
    if ([list, accept, from !== undefined].filter(Boolean).length > 1)
      throw new PunchdownError('bad-input', { argument: '--list | --from | --accept', reason: 'at-most-one' })
    const folder = defaultDataFolder()
    if (list) {
      for (const database of [jobsDatabase, gatewayDatabase]) {
        for (const backup of listBackups(folder, database)) {
          const content = backup.rows === null ? words.restore.unreadable : contentOf(backup.rows, database)
          terminal.result(
            resultOf(backup),
            `${backup.name}  ${screenWords.time.dayAndTime(backup.at)}  ${content}`,
          )
        }
      }
      return exitCodes.ok
    }
    if (accept) {
      acceptDatabase(folder)
      terminal.say(words.restore.accepted)
      return exitCodes.ok
    }
    const { backup, replaced } = restoreBackup(folder, systemClock.now(), from)
    const kept = replaced === null ? '' : ` ${words.restore.replaced(replaced)}`
    terminal.result(
      { ...resultOf(backup), replaced },
      `${words.restore.restored(backup.name, screenWords.time.dayAndTime(backup.at), contentOf(backup.rows, databaseOf(backup.name)))}${kept}`,
    )
    return exitCodes.ok
  },
}

const contentOf = (rows: number, of: BackedUp): string =>
  of === gatewayDatabase ? words.restore.ofGateway : words.restore.jobs(rows)

/** A backup of the jobs has `jobs`, one of the gateway has `documents`. */
const resultOf = ({ rows, ...backup }: BackupInfo) => ({
  ...backup,
  ...(databaseOf(backup.name) === gatewayDatabase ? { documents: rows } : { jobs: rows }),
})
