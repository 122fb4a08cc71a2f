/** The two built-in lists against each other, and verdicts that only the newer one gives. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { judgedEndpoint, verdictFor } from '#electron/services/catalogue/verdict.ts'
import { versionsOf } from '#electron/services/catalogue/version-rules.ts'
import type { CatalogueRow } from '#shared/model/catalogue.ts'
import type { Sighting } from '#shared/model/identity.ts'

const newer = loadCatalogue()
const older = loadPack('2024-07-15') ?? newer

/** Rows of the page of 2024-07-15 that the page of 2025-02-28 changes: minimum and approved before, and after. */
const intended = [
  {
    models: ['VVX201', 'VVX301', 'VVX311', 'VVX401', 'VVX411', 'VVX501', 'VVX601'],
    before: ['5.9.5', '6.4.3.5814'],
    after: ['5.9.5', '6.4.6.2640'],
    ofBefore: 'between',
  },
  {
    models: ['VVX250', 'VVX350', 'VVX450'],
    before: ['5.9.5', '6.4.3.5814'],
    after: ['5.9.5', '6.4.6.2656'],
    ofBefore: 'between',
  },
  {
    models: ['Rove B1', 'Rove B2', 'Rove B4', 'Rove 30', 'Rove 40'],
    before: ['8.0.5.0002', '8.0.5.0002'],
    after: ['8.0.11', '8.0.11'],
    ofBefore: 'below-minimum',
  },
  {
    models: ['Rove 20'],
    before: ['8.0.5.0003', '8.0.5.0003'],
    after: ['8.0.11', '8.0.11'],
    ofBefore: 'below-minimum',
  },
  {
    models: ['E100', 'E220', 'E300', 'E320', 'E350', 'E400', 'E450', 'E500', 'E550'].map(
      (name) => `Edge ${name}`,
    ),
    before: ['8.1.0.12774', '8.1.0.12774'],
    after: ['8.1.0.12774', '8.2.2.1176'],
    ofBefore: 'between',
  },
] as const
const changed = new Map<string, (typeof intended)[number]>(
  intended.flatMap((each) => each.models.map((model) => [model, each] as const)),
)

/** Firmware around what the row publishes: its builds, older and newer ones, another form, none. */
function firmwareAround({ vendor, minimum, approved }: CatalogueRow): (string | null)[] {
  const family = versionsOf(vendor).familyFirst ? `${approved?.split('.')[0] ?? ''}.` : ''
  const published = [approved, minimum === null ? null : `${family}${minimum}`]
  const near = published.flatMap((version) => {
    if (version === null) return []
    const step = (by: number) =>
      version.replace(/\d+(?=\D*$)/, (digits) =>
        String(Math.max(0, Number(digits) + by)).padStart(digits.length, '0'),
      )
    return [version, step(1), step(-1), `${version}.1`, `${version}-beta`]
  })
  return [...near, '0.0.1', '999.0.0.1', 'no version', '', null]
}

describe('a row of 2024-07-15', () => {
  it('keeps its verdict under both lists, apart from the intended differences', () => {
    expect(older.rows).toHaveLength(183)
    const otherwise = older.rows.filter((row) =>
      firmwareAround(row).some((firmware) => {
        const judged = { vendor: row.vendor, model: row.model, firmware }
        const [a, b] = [verdictFor(judged, older), verdictFor(judged, newer)]
        return (
          JSON.stringify({ ...a, date: '', source: '' }) !== JSON.stringify({ ...b, date: '', source: '' })
        )
      }),
    )
    expect(new Set(otherwise.map(({ model }) => model))).toEqual(new Set(changed.keys()))
    expect(changed.size).toBe(25)
  })

  it('that changes does so in its builds alone, as the fork prints them', () => {
    for (const row of older.rows) {
      const now = newer.rows.find(({ vendor, model }) => vendor === row.vendor && model === row.model)
      const change = changed.get(row.model)
      if (change === undefined) {
        // the remark of 8410 and others, their links and locations are equal as well
        expect(now).toEqual({ ...row, kind: now?.kind })
        continue
      }
      expect([row.minimum, row.approved], row.model).toEqual(change.before)
      expect(now).toEqual({ ...row, minimum: change.after[0], approved: change.after[1], kind: now?.kind })
      const { vendor, model } = row
      const ofBefore = { vendor, model, firmware: change.before[1] }
      expect(verdictFor(ofBefore, older).answer, model).toBe('approved')
      expect(verdictFor(ofBefore, newer).answer, model).toBe(change.ofBefore)
    }
  })
})

describe('verdicts by the list of 2025-02-28', () => {
  it.each([
    // a name in front of the version, and devices that leave it out
    ['Cisco', 'CP-9861', 'PhoneOS 3.3.1', 'approved'],
    ['Cisco', 'CP-9861', '3.3.1', 'approved'],
    ['Cisco', '8875', 'PhoneOS 3.2.1', 'below-minimum'],
    ['Cisco', 'CP-9841', 'PHONEOS.5.0.1.0005-62', 'above-approved'],
    // three fields against four
    ['Poly', 'Rove B2', '8.0.5.0002', 'below-minimum'],
    ['Poly', 'Rove B2', '8.0.11', 'approved'],
    ['Poly', 'Rove B2', '8.0.11.0003', 'approved'],
    ['Poly', 'Rove 20', '8.0.12.0001', 'above-approved'],
    ['Poly', 'Rove 40', '8.1', 'above-approved'],
    // five fields against three
    ['2N', '2N IP Verso', '2.46.1.61.6', 'approved'],
    ['2N', 'IP Style\t', '2.46.1.0.0', 'approved'],
    ['2N', 'Indoor View - WiFi', '2.35.0.45.0', 'below-minimum'],
    ['2N', 'LiftIP 2.0', '2.48.1.72.5', 'above-approved'],
    ['2N', 'IP Verso', '2.46', 'cannot-compare'],
    ['2N', 'Indoor Touch 2.0', '2.46.1.0.0', 'not-listed'],
    ['DDC', 'DDC VoIP', '1.0', 'not-listed'],
    ['AudioCodes', '445HD', '3.4.6.604', 'between'],
  ] as const)('of %s %s %s: %s', (vendor, model, firmware, answer) => {
    expect(verdictFor({ vendor, model, firmware }, newer)).toMatchObject({ answer, date: '2025-02-28' })
  })

  it.each(['250', '350', '450'])(
    'of a VVX%s say one of two while its builds answer differently',
    (number) => {
      const answers = (firmware: string | null, model = `VVX ${number}`) =>
        verdictFor({ vendor: 'Poly', model, firmware }, newer).answer
      // equal for both rows
      expect(['5.8.0', '5.9.6', '6.4.3.5814', '6.4.6.9999'].map((each) => answers(each))).toEqual([
        ...['below-minimum', 'between', 'between', 'above-approved'],
      ])
      expect(['6.4.6.2656', '6.4.6.2660', '6.4.6.2681'].map((each) => answers(each))).toEqual([
        ...['one-of-two', 'one-of-two', 'one-of-two'],
      ])
      expect([answers('rubbish'), answers(null)]).toEqual(['cannot-compare', 'not-known'])
      // the phone says which it is
      expect(answers('6.4.6.2681', `Omegaline VVX ${number}`)).toBe('approved')
      expect(answers('6.4.6.2656', `Omegaline VVX ${number}`)).toBe('between')
      expect(
        verdictFor({ vendor: 'Poly', model: `VVX ${number}`, firmware: '6.4.6.2656' }, newer),
      ).toMatchObject({
        minimum: '5.9.5',
        approved: `6.4.6.2681 (Omegaline VVX${number}), 6.4.6.2656 (VVX${number})`,
        models: [`Omegaline VVX${number}`, `VVX${number}`],
      })
    },
  )

  it('has rows of 2N without a location', () => {
    const rows = newer.rows.filter(({ vendor }) => vendor === '2N')
    expect(rows).toHaveLength(20)
    expect(new Set(rows.map(({ location }) => location))).toEqual(new Set(['not-stated']))
    expect(rows.filter(({ model }) => model !== model.trim() || model.includes('\t'))).toEqual([])
  })
})

describe('enterprise firmware that a switch reports', () => {
  const seen = (protocol: string, raw: string): Sighting => ({
    ...{ address: '192.0.2.11', port: null, protocol, raw, at: 1 },
  })
  const name = seen('lldp.sysname', 'SEP1C1D86000001')
  const description = (load: string) => seen('lldp.sysdesc', `Cisco IP Phone 8811, V1, ${load}`)
  const enterprise = 'sip88xx.12-1-1SR1-4.loads'
  const judged = (...sightings: Sighting[]) => verdictFor(identify(sightings), newer)

  it('is converted first, by an inferred rule that the verdict names', () => {
    const verdict = judged(name, description(enterprise))
    expect(verdict).toMatchObject({
      answer: 'convert-first',
      minimum: '11.1.1MPP',
      models: ['8811'],
      rule: { confidence: 'inferred' },
    })
    expect(verdict.rule?.source).toContain(enterprise)
    expect(verdictFor(identify([name, description(enterprise)]), older).answer).toBe('convert-first')
    const inventory = `software=${enterprise}; manufacturer=Cisco Systems, Inc.; model=CP-8811`
    expect(judged(name, seen('lldp.med_inventory', inventory)).answer).toBe('convert-first')
  })

  it.each([
    ['the name is not shown', [description(enterprise)], 'cannot-compare'],
    ['the name is another', [seen('lldp.sysname', 'phone-17'), description(enterprise)], 'cannot-compare'],
    ['the load is multiplatform', [name, description('sip88xx.12-0-3MPP.loads')], 'approved'],
    ['the load is not shown', [name, seen('lldp.sysdesc', 'Cisco IP Phone 8811')], 'not-known'],
    ['the version is no load', [name, description('12.8.1')], 'cannot-compare'],
  ] as const)('is not assumed when %s', (_case, sightings, answer) => {
    expect(judged(...sightings)).toMatchObject({ answer })
    expect(judged(...sightings).rule).toBe(undefined)
  })

  it('is the firmware of the phone, not of a handset that is reached through it', () => {
    const identity = identify([name, description(enterprise)])
    const { model, firmware } = identity
    const answerFor = (kind: 'phone' | 'handset') =>
      verdictFor(judgedEndpoint({ kind, model, firmware }, identity), newer).answer
    expect([answerFor('phone'), answerFor('handset')]).toEqual(['convert-first', 'cannot-compare'])
  })
})
