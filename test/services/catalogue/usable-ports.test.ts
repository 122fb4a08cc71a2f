/** Number of an adapter's ports that the service can use. */
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { usablePortsOf } from '#electron/services/catalogue/usable-ports.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'

const [row] = loadCatalogue().rows
type Ports = Catalogue['rows'][number]['ports']
const portsFor = (
  rows: readonly Ports[],
  model: string | null = 'MP112',
  vendor: string | null = 'AudioCodes',
) => {
  if (row === undefined) throw new Error('an empty list')
  const listed = rows.map((ports) => ({ ...row, vendor: 'AudioCodes', model: 'MP112', ports }))
  return usablePortsOf(
    { vendor, model },
    {
      rows: [
        ...listed,
        { ...row, vendor: 'Cisco', model: '8841', ports: { total: 9, usable: 9, all: false } },
      ],
    },
  )
}

describe('the usable ports of an adapter', () => {
  it.each([
    ['a number', [{ total: 8, usable: 2, all: false }], 2],
    ['all of them', [{ total: 8, usable: null, all: true }], 8],
    ['a total only', [{ total: 8, usable: null, all: false }], null],
    ['no ports', [null], null],
    [
      'the same number twice',
      [
        { total: 8, usable: 2, all: false },
        { total: 4, usable: 2, all: false },
      ],
      2,
    ],
    [
      'different numbers',
      [
        { total: 8, usable: 2, all: false },
        { total: 8, usable: 4, all: false },
      ],
      null,
    ],
    ['a number and none', [{ total: 8, usable: 2, all: false }, null], null],
    ['no row', [], null],
  ])('where the list has %s', (_what, rows, count) => {
    expect(portsFor(rows)).toBe(count)
  })

  it('are not known for an unknown vendor or model', () => {
    const two = [{ total: 8, usable: 2, all: false }]
    expect([portsFor(two, null), portsFor(two, 'MP112', null), portsFor(two, '8841')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
