/**
 * `npm test`: types, lint, unit and conformance tests, then the journeys in a browser. A failed file of tests and a failed journey run
 * once more, alone; tests that pass then are counted as passed and listed as flaky, because they are defects of the tests.
 * The last line is `N passed, N failed` (and `, N skipped`), summed over all of them.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { findChromium } from './support/chromium.ts'

const root = resolve(import.meta.dirname, '..')
const results = join(root, 'test/results')
mkdirSync(results, { recursive: true })

interface Tally {
  passed: number
  failed: number
  skipped: number
}
const total: Tally = { passed: 0, failed: 0, skipped: 0 }

function run(title: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  console.log(`\n== ${title}`)
  return new Promise((resolveExit) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('close', (code) => resolveExit(code ?? 1))
  })
}

const tool = (path: string) => join(root, 'node_modules', path)

/** A step without a count of its own is one test. */
async function step(title: string, args: string[]): Promise<void> {
  const code = await run(title, args)
  if (code === 0) total.passed++
  else total.failed++
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})
type VitestReport = z.infer<typeof vitestReport>

const flaky: string[] = []
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
})

/** Adds a runner's own count; a runner that failed without counting a failure is one failure. */
function add(tally: Tally, exit: number): void {
  total.passed += tally.passed
  total.skipped += tally.skipped
  total.failed += exit !== 0 && tally.failed === 0 ? 1 : tally.failed
}

function readReport<Report>(file: string, schema: z.ZodType<Report>): Report | null {
  if (!existsSync(file)) return null
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : null
}

await step('types', [tool('typescript/bin/tsc'), '--build'])
await step('lint and format', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'])
await step('unused files, exports and dependencies', [tool('knip/bin/knip.js'), '--no-progress'])
await step('build', [
  tool('electron-vite/bin/electron-vite.js'),
  'build',
  '--config',
  'electron/vite.config.ts',
  '--logLevel',
  'warn',
])

const chromium = await findChromium({ install: true })
if (chromium.path === null) console.log(`\nNo Chromium: ${chromium.why}. Tests that need a page are skipped.`)
const env: Record<string, string> = chromium.path === null ? {} : { CHROMIUM_BIN: chromium.path }

/** The report is null when the runner wrote none. */
async function runUnit(
  title: string,
  files: readonly string[],
): Promise<{ exit: number; report: VitestReport | null }> {
  const unitFile = join(results, 'unit.json')
  rmSync(unitFile, { force: true })
  const exit = await run(
    title,
    [
      ...[tool('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${unitFile}`, ...files],
    ],
    env,
  )
  return { exit, report: readReport(unitFile, vitestReport) }
}

const failedFiles = (report: VitestReport | null) =>
  (report?.testResults ?? []).filter(({ status }) => status === 'failed')
const failedIn = (file: VitestReport['testResults'][number]) =>
  file.assertionResults.filter(({ status }) => status === 'failed')

const failuresIn = (report: VitestReport | null): number =>
  report === null ? 1 : Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0)

/** Above this number of failed files the failure is not by chance. */
const retriedFiles = 5

const unit = await runUnit('unit, property and conformance tests', [])
const failed = failedFiles(unit.report)
const again =
  failed.length > 0 && failed.length <= retriedFiles
    ? await runUnit(
        'failed files once more',
        failed.map(({ name }) => name),
      )
    : unit
if (again !== unit && failuresIn(again.report) === 0 && again.exit === 0) {
  flaky.push(
    ...failed.flatMap((file) => [file.name, ...failedIn(file).map(({ fullName }) => `  ${fullName}`)]),
  )
}
const failures = failuresIn(again.report)
add(
  {
    passed: (unit.report?.numPassedTests ?? 0) + Math.max(0, failuresIn(unit.report) - failures),
    failed: failures,
    skipped: (unit.report?.numPendingTests ?? 0) + (unit.report?.numTodoTests ?? 0),
  },
  again.exit,
)

if (chromium.path === null) {
  total.failed++
} else if (existsSync(join(root, 'test/playwright.config.ts'))) {
  const journeyFile = join(results, 'journeys.json')
  rmSync(journeyFile, { force: true })
  const exit = await run(
    'journeys',
    [
      tool('@playwright/test/cli.js'),
      'test',
      '--config',
      'test/playwright.config.ts',
      '--reporter=list,json',
    ],
    { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: journeyFile },
  )
  const report = readReport(journeyFile, playwrightReport)
  add(
    {
      passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
      failed: (report?.stats.unexpected ?? 1) + (report?.errors.length ?? 0),
      skipped: report?.stats.skipped ?? 0,
    },
    exit,
  )
}

if (flaky.length > 0) console.log(`\nFlaky, passed at the second try:\n${flaky.join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
