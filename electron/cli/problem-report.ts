/** `punchdown problem-report`: writes what a developer needs after a problem into one archive, from the data folder. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { composeProblemReport } from '../app/problem-report.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { writeNewOctets } from './files.ts'

const options = {
  show: { type: 'boolean', help: words.problemReport.show },
  ...commonOptions,
} as const

export const problemReport: Command = {
  name: 'problem-report',
  ...words.problemReport.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [given, ...more] = positionals
    if (more.length > 0) throw new PunchdownError('bad-input', { argument: more[0] ?? '' })
    const { fileName, files, bytes } = composeProblemReport(defaultDataFolder())
    if (values.show === true) {
      for (const { name, text } of files) terminal.result({ name, text }, `${name}\n\n${text}`)
      return exitCodes.ok
    }
    const file = given ?? fileName
    await writeNewOctets(file, Buffer.from(bytes, 'base64'))
    const names = files.map(({ name }) => name)
    terminal.result({ file, files: names }, words.problemReport.written(file, names.join(', ')))
    return exitCodes.ok
  },
}
