/**
 * `npm run mutate [-- NAME… [--file TEXT] [--changed]]`: mutation testing of the folders in folders.ts, all of them when none is named.
 * `--file pushes.ts` mutates only the files of a folder whose path contains the text; no threshold applies then.
 * `--changed` runs only mutants whose code or tests changed since the last run of the whole folder, and takes the other results from it.
 * Prints the score of each folder and lists the mutants that no test notices in test/results/mutation/NAME.txt.
 * The exit code is 1 when a folder is below its threshold, 2 for a name that does not exist.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { type MutationFolder, mutationFolders } from './folders.ts'

const root = resolve(import.meta.dirname, '../..')
const results = join(root, 'test/results/mutation')

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

const detected = (mutant: Mutant) => mutant.status === 'Killed' || mutant.status === 'Timeout'
/** Mutants that no test notices or reaches. */
const undetected = (mutant: Mutant) => mutant.status === 'Survived' || mutant.status === 'NoCoverage'

function scoreOf(mutants: readonly Mutant[]): number {
  const found = mutants.filter(detected).length
  const total = found + mutants.filter(undetected).length
  return total === 0 ? 100 : (100 * found) / total
}

interface Score {
  readonly percent: number
  /** Mutants that count as detected because their tests did not end. On a loaded machine some of them are not loops. */
  readonly timedOut: number
}

interface RunOptions {
  readonly file?: string | undefined
  readonly changed?: boolean | undefined
}

/** Files of a folder, narrowed by `--file`. */
function filesOf(folder: MutationFolder, file: string | undefined): string[] {
  const patterns = folder.mutate.filter((pattern) => !pattern.startsWith('!'))
  const exclude = folder.mutate
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1))
  const files = globSync(patterns, { cwd: root, exclude }).sort()
  return file === undefined ? files : files.filter((path) => path.includes(file))
}

function mutantLine({ fileName, location, status, mutatorName, replacement = '' }: Mutant): string {
  const [line = ''] = replacement.trim().split('\n')
  return `${relative(root, fileName)}:${location.start.line}:${location.start.column} ${status} ${mutatorName} → ${line.slice(0, 120)}`
}

async function mutate(folder: MutationFolder, { file, changed = false }: RunOptions): Promise<Score> {
  const files = filesOf(folder, file)
  const tests = globSync([...folder.tests], { cwd: root })
  if (tests.length === 0) {
    console.log(`${folder.name}: no tests at ${folder.tests.join(', ')}`)
    return { percent: 0, timedOut: 0 }
  }
  process.env.PUNCHDOWN_MUTATION_TESTS = folder.tests.join('\n')
  const all = await new Stryker({
    mutate: files,
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    // Stryker rewrites the tsconfig with the API of an older compiler, unless the file does not exist
    tsconfigFile: 'no-tsconfig-for-stryker.json',
    coverageAnalysis: 'perTest',
    concurrency: 2,
    ignoreStatic: false,
    // ends a mutant that loops for ever; long enough for a busy machine, as a new test runner takes seconds to start
    timeoutMS: 10_000,
    reporters: ['json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
    incremental: file === undefined,
    incrementalFile: `test/results/mutation/${folder.name}.last.json`,
    force: !changed,
    jsonReporter: { fileName: `test/results/mutation/${folder.name}.json` },
    warnings: false,
    allowConsoleColors: false,
    tempDirName: 'test/results/mutation/sandbox',
    ignorePatterns: ['out', 'release', 'test/results', 'test/bench', 'resources/pictures'],
  }).runMutationTest()
  // an interrupted run of other files may have left results of them
  const mutants = all.filter(({ fileName }) => files.includes(relative(root, fileName)))
  const lines = mutants.filter(undetected).map(mutantLine)
  writeFileSync(join(results, `${folder.name}.txt`), `${lines.join('\n')}\n`)
  for (const path of files) {
    const own = mutants.filter(({ fileName }) => relative(root, fileName) === path)
    if (own.length > 0) console.log(`  ${scoreOf(own).toFixed(1).padStart(5)} %  ${path}`)
  }
  const timedOut = mutants.filter(({ status }) => status === 'Timeout').length
  return { percent: scoreOf(mutants), timedOut }
}

const { values, positionals } = parseArgs({
  options: { file: { type: 'string' }, changed: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => mutationFolders.every((folder) => folder.name !== name))
if (unknown.length > 0) {
  console.error(
    `No such folder: ${unknown.join(', ')}. There are: ${mutationFolders.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
mkdirSync(results, { recursive: true })
for (const folder of mutationFolders) {
  if (positionals.length > 0 && !positionals.includes(folder.name)) continue
  const { percent, timedOut } = await mutate(folder, values)
  const low = values.file === undefined && percent < folder.threshold
  const score = `${percent.toFixed(1)} % (threshold ${folder.threshold} %, ${timedOut} timed out)`
  console.log(`${folder.name}: ${score}${low ? ' below' : ''}`)
  if (low) process.exitCode = 1
}
rmSync(join(results, 'sandbox'), { recursive: true, force: true })
