/** The catalogue as shipped against the page it was read from, and verdicts. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadCatalogue, rowsFor, verdictFor } from '#electron/services/catalogue.ts'
import { parsePlanPage } from '#electron/services/plan-page.ts'
import { compareFirmware } from '#shared/model/firmware.ts'

const catalogue = loadCatalogue()
const seed = join(import.meta.dirname, '../../../shared/seeds/sip-gateway-plan.md')
const isHere = existsSync(seed)

describe.skipIf(!isHere)(`the published page${isHere ? '' : ' (skipped: it is not here)'}`, () => {
  const markdown = isHere ? readFileSync(seed, 'utf8') : ''

  it('is read into the catalogue as shipped', () => {
    expect(parsePlanPage(markdown, catalogue.source)).toEqual(catalogue)
  })

  it('has as many rows with a footnote as the catalogue has rows', () => {
    const rows = markdown.split('\n').filter((line) => line.startsWith('|') && line.includes('<sup>'))
    expect(catalogue.rows).toHaveLength(rows.length)
    expect(catalogue.rows).toHaveLength(183)
  })

  it('reads the same with Windows line ends', () => {
    expect(parsePlanPage(markdown.replaceAll('\n', '\r\n'), catalogue.source)).toEqual(catalogue)
  })
})

describe('a page', () => {
  const head =
    '|Vendor|Model|Minimum firmware version|Approved firmware version|Remarks|Links|\n|-|-|-|-|-|-|\n'
  const page = (rows: string) => `---\nms.date: 07/15/2024\n---\n${head}${rows}\n\ntext\n`

  it('may leave cells out', () => {
    expect(
      parsePlanPage(page('|**A**|\n| |B1<sup>3</sup>| |1.2|\n| |B2<sup>1</sup>|1.0|'), 's').rows,
    ).toEqual([
      { vendor: 'A', model: 'B1', minimum: null, approved: '1.2', location: 'static', remarks: '' },
      { vendor: 'A', model: 'B2', minimum: '1.0', approved: null, location: 'lldp-only', remarks: '' },
    ])
  })

  it.each([
    ['without a date', head],
    ['without a table', 'ms.date: 07/15/2024\n'],
    ['with a footnote nobody explained', page('| |B1<sup>9</sup>|1|1| | |')],
    ['with a model without a footnote', page('| |B1|1|1| | |')],
  ])('%s is refused', (_what, markdown) => {
    expect(() => parsePlanPage(markdown, 's')).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  it('may hold any rows', () => {
    fc.assert(
      fc.property(fc.string(), (rows) => {
        try {
          parsePlanPage(page(`|${rows}`), 's')
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-input' })
        }
      }),
    )
  })
})

describe('rows', () => {
  it.each([
    ['Poly', 'Rove B2', ['Rove B2']],
    ['Polycom', 'VVX_250', ['VVX250']],
    ['Poly', 'RealPresence Trio 8800', ['Trio 8800']],
    ['Obihai', 'OBi302', ['OBi 302']],
    ['Cisco', 'CP-8841', ['8841']],
    ['Cisco', 'ATA191-MPP', ['ATA191-MPP']],
    ['Yealink', 'SIP-T46S', ['T46S']],
    ['Yealink', 'T21P_E2', ['T21P_E2']],
    ['Yealink', 'W70B', ['W70B NOAM', 'W70B EMEA', 'W70B APAC']],
    ['Yealink', 'W80B', ['W80 NOAM', 'W80 EMEA', 'W80 APAC']],
    ['Yealink', 'W90DM', ['W90 NOAM', 'W90 EMEA', 'W90 APAC']],
    ['AudioCodes', '445HD', ['445HD', '445HD']],
    ['AudioCodes', '405', ['405']],
    ['AudioCodes', 'MP-112', ['MP112']],
    ['AudioCodes', 'MP-118', ['MP118-FXS']],
    ['AudioCodes', 'MP-124', ['MP124-FXS']],
    ['Ascom', 'IPBS2', ['IP-DECT Access Point IPBSx']],
    ['Ascom', 'IPBL', ['IP-DECT Gateway IPBL']],
    ['Gigaset', 'N870 IP PRO', ['N870 IP PRO']],
    ['Algo', '8180g2', ['8180g2']],
    ['ALE', 'M3', ['M3']],
    ['snom', 'D735', ['D735']],
    // names that only look alike
    ['Algo', '8180', []],
    ['Yealink', 'T53WP', []],
    ['Poly', 'Rove', []],
    ['Yealink', 'D735', []],
    ['Nobody', 'T46S', []],
  ])('of %s %s', (vendor, model, rows) => {
    expect(rowsFor(catalogue, vendor, model).map((row) => row.model)).toEqual(rows)
  })

  it('are found by their own names', () => {
    for (const row of catalogue.rows) expect(rowsFor(catalogue, row.vendor, row.model)).toContainEqual(row)
  })

  it('can all be compared: their own approved build is approved, their own minimum no worse than between', () => {
    for (const row of catalogue.rows) {
      const { vendor, model, approved, minimum } = row
      expect(verdictFor({ vendor, model, firmware: approved }, catalogue), model).toMatchObject({
        answer: 'approved',
      })
      const familyFirst = vendor === 'Yealink'
      if (minimum === null) continue
      const least = familyFirst ? `${approved?.split('.')[0] ?? ''}.${minimum}` : minimum
      const answer = compareFirmware(least, row, { familyFirst })
      const expected = ['between', 'approved']
      // the minimum names a release and the approved build one of its builds: the release alone cannot be placed
      if (approved?.replaceAll('-', '.').startsWith(least)) expected.push('cannot-compare')
      expect(expected, `${vendor} ${model} ${least}: ${answer}`).toContain(answer)
    }
  })
})

describe('verdicts', () => {
  it.each([
    ['Poly', 'Rove B2', '8.0.3.0010', 'below-minimum'],
    ['Poly', 'Rove B2', '8.0.5.0002', 'approved'],
    ['Poly', 'Rove B2', null, 'not-known'],
    ['Poly', 'Rove 20', '8.0.5.0002', 'below-minimum'],
    ['Poly', null, '8.0.5.0002', 'not-known'],
    [null, null, null, 'not-known'],
    ['Poly', 'SSIP 6000', '4.0.4.2906', 'not-listed'],
    ['Yealink', 'SIP-T46S', '66.86.0.15', 'between'],
    ['Yealink', 'SIP-T46S', '108.86.5.1', 'cannot-compare'],
    ['Yealink', 'SIP-T46S', '66.81.0.110', 'below-minimum'],
    ['Cisco', 'CP-8841', '11.0.1', 'below-minimum'],
    ['AudioCodes', '405HD', '2.2.16.681', 'approved'],
    ['AudioCodes', '405HD', '2.2.12.126', 'cannot-compare'],
    // one build a region: the region is not known, so only a listed build or another release can be placed
    ['Yealink', 'W70B', '146.85.5.4', 'approved'],
    ['Yealink', 'W70B', '146.85.5.2', 'approved'],
    ['Yealink', 'W70B', '146.85.5.9', 'cannot-compare'],
    ['Yealink', 'W70B', '146.84.0.1', 'between'],
    ['Yealink', 'W70B', '146.87.0.15', 'above-approved'],
    ['Yealink', 'W70B', '103.85.5.4', 'cannot-compare'],
    ['Yealink', 'W70B', null, 'not-known'],
  ] as const)('of %s %s %s: %s', (vendor, model, firmware, answer) => {
    const verdict = verdictFor({ vendor, model, firmware }, catalogue)
    expect(verdict).toMatchObject({ answer, date: '2024-07-15', source: catalogue.source })
  })

  it('name the builds of all regions where the region decides', () => {
    const { approved } = verdictFor({ vendor: 'Yealink', model: 'W70B', firmware: null }, catalogue)
    expect(approved).toBe('146.85.5.4 (NOAM), 146.85.5.2 (EMEA), 146.85.5.3 (APAC)')
  })

  it('are one of seven for any identity', () => {
    const text = fc.option(
      fc.oneof(fc.string(), fc.constantFrom('Poly', 'Yealink', 'Rove B2', 'W70B', '8.0.5')),
    )
    fc.assert(
      fc.property(text, text, text, (vendor, model, firmware) => {
        const { answer } = verdictFor({ vendor, model, firmware }, catalogue)
        if (vendor === null || model === null) expect(answer).toBe('not-known')
        if (answer === 'approved') expect(firmware).not.toBe(null)
      }),
    )
  })
})
