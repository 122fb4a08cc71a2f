/** `punchdown update`: uses a signed update from a file. Nothing is fetched. */
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import trusted from '#resources/updates/keys.json' with { type: 'json' }
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { openCatalogue } from '../app/core.ts'
import { version } from '../app/version.ts'
import { factFiles } from '../drivers/index.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { createLog, type LogLine } from '../platform/log.ts'
import { openPrivateFolder } from '../platform/private-folder.ts'
import { openCorrections } from '../services/corrections/index.ts'
import { applyUpdate, type UpdateResult } from '../services/updates/index.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { octetsOf } from './files.ts'

const options = {
  'dry-run': { type: 'boolean', help: words.update.dryRun },
  ...commonOptions,
} as const

export const update: Command = {
  name: 'update',
  ...words.update.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new PunchdownError('bad-input', { argument: '<file>' })
    const text = (await octetsOf(file)).toString('utf8')
    const dataFolder = defaultDataFolder()
    openPrivateFolder(dataFolder)
    // a job may be open in a running Punchdown: it is closed first
    using _lock = lockFolder(dataFolder)
    const sayLine = ({ path, fields }: LogLine) => terminal.say(`${path} ${JSON.stringify(fields)}`)
    using catalogue = openCatalogue(dataFolder, sayLine)
    const log = createLog(100, systemClock.now, sayLine)
    const corrections = openCorrections({ factFiles, folder: dataFolder, log })
    const dryRun = values['dry-run'] === true
    const result = await applyUpdate(
      { keys: trusted.keys, version, dataFolder, catalogue, corrections },
      { text, folder: dirname(file), dryRun },
    )
    terminal.result({ ...result, dryRun }, lineOf(result, dryRun))
    return exitCodes.ok
  },
}

function lineOf(result: UpdateResult, dryRun: boolean): string {
  switch (result.kind) {
    case 'catalogue':
      return words.update.catalogue(result.date, result.before, dryRun)
    case 'facts':
      return words.update.facts(result.file, result.date, result.before, dryRun)
    case 'release':
      return words.update.release(result.version, result.date, result.files)
  }
}
