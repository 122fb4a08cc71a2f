/** Version schemes of vendors, and regions in row names. */
import { describe, expect, it } from 'vitest'
import { regionOf, vendorsWithSchemes, versionsOf } from '#electron/services/catalogue/version-rules.ts'

describe('the region of a row', () => {
  it.each([
    ['W70B NOAM', 'W70B', 'noam'],
    ['W70B EMEA', 'W70B', 'emea'],
    ['W70B apac', 'W70B', 'apac'],
    ['W70B  Emea', 'W70B', 'emea'],
    ['W70BEMEA', 'W70BEMEA', null],
    ['EMEA W70B', 'EMEA W70B', null],
    ['W70B', 'W70B', null],
  ])('%s: %s, %s', (model, family, region) => {
    expect(regionOf(model)).toEqual({ family, region })
  })
})

describe('the versions of a vendor', () => {
  it('with a name that is not on the page, or without a scheme, are plain', () => {
    const plain = {
      familyFirst: false,
      drop: [],
      foreign: null,
      parting: null,
      sureFields: null,
      variant: null,
    }
    expect(['yealink', 'Poly', ''].map(versionsOf)).toEqual([plain, plain, plain])
    expect(vendorsWithSchemes).not.toContain('Poly')
  })

  it('have the family first for Yealink', () => {
    expect(versionsOf('Yealink')).toMatchObject({ familyFirst: true, drop: [], variant: null })
    expect(vendorsWithSchemes).toContain('Yealink')
  })

  it.each([
    ['Cisco', 'sip88xx.12-8-1-0001-455', '12-8-1-0001-455'],
    ['Cisco', 'SIP78XX.12-8-1.LOADS', '12-8-1'],
    ['Gigaset', '83.v2.11.0', '2.11.0'],
    ['AudioCodes', 'V.6.60A.342.003', '6.60A.342.003'],
  ])('of %s are compared without the prefix of %s', (vendor, version, rest) => {
    const { drop } = versionsOf(vendor)
    expect(drop.reduce((text, pattern) => text.replace(pattern, ''), version)).toBe(rest)
  })

  it('of another product family are foreign for Gigaset', () => {
    const { foreign } = versionsOf('Gigaset')
    expect(['42.v2.11', '2.11.0'].map((version) => foreign?.test(version))).toEqual([true, false])
  })

  it('of multiplatform firmware are a variant for Cisco', () => {
    const { variant, parting } = versionsOf('Cisco')
    expect(parting).toBe('MPP')
    expect(['12-0-3mpp', '12.8.1'].map((version) => variant?.listed.test(version))).toEqual([true, false])
    expect(['CP-8841-3pcc', 'CP-8841'].map((model) => variant?.seen.test(model))).toEqual([true, false])
  })

  it('have three comparable fields for Alcatel-Lucent Enterprise', () => {
    expect(versionsOf('Alcatel-Lucent Enterprise').sureFields).toBe(3)
  })
})
