/** Makers of switches by enterprise number. */
import { describe, expect, it } from 'vitest'
import { enterpriseOf } from '#electron/services/discovery/enterprises.ts'

describe('the owner of an enterprise number', () => {
  it.each([
    ['1.3.6.1.4.1.12356.106.1.1486', 'Fortinet'],
    ['1.3.6.1.4.1.12356', 'Fortinet'],
    ['1.3.6.1.4.1.12356x', null],
    ['1.3.6.1.4.1.999999999.1', null],
    ['2.1.3.6.1.4.1.12356.1', null],
    ['1.3.6.1.2.1.1', null],
    [null, null],
  ])('of %s is %s', (objectId, owner) => {
    expect(enterpriseOf(objectId)).toBe(owner)
  })
})
