/** Generated offices, which the bench scans. */
import { describe, expect, it } from 'vitest'
import { readOffice } from '#electron/practice/office/data.ts'
import { generateOffice, tellingForms } from './generated-office.ts'

const forms = tellingForms(readOffice().devices)

describe('a generated office', () => {
  it('is equal for equal seeds and differs for different seeds', () => {
    expect(generateOffice(forms, 200, 7)).toEqual(generateOffice(forms, 200, 7))
    expect(generateOffice(forms, 200, 8)).not.toEqual(generateOffice(forms, 200, 7))
  })

  it.each([200, 1_000, 10_000])(
    'of %i devices has unique MAC addresses, and one device in ten has no name',
    (count) => {
      const office = generateOffice(forms, count, 20)
      expect(new Set(office.map(({ mac }) => mac)).size).toBe(count)
      expect(office.filter(({ mac }) => !/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac))).toEqual([])
      expect(office.filter(({ known }) => known === null)).toHaveLength(count / 10)
    },
  )

  it('uses the MAC of each device in all of its texts, and has every vendor that reports a model', () => {
    const office = generateOffice(forms, 1_000, 20)
    const old = forms.map(({ mac }) => mac.replaceAll(':', '').toLowerCase())
    const said = office.map(({ web, sip, snmp }) => JSON.stringify([web, sip, snmp]).toLowerCase())
    expect(said.filter((text) => old.some((mac) => text.includes(mac)))).toEqual([])
    const vendors = new Set(office.flatMap(({ known }) => (known === null ? [] : [known.vendor])))
    expect(vendors).toEqual(new Set(forms.map(({ vendor }) => vendor)))
  })
})
