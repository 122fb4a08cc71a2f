/** The rules against banners of real devices. A missing value is counted as a gap, a wrong one as a failure. */
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { otherModel, otherNumbers } from './other-numbers.ts'
import {
  answersTo,
  fixturesAreHere,
  isSameFirm,
  isTelephony,
  type Line,
  linesOf,
  type Miss,
  type Scores,
  score,
  table,
} from './scores.ts'

const words = ({ fact, got, want, line }: Miss) =>
  `${fact} ${got}, not ${want}: ${line.protocol} ${line.banner}`
const share = (right: number, asked: number) => right / asked

describe.skipIf(!fixturesAreHere)(
  `banners${fixturesAreHere ? '' : ' (skipped: the fixtures are not here)'}`,
  () => {
    const scoresOf = async (lines: readonly Line[]) => score(lines, await answersTo(lines))

    it('of phones are recognised and not mistaken for other devices', async () => {
      const lines = linesOf('dev.jsonl')
      const rows = new Map<string, Scores>()
      for (const protocol of [...new Set(lines.map((line) => line.protocol))].sort()) {
        rows.set(protocol, (await scoresOf(lines.filter((line) => line.protocol === protocol))).scores)
      }
      // the banner decides which half a line belongs to
      const half = (first: string) => lines.filter(({ id }) => first.includes(id[0] ?? ''))
      rows.set('half of them (id 0-7)', (await scoresOf(half('01234567'))).scores)
      rows.set('other half (id 8-f)', (await scoresOf(half('89abcdef'))).scores)
      const { scores, misses } = await scoresOf(lines)
      rows.set('all', scores)
      console.log(`${lines.length} banners of phones, right of those asked:\n${table(rows)}`)
      // the other half is only scored, so that its figures stay honest
      const seen = misses.filter(({ line: { id } }) => '01234567'.includes(id[0] ?? ''))
      console.log(`not understood, first half:\n${seen.map(words).join('\n')}`)

      expect(misses.filter(({ got }) => got !== null).map(words)).toEqual([])
      expect(share(scores.vendor.right, lines.length)).toBeGreaterThanOrEqual(0.98)
      expect(share(scores.model.right, scores.model.asked)).toBeGreaterThanOrEqual(0.95)
      expect(share(scores.firmware.right, scores.firmware.asked)).toBeGreaterThanOrEqual(0.95)
      expect(scores.mac.right).toBe(scores.mac.asked)
    })

    it("of the catalogue's vendors are all recognised", async () => {
      const vendors = loadCatalogue().rows.map(({ vendor }) => vendor)
      const lines = linesOf('dev.jsonl').filter(({ expect: { vendor } }) =>
        vendors.some((each) => isSameFirm(each, vendor ?? '')),
      )
      const { misses } = await scoresOf(lines)
      expect(misses.filter(({ fact }) => fact !== 'kind').map(words)).toEqual([])
    })

    it('of the same forms with other numbers are recognised', async () => {
      const lines = linesOf('dev.jsonl')
      const rows = new Map<string, Scores>()
      for (const seed of [1, 2, 3]) {
        const changed = lines.map((line) => otherNumbers(line, seed))
        const { scores, misses } = await scoresOf(changed)
        rows.set(`other numbers, ${seed}`, scores)
        expect(misses.filter(({ got, fact }) => got !== null && fact !== 'kind').map(words)).toEqual([])
        expect(scores.firmware.right).toBe(scores.firmware.asked)
        expect(scores.mac.right).toBe(scores.mac.asked)
        expect(share(scores.vendor.right, lines.length)).toBeGreaterThanOrEqual(0.98)
      }
      console.log(`the same forms with other firmware, addresses and serial numbers:\n${table(rows)}`)
    })

    it('of unknown models of known families are recognised', async () => {
      const rows = new Map<string, Scores>()
      for (const seed of [1, 2, 3]) {
        const lines = linesOf('dev.jsonl').flatMap((line) => otherModel(line, seed) ?? [])
        const { scores, misses } = await scoresOf(lines)
        rows.set(`other models, ${seed}`, scores)
        expect(misses.filter(({ got }) => got !== null).map(words)).toEqual([])
        expect(share(scores.vendor.right, lines.length)).toBeGreaterThanOrEqual(0.98)
        expect(share(scores.model.right, scores.model.asked)).toBeGreaterThanOrEqual(0.95)
        expect(share(scores.firmware.right, scores.firmware.asked)).toBeGreaterThanOrEqual(0.95)
      }
      console.log(`sister models, by the last digit of their number:\n${table(rows)}`)
    })

    it('of other devices are neither recognised as phones nor as another wrong kind', async () => {
      const lines = linesOf('dev-not-phones.jsonl')
      const answers = await answersTo(lines)
      const both = lines.flatMap((line, index) => {
        const answer = answers[index]
        return answer === undefined ? [] : [{ line, answer }]
      })
      const named = both.filter(({ answer }) => answer.vendor !== null)
      const phones = both.filter(({ answer }) => isTelephony(answer.kind))
      const wrong = named.filter(
        ({ line, answer }) =>
          typeof line.expect.vendor === 'string' && !isSameFirm(answer.vendor ?? '', line.expect.vendor),
      )
      console.log(
        `${lines.length} banners of what is no phone: ${phones.length} called a phone, ${named.length} named, ${wrong.length} of them wrongly`,
      )
      expect(phones.map(({ line }) => line.banner)).toEqual([])
      expect(wrong.map(({ line, answer }) => `${answer.vendor}, not ${line.expect.vendor}`)).toEqual([])
    })
  },
)
