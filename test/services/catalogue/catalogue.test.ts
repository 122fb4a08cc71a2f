/** Verdicts of devices against the built-in lists. */

import { describe, expect, it } from 'vitest'
import { builtInDates, loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { rowsFor, verdictFor } from '#electron/services/catalogue/verdict.ts'
import { versionsOf } from '#electron/services/catalogue/version-rules.ts'
import type { Catalogue, JudgingCatalogue } from '#shared/model/catalogue.ts'
import { compareFirmware } from '#shared/model/firmware.ts'
import fc from '#test/support/property.ts'

const catalogue = loadCatalogue()
const pack = (date: string): Catalogue => {
  const found = loadPack(date)
  if (found === null) throw new Error(`no pack of ${date}`)
  return found
}
const of2024 = pack('2024-07-15')

const countsOf = ({ rows }: Catalogue) =>
  Object.fromEntries(
    [...Map.groupBy(rows, ({ vendor }) => vendor)].map(([vendor, own]) => [vendor, own.length]),
  )

it('the newest list has 211 rows of eleven vendors, and where it was found', () => {
  const { Cisco, Poly, ...others } = countsOf(of2024)
  expect([Cisco, Poly]).toEqual([18, 38])
  expect(countsOf(catalogue)).toEqual({ ...others, Cisco: 23, Poly: 41, '2N': 20 })
  expect(catalogue.date).toBe('2025-02-28')
  expect(catalogue.origin).toMatchObject({ confidence: 'seen-in-public-code' })
  expect(catalogue.origin?.source).toContain('67461f27')
  expect(loadPack('2024-07-16')).toBe(null)
})

describe.each(builtInDates)('the list of %s', (date) => {
  const catalogue = pack(date)

  it.runIf(date === '2024-07-15')('has 183 rows of ten vendors', () => {
    expect(countsOf(catalogue)).toEqual({
      Cisco: 18,
      Poly: 38,
      Yealink: 41,
      AudioCodes: 28,
      Spectralink: 18,
      Ascom: 10,
      Gigaset: 5,
      Algo: 19,
      'Alcatel-Lucent Enterprise': 4,
      Snom: 2,
    })
  })

  it('has the kind of every row, with its source', () => {
    for (const { kind, model } of catalogue.rows) {
      expect(kind, model).not.toBe(null)
      expect(kind?.provenance.source, model).not.toBe('')
    }
  })

  it.each([
    ['8832', 'conference-phone'],
    ['8841', 'phone'],
    ['ATA191-MPP', 'ata'],
    ['Trio 8800', 'conference-phone'],
    ['VVX411', 'phone'],
    ['Rove B2', 'dect-base'],
    ['Rove 20', 'handset'],
    ['OBi 302', 'ata'],
    ['T21P_E2', 'phone'],
    ['W56H', 'handset'],
    ['W57R', 'handset'],
    ['W90 EMEA', 'dect-base'],
    ['RX50', 'conference-phone'],
    ['MP124-FXS', 'ata'],
    ['S33', 'handset'],
    ['IP-DECT Gateway', 'dect-base'],
    ['Ascom i63', 'wireless-phone'],
    ['N870 VI PRO', 'dect-base'],
    ['8190s', 'speaker'],
    ['8410', 'speaker'],
    ['8063', 'intercom'],
    ['8138', 'alerter'],
    ['8373', 'paging-adapter'],
    ['M8', 'phone'],
    ['D717', 'phone'],
  ] as const)('%s is a %s', (model, kind) => {
    expect(catalogue.rows.find((row) => row.model === model)?.kind?.value).toBe(kind)
  })

  it.each([
    ['MP112', { usable: null, total: null, all: true }],
    ['MP114-FXS', { usable: 3, total: 4, all: false }],
    ['MP118-FXS-FXO', { usable: 6, total: 8, all: false }],
    ['MP124-FXS', { usable: 18, total: 24, all: false }],
    ['ATA191-MPP', null],
    ['8841', null],
  ] as const)('%s has usable ports %o', (model, ports) => {
    expect(catalogue.rows.find((row) => row.model === model)?.ports).toEqual(ports)
  })

  it('can be compared in every row: an approved build is approved, a minimum is at least between', () => {
    for (const row of catalogue.rows) {
      const { vendor, model, approved, minimum } = row
      const { answer: ofApproved, models } = verdictFor({ vendor, model, firmware: approved }, catalogue)
      // a VVX250 may be an Omegaline VVX250, which has another approved build
      const mayBeAnother = (models ?? []).some((each) => each === `Omegaline ${model}`)
      expect(ofApproved, model).toBe(mayBeAnother ? 'one-of-two' : 'approved')
      if (minimum === null) continue
      const scheme = versionsOf(vendor)
      const least = scheme.familyFirst ? `${approved?.split('.')[0] ?? ''}.${minimum}` : minimum
      const answer = compareFirmware(least, row, scheme)
      const expected = ['between', 'approved']
      // the minimum is a release and the approved build one of its builds: the release alone has no order to it
      if (approved?.replaceAll('-', '.').startsWith(least)) expected.push('cannot-compare')
      expect(expected, `${vendor} ${model} ${least}: ${answer}`).toContain(answer)
    }
  })
})

describe('verdicts by the list of 2024-07-15', () => {
  const catalogue = of2024
  it.each([
    ['Cisco', 'C2960X', 'switch', 'not-applicable'],
    ['Cisco', null, 'switch', 'not-applicable'],
    ['HP', 'LaserJet MFP M428fdw', 'other', 'not-applicable'],
    ['Asterisk', null, 'other', 'not-applicable'],
    ['Poly', 'SSIP 6000', 'phone', 'not-listed'],
    ['Poly', 'SSIP 6000', null, 'not-listed'],
    ['Poly', 'Rove B2', 'other', 'below-minimum'],
  ] as const)('%s %s of kind %s: %s', (vendor, model, kind, answer) => {
    expect(verdictFor({ vendor, model, firmware: '8.0.3.0010', kind }, catalogue).answer).toBe(answer)
  })
  it.each([
    ['Poly', 'Rove B2', '8.0.3.0010', 'below-minimum'],
    ['Poly', 'Rove B2', '8.0.5.0002', 'approved'],
    ['Poly', 'Rove B2', null, 'not-known'],
    ['Poly', 'Rove 20', '8.0.5.0002', 'below-minimum'],
    ['Poly', null, '8.0.5.0002', 'not-known'],
    [null, null, null, 'not-known'],
    ['Poly', 'SSIP 6000', '4.0.4.2906', 'not-listed'],
    ['Obihai', 'OBi302', '3.2.2 (Build: 8680EX)', 'below-minimum'],
    ['Yealink', 'SIP-T46S', '66.86.0.15', 'between'],
    ['Yealink', 'SIP-T46S', '108.86.5.1', 'cannot-compare'],
    ['Yealink', 'SIP-T46S', '66.81.0.110', 'below-minimum'],
    ['Yealink', 'SIP-T21P', '34.72.0.75', 'approved'],
    // multiplatform firmware is visible in the model or in the version
    ['Cisco', 'CP-8841-3PCC', '11.0.1', 'below-minimum'],
    ['Cisco', 'CP-8841', '11-0-1MPP', 'below-minimum'],
    ['Cisco', 'CP-8841-3PCC', '12.0.3', 'approved'],
    ['Cisco', 'ATA191-MPP', '11-1-0MSR3-9', 'below-minimum'],
    // enterprise firmware of the same phone has similar version numbers: 12.8.1 is not newer than 12-0-3MPP
    ['Cisco', 'CP-8841', '12.8.1', 'cannot-compare'],
    ['Cisco', 'CP8841', 'sip88xx.12-8-1-0001-455', 'cannot-compare'],
    ['AudioCodes', '405HD', '2.2.16.681', 'approved'],
    ['AudioCodes', '405HD', '2.2.12.126', 'cannot-compare'],
    ['AudioCodes', '440HD', '3.4.6.604', 'between'],
    // the duplicate row, and a device that may be either of two equal rows
    ['AudioCodes', '445HD', '3.4.6.604', 'between'],
    ['AudioCodes', 'MP-118', '6.60A.342.003', 'below-minimum'],
    ['Ascom', 'IPBS2', '10.3.9', 'below-minimum'],
    ['Gigaset', 'N870 IP PRO', '83.V2.11.0', 'below-minimum'],
    ['Algo', '8186', '1.7', 'below-minimum'],
    ['Alcatel-Lucent Enterprise', 'M3-CE', '2.11.01.1604', 'below-minimum'],
    ['Snom', 'D735', '10.1.152.12', 'above-approved'],
    // one build per region: without a region only a listed build or another release can be compared
    ['Yealink', 'W70B', '146.85.5.4', 'approved'],
    ['Yealink', 'W70B', '146.85.5.2', 'approved'],
    ['Yealink', 'W70B', '146.85.5.9', 'cannot-compare'],
    ['Yealink', 'W70B', '146.85.5.1', 'cannot-compare'],
    ['Yealink', 'W70B', '146.85.0.20', 'between'],
    ['Yealink', 'W70B', '146.84.0.1', 'between'],
    ['Yealink', 'W70B', '146.87.0.15', 'above-approved'],
    ['Yealink', 'W70B', '146.85', 'cannot-compare'],
    ['Yealink', 'W70B', '103.85.5.4', 'cannot-compare'],
    ['Yealink', 'W80B', '103.83.0.122', 'cannot-compare'],
    ['Yealink', 'W80DM', '130.85.5.6', 'approved'],
    ['Yealink', 'W90DM', '130.85.0.15', 'between'],
    ['Yealink', 'W70B', null, 'not-known'],
  ] as const)('of %s %s %s: %s', (vendor, model, firmware, answer) => {
    const verdict = verdictFor({ vendor, model, firmware }, catalogue)
    expect(verdict).toMatchObject({ answer, date: '2024-07-15', source: catalogue.source })
  })

  it.each([
    ['emea', '146.85.5.2', 'approved'],
    ['emea', '146.85.5.4', 'cannot-compare'],
    ['noam', '146.85.5.4', 'approved'],
    ['noam', '146.85.5.2', 'cannot-compare'],
    ['apac', '146.85.5.3', 'approved'],
    ['apac', '146.87.0.1', 'above-approved'],
  ] as const)('of a W70B in %s with firmware %s: %s', (region, firmware, answer) => {
    const verdict = verdictFor({ vendor: 'Yealink', model: 'W70B', firmware }, catalogue, region)
    expect(verdict.answer).toBe(answer)
  })

  it('have the row, and the builds of all regions when the region decides', () => {
    const base = { vendor: 'Yealink', model: 'W70B' }
    expect(verdictFor({ ...base, firmware: null }, catalogue)).toMatchObject({
      approved: '146.85.5.4 (NOAM), 146.85.5.2 (EMEA), 146.85.5.3 (APAC)',
      models: ['W70B NOAM', 'W70B EMEA', 'W70B APAC'],
    })
    expect(verdictFor({ ...base, firmware: '146.85.5.2' }, catalogue)).toMatchObject({
      approved: '146.85.5.2',
      models: ['W70B EMEA'],
    })
    expect(verdictFor({ vendor: 'AudioCodes', model: '445HD', firmware: '1' }, catalogue).models).toEqual([
      '445HD',
    ])
    expect(verdictFor({ vendor: 'Poly', model: 'CCX 500', firmware: '1' }, catalogue).models).toBe(undefined)
  })

  it('are unknown when two rows of the same model give different answers', () => {
    const row = { vendor: 'A', model: 'B', minimum: '1.0' }
    const twice: JudgingCatalogue = {
      date: '2026-01-01',
      source: 's',
      rows: [
        { ...row, approved: '2.0' },
        { ...row, approved: '3.0' },
      ],
    }
    const answer = (firmware: string) => verdictFor({ vendor: 'A', model: 'B', firmware }, twice).answer
    expect(['0.9', '1.5', '2.5', '2.0', '3.0', '3.1'].map(answer)).toEqual([
      'below-minimum',
      'between',
      'cannot-compare',
      'approved',
      'approved',
      'above-approved',
    ])
  })

  it('are one of the known answers for any identity', () => {
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

  it('are good only for a build that a row approves', () => {
    const version = fc.oneof(
      fc.constantFrom(...catalogue.rows.flatMap((row) => row.approved ?? [])),
      fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')),
    )
    fc.assert(
      fc.property(fc.constantFrom(...catalogue.rows), version, ({ vendor, model }, firmware) => {
        if (verdictFor({ vendor, model, firmware }, catalogue).answer !== 'approved') return
        const builds = rowsFor(catalogue, vendor, model).flatMap((row) => row.approved ?? [])
        const said = firmware.replaceAll(/\D+/g, '.')
        expect(
          builds.some((build) => said.startsWith(build.replaceAll(/\D+/g, '.').replace(/\.$/, ''))),
        ).toBe(true)
      }),
    )
  })
})
