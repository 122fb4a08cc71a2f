/** The offices that the bench measures scans on. */
import { describe, expect, it } from 'vitest'
import { readOffice } from '#electron/practice/office/data.ts'
import { generateOffice, tellingForms } from './generated-office.ts'

const forms = tellingForms(readOffice().devices)

describe('a generated office', () => {
  it('is the same from the same seed, and another from another', () => {
    expect(generateOffice(forms, 200, 7)).toEqual(generateOffice(forms, 200, 7))
    expect(generateOffice(forms, 200, 8)).not.toEqual(generateOffice(forms, 200, 7))
  })

  it.each([200, 1_000, 10_000])(
    'of %i has a MAC of its own for each, and one in ten without a name',
    (count) => {
      const office = generateOffice(forms, count, 20)
      expect(new Set(office.map(({ mac }) => mac)).size).toBe(count)
      expect(office.filter(({ mac }) => !/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac))).toEqual([])
      expect(office.filter(({ known }) => known === null)).toHaveLength(count / 10)
    },
  )

  it('says the MAC of its own wherever a device says one, and has all vendors that tell a model', () => {
    const office = generateOffice(forms, 1_000, 20)
    const old = forms.map(({ mac }) => mac.replaceAll(':', '').toLowerCase())
    const said = office.map(({ web, sip, snmp }) => JSON.stringify([web, sip, snmp]).toLowerCase())
    expect(said.filter((text) => old.some((mac) => text.includes(mac)))).toEqual([])
    const vendors = new Set(office.flatMap(({ known }) => (known === null ? [] : [known.vendor])))
    expect(vendors).toEqual(new Set(forms.map(({ vendor }) => vendor)))
  })
})
