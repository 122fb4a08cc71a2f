/** Counts how many banners of real devices `punchdown identify` recognises. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { identify } from '#electron/cli/identify.ts'
import type { Terminal } from '#electron/cli/terminal.ts'
import { Secret } from '#electron/platform/secret.ts'

const folder = join(import.meta.dirname, '../../../shared/fixtures/identify')
export const fixturesAreHere = existsSync(folder)

const texts = z.array(z.string()).optional()
const lineSchema = z.object({
  id: z.string(),
  protocol: z.string(),
  banner: z.string(),
  encoding: z.literal('base64').optional(),
  context: z.record(z.string(), z.string()).optional(),
  expect: z.object({
    vendor: z.string().nullable().optional(),
    vendorAlt: texts,
    model: z.string().optional(),
    modelAlt: texts,
    firmware: z.string().optional(),
    firmwareAlt: texts,
    mac: z.string().optional(),
    serial: z.string().optional(),
    kind: z.string().optional(),
  }),
})
export type Line = z.infer<typeof lineSchema>

export function linesOf(name: 'dev.jsonl' | 'dev-not-phones.jsonl'): Line[] {
  return readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))
}

const answerSchema = z.object({
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  mac: z.string().nullable(),
  serial: z.string().nullable(),
  kind: z.string().nullable(),
  level: z.string(),
})
export type Answer = z.infer<typeof answerSchema>

/** Runs the command with a line of standard input per banner. */
export async function answersTo(lines: readonly Line[]): Promise<Answer[]> {
  const answers: Answer[] = []
  const terminal: Terminal = {
    result: (value) => answers.push(answerSchema.parse(value)),
    say: () => undefined,
    async *lines() {
      for (const { protocol, banner, encoding, context } of lines) {
        yield JSON.stringify({ protocol, banner, encoding, context })
      }
    },
    octets: () => {
      throw new Error('no octets are asked for')
    },
    input: async () => '',
    ask: async () => '',
    askSecret: async () => new Secret(''),
    signal: new AbortController().signal,
  }
  await identify.run(['--json'], terminal)
  return answers
}

const facts = ['vendor', 'model', 'firmware', 'mac', 'serial', 'kind'] as const
type Fact = (typeof facts)[number]

interface Score {
  asked: number
  right: number
  silent: number
  wrong: number
}
export type Scores = Record<Fact, Score>

const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** As described by the fixtures: ignores letter case and punctuation, and accepts a longer value. */
function isRight(fact: Fact, got: string, wanted: readonly string[]): boolean {
  const longer = fact === 'model' || fact === 'firmware'
  return wanted.some((want) => bare(got) === bare(want) || (longer && bare(got).includes(bare(want))))
}

const alternatives = (fact: Fact, { expect }: Line): readonly string[] =>
  fact === 'vendor' || fact === 'model' || fact === 'firmware' ? (expect[`${fact}Alt`] ?? []) : []

export interface Miss {
  readonly fact: Fact
  readonly want: string
  readonly got: string | null
  readonly line: Line
}

export interface Result {
  readonly scores: Scores
  readonly misses: readonly Miss[]
}

export function score(lines: readonly Line[], answers: readonly Answer[]): Result {
  const none = (): Score => ({ asked: 0, right: 0, silent: 0, wrong: 0 })
  const scores: Scores = {
    vendor: none(),
    model: none(),
    firmware: none(),
    mac: none(),
    serial: none(),
    kind: none(),
  }
  const misses: Miss[] = []
  for (const [index, line] of lines.entries()) {
    for (const fact of facts) {
      const want = line.expect[fact]
      if (want === undefined || want === null || want === 'unknown') continue
      const got = answers[index]?.[fact] ?? null
      const count = scores[fact]
      count.asked++
      if (got !== null && isRight(fact, got, [want, ...alternatives(fact, line)])) count.right++
      else {
        if (got === null) count.silent++
        else count.wrong++
        misses.push({ fact, want, got, line })
      }
    }
  }
  return { scores, misses }
}

/** One name for the brands of one firm, as on the phones' labels; otherwise the fixtures' names and ours. */
const brands: readonly (readonly string[])[] = [
  ['Poly', 'Polycom'],
  ['Mitel', 'Aastra'],
  ['Unify', 'Siemens'],
  ['HP', 'HPE', 'Compaq'],
  ['Aruba', 'Aruba Networks'],
  ['Xerox', 'Fuji Xerox'],
  ['QNAP', 'QNAP Systems'],
  ['Kyocera', 'Kyocera Mita'],
]

export function isSameFirm(a: string, b: string): boolean {
  return (
    bare(a) === bare(b) ||
    brands.some((names) => [a, b].every((each) => names.some((name) => bare(name) === bare(each))))
  )
}

/** Kinds of device that the fixtures count as telephony. */
const telephony = new Set([
  'phone',
  'conference-phone',
  'wireless-phone',
  'dect-base',
  'handset',
  'ata',
  'ata-router',
  'gateway',
  'intercom',
  'speaker',
  'alerter',
  'paging-adapter',
])
export const isTelephony = (kind: string | null): boolean => kind !== null && telephony.has(kind)

const share = ({ asked, right }: Score): string =>
  asked === 0 ? '' : `${right}/${asked} ${((100 * right) / asked).toFixed(1)}%`

/** Rows and columns as text, one line per row. */
export function table(rows: ReadonlyMap<string, Scores>): string {
  const cells = [
    ['', ...facts],
    ...[...rows].map(([name, scores]) => [name, ...facts.map((fact) => share(scores[fact]))]),
  ]
  const widths = ['', ...facts].map((_name, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
