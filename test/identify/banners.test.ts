/** The rules against banners of real devices, read where they lie. A silent answer is a gap; a wrong one is a fault. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { identifyBanner } from '#electron/identify/identify.ts'
import { loadCatalogue } from '#electron/services/catalogue.ts'

const folder = join(import.meta.dirname, '../../../shared/fixtures/identify')
const isHere = existsSync(folder)
const facts = ['vendor', 'model', 'firmware', 'mac', 'serial', 'kind'] as const

const texts = z.array(z.string()).optional()
const lineSchema = z.object({
  protocol: z.string(),
  banner: z.string(),
  encoding: z.literal('base64').optional(),
  context: z.record(z.string(), z.string()).optional(),
  expect: z.object({
    vendor: z.string().optional(),
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
type Line = z.infer<typeof lineSchema>

const linesOf = (name: string): Line[] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))

const answerTo = ({ protocol, banner, encoding, context }: Line) =>
  identifyBanner({
    protocol,
    banner,
    ...(encoding === undefined ? {} : { encoding }),
    ...(context === undefined ? {} : { context }),
  })

const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** As the fixtures' own page says: letter case and punctuation left out, and a longer reading is as right. */
function isRight(fact: (typeof facts)[number], got: string, wanted: readonly string[]): boolean {
  const longer = fact === 'model' || fact === 'firmware'
  return wanted.some((want) => bare(got) === bare(want) || (longer && bare(got).includes(bare(want))))
}

interface Score {
  right: number
  silent: number
  wrong: number
}

function score(lines: readonly Line[]): { table: Record<string, Score>; faults: string[] } {
  const table: Record<string, Score> = {}
  const faults: string[] = []
  for (const line of lines) {
    const answer = answerTo(line)
    for (const fact of facts) {
      const want = line.expect[fact]
      if (want === undefined || want === 'unknown') continue
      const row = table[fact] ?? { right: 0, silent: 0, wrong: 0 }
      table[fact] = row
      const got = answer[fact]
      const others =
        fact === 'vendor' || fact === 'model' || fact === 'firmware' ? (line.expect[`${fact}Alt`] ?? []) : []
      if (got === null) row.silent++
      else if (isRight(fact, got, [want, ...others])) row.right++
      else {
        row.wrong++
        faults.push(`${fact} ${got}, not ${want}: ${line.protocol} ${line.banner}`)
      }
    }
  }
  return { table, faults }
}

const print = (title: string, table: object) => process.stdout.write(`${title} ${JSON.stringify(table)}\n`)

describe.skipIf(!isHere)(`banners${isHere ? '' : ' (skipped: the fixtures are not here)'}`, () => {
  it('of phones are never taken for something else', () => {
    const { table, faults } = score(linesOf('dev.jsonl'))
    print('phones, all vendors:', table)
    expect(faults).toEqual([])
  })

  it("of the catalogue's vendors are nearly all understood", () => {
    const vendors = new Set(loadCatalogue().rows.map(({ vendor }) => bare(vendor)))
    const lines = linesOf('dev.jsonl').filter(({ expect: { vendor } }) => vendors.has(bare(vendor ?? '')))
    const { table } = score(lines)
    print("phones, the catalogue's vendors:", table)
    for (const fact of ['vendor', 'model', 'firmware', 'mac'] as const) {
      expect(table[fact]?.silent, fact).toBeLessThanOrEqual(Math.floor(lines.length * 0.02))
    }
  })

  it('of what is no phone are left alone', () => {
    const lines = linesOf('dev-not-phones.jsonl')
    const taken = lines.filter((line) => answerTo(line).kind !== null || answerTo(line).model !== null)
    print('not phones:', { lines: lines.length, taken: taken.length })
    expect(taken.map(({ banner }) => banner)).toEqual([])
  })
})
