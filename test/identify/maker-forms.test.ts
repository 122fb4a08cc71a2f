/**
 * Scores of banners in makers' own forms, which were written down before the rules that read them. The hash of a banner decides its half:
 * the misses of the first half are printed, so that rules can be written for them; the second half is only scored.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answersTo, type Line, score, table } from './scores.ts'

/** `sip.user_agent|Konftel 300IP/2.3.13|Konftel|300IP|2.3.13|conference-phone` */
function lineOf(text: string): Line {
  const [protocol = '', banner = '', vendor = '', model = '', firmware = '', kind = ''] = text.split('|')
  const given = Object.entries({ vendor, model, firmware, kind }).filter(([, value]) => value !== '')
  return { id: text, protocol, banner, expect: Object.fromEntries(given) }
}

const lines = readFileSync(join(import.meta.dirname, 'maker-forms.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map(lineOf)
const isFirst = ({ banner }: Line): boolean => (createHash('sha1').update(banner).digest()[0] ?? 0) < 128
const halves = { first: lines.filter(isFirst), second: lines.filter((line) => !isFirst(line)) }

describe("banners in makers' forms", () => {
  it('are recognised, in both halves', async () => {
    const first = score(halves.first, await answersTo(halves.first))
    const second = score(halves.second, await answersTo(halves.second))
    console.log(
      table(
        new Map([
          ['first half, seen', first.scores],
          ['second half, only scored', second.scores],
        ]),
      ),
    )
    console.log(
      first.misses.map(({ fact, want, got, line }) => `${fact} ${got}, not ${want}: ${line.id}`).join('\n'),
    )
    for (const { scores } of [first, second]) {
      const share = ({ right, asked }: { right: number; asked: number }) => right / asked
      expect(share(scores.vendor)).toBeGreaterThanOrEqual(0.94)
      expect(share(scores.model)).toBeGreaterThanOrEqual(0.92)
      expect(share(scores.firmware)).toBeGreaterThanOrEqual(0.89)
    }
  })

  it('are not read wrongly', async () => {
    const { misses } = score(lines, await answersTo(lines))
    expect(misses.filter(({ got }) => got !== null).map(({ got, line }) => `${got}: ${line.id}`)).toEqual([])
  })

  it('of other makers and programs are named as none', async () => {
    const others = lines.filter(({ expect: { vendor } }) => vendor === undefined)
    expect(others.length).toBeGreaterThan(5)
    const named = (await answersTo(others)).filter(({ vendor }) => vendor !== null)
    expect(named).toEqual([])
  })
})
