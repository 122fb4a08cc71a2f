/** Firmware against catalogue rows: the traps of the published list as a table, and what holds for any text. */

import { describe, expect, it } from 'vitest'
import { vendorsWithSchemes, versionsOf } from '#electron/services/catalogue/version-rules.ts'
import { compareFirmware, firmwareFields, orderOf, plainScheme } from '#shared/model/firmware.ts'
import fc from '#test/support/property.ts'

const answers = ['below-minimum', 'between', 'approved', 'above-approved', 'cannot-compare']

describe('firmware against a catalogue row', () => {
  it.each([
    // Poly: plain numbers, field by field, never as text
    ['Poly', '8.0.3.0010', '8.0.5.0002', '8.0.5.0002', 'below-minimum'],
    ['Poly', '8.0.5.0002', '8.0.5.0002', '8.0.5.0002', 'approved'],
    ['Poly', '8.0.5.0003', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    ['Poly', '8.1.0', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    ['Poly', '8.0.10.1', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    ['Poly', '08.00.05.2', '8.0.5.0002', '8.0.5.0002', 'approved'],
    // a number cut short says nothing about what was cut off
    ['Poly', '8.0.5', '8.0.5.0002', '8.0.5.0002', 'cannot-compare'],
    ['Poly', '5.9.5.3182', '5.9.5', '6.4.3.5814', 'between'],
    ['Poly', '5.9.4.9999', '5.9.5', '6.4.3.5814', 'below-minimum'],
    ['Poly', '6.4.3.5814', '5.9.5', '6.4.3.5814', 'approved'],
    // words behind a version that the row does not have
    ['Poly', '6.4.3.5814_SomeBuild', '5.9.5', '6.4.3.5814', 'cannot-compare'],
    ['Poly', '6.4.3.5814-beta', '5.9.5', '6.4.3.5814', 'cannot-compare'],
    ['Poly', '6.4.3.5814 beta', '5.9.5', '6.4.3.5814', 'cannot-compare'],
    ['Poly', '6.4.2.5814-beta', '5.9.5', '6.4.3.5814', 'between'],
    // a date behind it
    ['Poly', '5.9.5.3182 28-Feb-22 15:29', '5.9.5.3182', '7.2.4.0185', 'between'],
    ['Poly', '7.2.4.0185 28-Feb-22 15:29', '5.9.5.3182', '7.2.4.0185', 'approved'],
    // OBi: a build behind the version, with letters that are no part of the number
    ['Poly', '3.2.2 (Build: 8680EX)', '3.2.4.8441', '3.2.5.8732', 'below-minimum'],
    ['Poly', '3.2.4 (Build: 8500EX)', '3.2.4.8441', '3.2.5.8732', 'between'],
    ['Poly', '3.2.5 (Build: 8732EX)', '3.2.4.8441', '3.2.5.8732', 'approved'],
    ['Poly', '3.2.5 (Build: 8733)', '3.2.4.8441', '3.2.5.8732', 'above-approved'],
    ['Poly', '3.2.5 (Build: none)', '3.2.4.8441', '3.2.5.8732', 'cannot-compare'],

    // Cisco: the same release with dots and with hyphens, and tails
    ['Cisco', '11.3.5', '11.3.5MPP', '12-0-3MPP', 'between'],
    ['Cisco', '11-3-5MPP', '11.3.5MPP', '12-0-3MPP', 'between'],
    ['Cisco', '11-3-7 MPP', '11.3.5MPP', '12-0-3MPP', 'between'],
    ['Cisco', '12-0-3MPP', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['Cisco', '12.0.3', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['Cisco', '12.0.3MPP0101-19', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['Cisco', 'sip88xx.12-0-3MPP-897.loads', '11.1.1MPP', '12-0-3MPP', 'approved'],
    ['Cisco', 'sip68xx.11-1-1MPP-897.loads', '11.1.1MPP', '12-0-3MPP', 'between'],
    ['Cisco', '11.0.1', '11.1.1MPP', '12-0-3MPP', 'below-minimum'],
    ['Cisco', '12.0.7', '11.1.1MPP', '12-0-3MPP', 'above-approved'],
    ['Cisco', '11-2-2MPP0101-013', '11.2.2MPP', '11-2-2MPP0101-013', 'approved'],
    ['Cisco', '11-2-2MPP0101-013 Apr 25 2022', '11.2.2MPP', '11-2-2MPP0101-013', 'approved'],
    ['Cisco', '11-2-2MPP0101-012', '11.2.2MPP', '11-2-2MPP0101-013', 'between'],
    ['Cisco', '11-2-2MPP0101-014', '11.2.2MPP', '11-2-2MPP0101-013', 'above-approved'],
    ['Cisco', '11.2.2', '11.2.2MPP', '11-2-2MPP0101-013', 'cannot-compare'],
    ['Cisco', '11-2-2-MSR1', '11.2.2MPP', '11-2-2MPP0101-013', 'cannot-compare'],
    ['Cisco', '11-1-0MSR3-9', '11.2.2MPP', '11-2-2MPP0101-013', 'below-minimum'],
    ['Cisco', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'approved'],
    ['Cisco', 'PhoneOS 3.3.0', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'below-minimum'],
    // the models that run PhoneOS run nothing else, so a device may leave the name out
    ['Cisco', '3.3.1', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'approved'],
    ['Cisco', '3.2.9', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'below-minimum'],
    ['Cisco', 'PHONEOS.5.0.1.0005-62', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'above-approved'],
    ['Cisco', 'Version 3.3.2', 'PhoneOS 3.3.1', 'PhoneOS 3.3.1', 'cannot-compare'],

    // Yealink: the first field is a hardware family, it must match and is never compared; `83` counts from the second
    ['Yealink', '66.86.5.1', '83', '66.86.5.1', 'approved'],
    ['Yealink', '66.84.0.15', '83', '66.86.5.1', 'between'],
    ['Yealink', '66.83.0.35', '83', '66.86.5.1', 'between'],
    ['Yealink', '66.81.0.110', '83', '66.86.5.1', 'below-minimum'],
    ['Yealink', '66.86.5.2', '83', '66.86.5.1', 'above-approved'],
    ['Yealink', '66.86.15.1', '83', '66.86.5.1', 'above-approved'],
    ['Yealink', '108.86.5.1', '83', '66.86.5.1', 'cannot-compare'],
    ['Yealink', '28.83.0.130', '83', '66.86.5.1', 'cannot-compare'],
    ['Yealink', '85.0.0.0', '83', '66.86.5.1', 'cannot-compare'],
    ['Yealink', '83', '83', '66.86.5.1', 'cannot-compare'],
    ['Yealink', '66', '83', '66.86.5.1', 'cannot-compare'],
    ['Yealink', '66.86', '83', '66.86.5.1', 'cannot-compare'],
    // T21P: the approved build stands below the minimum
    ['Yealink', '34.72.0.75', '83', '34.72.0.75', 'approved'],
    ['Yealink', '34.72.14.6', '83', '34.72.0.75', 'above-approved'],
    ['Yealink', '34.72.0.1', '83', '34.72.0.75', 'cannot-compare'],
    ['Yealink', '34.80.0.1', '83', '34.72.0.75', 'cannot-compare'],
    ['Yealink', '34.83.0.1', '83', '34.72.0.75', 'between'],
    ['Yealink', '34.84.0.1', '83', '34.72.0.75', 'between'],
    // DECT rows have no minimum
    ['Yealink', '61.85.0.50', null, '61.85.0.56', 'between'],
    ['Yealink', '61.85.0.56', null, '61.85.0.56', 'approved'],
    ['Yealink', '116.85.0.38', null, '61.85.0.56', 'cannot-compare'],
    ['Yealink', '66.86.5.1', '83', null, 'cannot-compare'],

    // AudioCodes phones: approved lower than the minimum, two branches without an order between them
    ['AudioCodes', '2.2.16.681', '3.2.1', '2.2.16.681', 'approved'],
    ['AudioCodes', '2.2.16.700', '3.2.1', '2.2.16.681', 'above-approved'],
    ['AudioCodes', '2.2.12.126', '3.2.1', '2.2.16.681', 'cannot-compare'],
    ['AudioCodes', '3.2.0', '3.2.1', '2.2.16.681', 'below-minimum'],
    ['AudioCodes', '3.2.1', '3.2.1', '2.2.16.681', 'between'],
    ['AudioCodes', '3.4.4.1000', '3.2.1', '2.2.16.681', 'between'],
    ['AudioCodes', '4.0.0', '3.2.1', '2.2.16.681', 'cannot-compare'],
    ['AudioCodes', '1.6.0', '3.2.1', '2.2.16.681', 'cannot-compare'],
    ['AudioCodes', '2.2.8.61', '2.2.8', '2.2.16.681', 'between'],
    ['AudioCodes', '2.0.0_build_15', '2.2.8', '2.2.16.681', 'below-minimum'],
    ['AudioCodes', '3.4.8.808', '3.2.1', '3.4.8.808', 'approved'],
    // MediaPack: numbers with letters inside, which must be the same
    ['AudioCodes', '6.60A.367.005', '6.60A.367.001', '6.60A.367.005', 'approved'],
    ['AudioCodes', 'v.6.60A.367.005', '6.60A.367.001', '6.60A.367.005', 'approved'],
    ['AudioCodes', '6.60A.367.003', '6.60A.367.001', '6.60A.367.005', 'between'],
    ['AudioCodes', '6.60A.342.003', '6.60A.367.001', '6.60A.367.005', 'below-minimum'],
    ['AudioCodes', '6.00A.034.003', '6.60A.367.001', '6.60A.367.005', 'below-minimum'],
    ['AudioCodes', '6.60B.367.005', '6.60A.367.001', '6.60A.367.005', 'cannot-compare'],
    ['AudioCodes', '7.40A.500.001', '7.40A.400.063', '7.40A.600.014', 'between'],

    // Spectralink and Ascom: releases named by letters
    ['Spectralink', 'PCS22B', 'PCS22B', 'PCS22D', 'between'],
    ['Spectralink', 'PCS22D', 'PCS22B', 'PCS22D', 'approved'],
    ['Spectralink', 'PCS22E', 'PCS22B', 'PCS22D', 'above-approved'],
    ['Spectralink', 'PCS22A', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['Spectralink', 'PCS22Ab', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['Spectralink', 'PCS21D', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['Spectralink', 'PCS22Ac', 'PCS22Ab', 'PCS24B', 'between'],
    ['Spectralink', 'PCS22Aa', 'PCS22Ab', 'PCS24B', 'below-minimum'],
    ['Spectralink', 'PCS23Ca', 'PCS23Ca', 'PCS24G', 'between'],
    ['Spectralink', 'PCS23C', 'PCS23Ca', 'PCS24G', 'cannot-compare'],
    ['Spectralink', 'PCS24Ga', 'PCS23Ca', 'PCS24G', 'approved'],
    ['Spectralink', 'PCS16E_', 'PCS16E_', 'PCS16E_', 'approved'],
    ['Spectralink', 'PCS16E', 'PCS16E_', 'PCS16E_', 'cannot-compare'],
    ['Spectralink', 'PCS16Ea', 'PCS16E_', 'PCS16E_', 'cannot-compare'],
    ['Spectralink', 'PCS16D', 'PCS16E_', 'PCS16E_', 'below-minimum'],
    ['Spectralink', 'pcs22d', 'PCS22B', 'PCS22D', 'cannot-compare'],
    ['Ascom', 'R3N', 'R3N', 'R4B', 'between'],
    ['Ascom', 'R4B', 'R3N', 'R4B', 'approved'],
    ['Ascom', 'R4C', 'R3N', 'R4B', 'above-approved'],
    ['Ascom', 'R3M', 'R3N', 'R4B', 'below-minimum'],
    ['Ascom', 'PCS24B', 'R3N', 'R4B', 'cannot-compare'],
    ['Ascom', '4.2', 'R3N', 'R4B', 'cannot-compare'],
    ['Ascom', '12.0.11', '11.8.8', '11.9.11', 'above-approved'],

    // Gigaset: the product family before the version
    ['Gigaset', '83.V2.11.0', '2.52.0', '2.52.0', 'below-minimum'],
    ['Gigaset', '83.V2.52.0', '2.52.0', '2.52.0', 'approved'],
    ['Gigaset', '2.54.1', '2.52.0', '2.52.0', 'above-approved'],
    ['Gigaset', '70.V2.52.0', '2.52.0', '2.52.0', 'cannot-compare'],

    // Alcatel-Lucent Enterprise: devices leave a field out, nobody says which
    ['Alcatel-Lucent Enterprise', '2.11.01.1604', '2.14.03.000.2345', '2.14.03.000.2345', 'below-minimum'],
    ['Alcatel-Lucent Enterprise', '2.14.03.2345', '2.14.03.000.2345', '2.14.03.000.2345', 'cannot-compare'],
    ['Alcatel-Lucent Enterprise', '2.15.00.0001', '2.14.03.000.2345', '2.14.03.000.2345', 'above-approved'],
    ['Alcatel-Lucent Enterprise', '2.14.03.000.2345', '2.14.03.000.2345', '2.14.03.000.2345', 'approved'],
    [
      'Alcatel-Lucent Enterprise',
      '2.14.03.000.2344',
      '2.14.03.000.2345',
      '2.14.03.000.2345',
      'below-minimum',
    ],

    // Algo, Snom
    ['Algo', '1.7', '5.3', '5.3', 'below-minimum'],
    ['Algo', '5.3.4', '5.3', '5.3', 'approved'],
    ['Algo', '5.5', '5.3', '5.3', 'above-approved'],
    ['Snom', '10.1.39.11', '10.1.141.13', '10.1.141.13', 'below-minimum'],
    ['Snom', '10.1.185.0', '10.1.141.13', '10.1.141.13', 'above-approved'],

    // no minimum, no approved build, a minimum that is no version, no version at all
    ['Poly', '2.51.0', null, '2.52.0', 'between'],
    ['Poly', '2.52.0', null, '2.52.0', 'approved'],
    ['Poly', '2.53.0', null, '2.52.0', 'above-approved'],
    ['Poly', '1.2.3', '1.2.3', null, 'cannot-compare'],
    ['Poly', '1.2.2', '1.2.3', null, 'below-minimum'],
    ['Poly', '1.2.2', null, null, 'cannot-compare'],
    ['Poly', '1.2.2', 'latest', '1.2.3', 'cannot-compare'],
    ['Poly', '1.2.3', 'latest', '1.2.3', 'approved'],
    ['Poly', '1.2.4', 'latest', '1.2.3', 'above-approved'],
    ['Poly', 'unknown', '1.2.3', '1.2.3', 'cannot-compare'],
    ['Poly', '', '1.2.3', '1.2.3', 'cannot-compare'],
    ['Poly', '', '', '', 'cannot-compare'],
    ['Poly', '8..5', '8.0.5.0002', '8.0.5.0002', 'cannot-compare'],
  ] as const)('%s %s, minimum %s, approved %s: %s', (vendor, running, minimum, approved, answer) => {
    expect(compareFirmware(running, { minimum, approved }, versionsOf(vendor))).toBe(answer)
  })
})

const schemes = [
  ['plain', plainScheme] as const,
  ...vendorsWithSchemes.map((vendor) => [vendor, versionsOf(vendor)] as const),
]

/** Versions as these vendors write them, out of few numbers and letters, so that they are often equal in part. */
const small = fc.nat({ max: 3 })
const version = fc.oneof(
  fc.array(small, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')),
  fc.tuple(small, small, small).map(([a, b, c]) => `${a}-${b}-${c}MPP`),
  fc.tuple(small, small, small, small).map(([a, b, c, d]) => `${a}-${b}-${c}MPP010${d}-01${a}`),
  fc
    .tuple(small, fc.constantFrom('A', 'B', ''), small)
    .map(([a, letter, b]) => `6.${a}${letter}.36${b}.00${a}`),
  fc
    .tuple(
      fc.constantFrom('PCS', 'R'),
      small,
      fc.constantFrom('A', 'B', 'C'),
      fc.constantFrom('', 'a', 'b', '_'),
    )
    .map((parts) => parts.join('')),
  fc.tuple(small, small).map(([a, b]) => `3.2.${a} (Build: 8${b}EX)`),
  fc.tuple(small, small).map(([a, b]) => `83.V2.${a}.${b}`),
  fc.tuple(small, small).map(([a, b]) => `8.${a}.${b}-rc1`),
)

describe.each(schemes)('order of versions, %s', (_name, scheme) => {
  const order = (a: string, b: string) => {
    const [first, second] = [firmwareFields(a, scheme), firmwareFields(b, scheme)]
    return first === null || second === null ? null : orderOf(first, second, scheme)
  }

  it('is antisymmetric', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [there, back] = [order(a, b), order(b, a)]
        // what is listed decides how far is looked, so a longer one may equal a shorter one that cannot equal it
        if (there === 0 || there === null) expect([0, null]).toContain(back)
        else expect(back).toBe(0 - there)
      }),
    )
  })

  it('is transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        if (order(a, b) === -1 && order(b, c) === -1) expect(order(a, c)).toBe(-1)
        if (order(a, b) === 1 && order(b, c) === 1) expect(order(a, c)).toBe(1)
      }),
    )
  })

  it('is reflexive', () => {
    fc.assert(
      fc.property(version, (a) => {
        const fields = firmwareFields(a, scheme)
        if (fields !== null) expect(orderOf(fields, fields, scheme)).toBe(0)
      }),
    )
  })

  it('gives one of five answers for any text, and never below-minimum without a minimum', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[A-Za-z0-9_.() -]{0,90}$/),
      version,
    )
    fc.assert(
      fc.property(text, fc.option(text), fc.option(text), (running, minimum, approved) => {
        const answer = compareFirmware(running, { minimum, approved }, scheme)
        expect(answers).toContain(answer)
        if (minimum === null) expect(answer).not.toBe('below-minimum')
        if (approved === null) expect(['below-minimum', 'cannot-compare']).toContain(answer)
      }),
    )
  })

  it('gives answers that do not get worse for newer firmware', () => {
    const ladder = ['below-minimum', 'between', 'approved', 'above-approved']
    fc.assert(
      fc.property(version, version, fc.option(version), version, (a, b, minimum, approved) => {
        const row = { minimum, approved }
        // a minimum above the approved build speaks of another branch, and branches have no order
        if (order(a, b) !== -1 || (minimum !== null && order(approved, minimum) === -1)) return
        const steps = [a, b].map((each) => ladder.indexOf(compareFirmware(each, row, scheme)))
        if (!steps.includes(-1)) expect(steps[1]).toBeGreaterThanOrEqual(steps[0] ?? 0)
      }),
    )
  })
})

describe('fields of a version', () => {
  const numbers = fc.array(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 5 })
  it('do not depend on separators and leading zeros', () => {
    fc.assert(
      fc.property(numbers, (parts) => {
        const padded = parts.map((part) => String(part).padStart(4, '0')).join('-')
        expect(firmwareFields(padded)).toEqual(firmwareFields(parts.join('.')))
      }),
    )
  })

  it.each([['x'.repeat(100)], ['1.'.repeat(60)], ['1'.repeat(20)], ['.1'], ['-'], ['(Build: 1)']])(
    'of %s are none',
    (text) => {
      expect(firmwareFields(text)).toBe(null)
    },
  )
})
