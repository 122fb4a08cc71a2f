/** `punchdown facts`: lists the facts about vendors' devices, and corrects them on this computer. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { type Fact, type FactFileState, typedFactValue } from '#shared/model/vendor-facts.ts'
import { words } from '#shared/words/cli.ts'
import { factFiles } from '../drivers/index.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { createLog } from '../platform/log.ts'
import { type Corrections, openCorrections } from '../services/corrections/index.ts'
import { type Command, commonOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { octetsOf } from './files.ts'
import type { Terminal } from './terminal.ts'

const options = {
  file: { type: 'string', value: '<file>', help: words.facts.file },
  changed: { type: 'boolean', help: words.facts.changed },
  ...commonOptions,
} as const

const argumentsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['list', []],
  ['proofs', []],
  ['set', ['<file>', '<fact>', '<value>']],
  ['reset', ['<file>']],
  ['export', ['<file>']],
  ['import', ['<file>', '<patch.json>']],
])

export const facts: Command = {
  name: 'facts',
  ...words.facts.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [verb = 'list', ...given] = positionals
    const wanted = argumentsOf.get(verb)
    if (wanted === undefined) throw new PunchdownError('bad-input', { argument: verb })
    if (given.length !== wanted.length)
      throw new PunchdownError('bad-input', { argument: wanted[given.length] ?? given[wanted.length] ?? '' })
    if (verb !== 'list' && (values.file !== undefined || values.changed !== undefined))
      throw new PunchdownError('bad-input', { argument: '--file | --changed', reason: 'only-with-list' })
    if (verb === 'proofs') return proofs(terminal)
    const corrections = openCorrections({
      factFiles,
      folder: defaultDataFolder(),
      log: createLog(100, systemClock.now, ({ path, fields }) =>
        terminal.say(`${path} ${JSON.stringify(fields)}`),
      ),
    })
    const [file = '', second = '', third = ''] = given
    if (verb === 'list') return list(corrections, values, terminal)
    if (verb === 'export') {
      terminal.result({ file, patch: corrections.patch(file) }, corrections.patch(file).trimEnd())
      return exitCodes.ok
    }
    if (verb === 'set')
      corrections.set(file, second, typedFactValue(third, factOf(corrections, file, second)?.value ?? ''))
    if (verb === 'reset') corrections.reset(file)
    if (verb === 'import')
      corrections.importPatch(
        file,
        second === '-' ? await terminal.input() : (await octetsOf(second)).toString('utf8'),
      )
    const state = corrections.files().find(({ id }) => id === file)
    const corrected = state?.facts.filter(isCorrected) ?? []
    terminal.result({ file, corrected }, words.facts.corrected(corrected.length))
    return exitCodes.ok
  },
}

async function proofs(terminal: Terminal): Promise<ExitCode> {
  const [{ proofsOf }, { openCatalogue }] = await Promise.all([
    import('../drivers/ways-in.ts'),
    import('../app/core.ts'),
  ])
  using installed = openCatalogue(defaultDataFolder())
  for (const proof of proofsOf(installed.live)) {
    const { vendor, model, way, by, grade, sources } = proof
    const counts = sources.map(({ confidence, count }) => `${count} ${confidence}`).join(', ')
    const named = [way, by, grade].filter((each) => each !== null).join(' ')
    terminal.result(proof, `${vendor} ${model}  ${named}  ${counts}`.trimEnd())
  }
  return exitCodes.ok
}

const factOf = (corrections: Corrections, file: string, pointer: string): Fact | undefined =>
  corrections
    .files()
    .find(({ id }) => id === file)
    ?.facts.find((each) => each.pointer === pointer)

const isCorrected = ({ builtIn }: Fact): boolean => builtIn !== undefined

function list(
  corrections: Corrections,
  { file, changed = false }: { readonly file?: string | undefined; readonly changed?: boolean | undefined },
  terminal: Terminal,
): ExitCode {
  const files = corrections.files()
  if (file !== undefined && !files.some(({ id }) => id === file))
    throw new PunchdownError('bad-input', {
      argument: '--file',
      choices: files.map(({ id }) => id).join(' '),
    })
  for (const state of files) {
    if (file !== undefined && state.id !== file) continue
    for (const fact of state.facts) {
      if (changed && !isCorrected(fact)) continue
      terminal.result({ file: state.id, ...fact }, lineOf(state, fact))
    }
    for (const { pointer, problem } of state.unused) {
      terminal.say(words.facts.unused(state.id, pointer, problem))
    }
  }
  return exitCodes.ok
}

function lineOf({ id }: FactFileState, { pointer, value, provenance, builtIn }: Fact): string {
  const source = provenance === null ? words.facts.noSource : `${provenance.confidence}: ${provenance.source}`
  const before = builtIn === undefined ? '' : `  ${words.facts.builtIn(String(builtIn))}`
  return `${id} ${pointer}  ${String(value)}${before}\n   (${source})`
}
