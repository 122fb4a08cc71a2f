/** Descriptions in an identity, and updates of the firmware. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import {
  describedFirmware,
  identityWithDescription,
  redescribed,
  superseded,
} from '#electron/services/devices/description.ts'
import type { Evidence, Identity, Sighting } from '#shared/model/identity.ts'
import { description } from './fakes.ts'

const provenance = { source: 'a test', confidence: 'documented' } as const
const source = { driver: 'poly-rove', provenance, port: 8080, at: 9 }
const unknown = identify([])
const evidence = (
  fact: Evidence['fact'],
  value: string,
  protocol: Evidence['protocol'] = 'http.title',
): Evidence => ({
  ...{ fact, value, protocol, port: null, raw: value, at: 1, rule: 'a rule', provenance },
})
const agent = (version: string, at = 1): Sighting => ({
  ...{ address: '192.0.2.1', port: null, protocol: 'sip.user_agent', raw: `Poly Rove B2/${version}`, at },
})
const saying = (firmware: string | null, before: Identity = unknown) =>
  identityWithDescription(before, { ...description, firmware }, source)

describe('an identity with a description', () => {
  it('has each fact of the description, with its evidence', () => {
    const joined = identityWithDescription(unknown, description, source)
    expect(joined).toMatchObject({
      ...{ vendor: 'Poly', model: 'Rove B2', firmware: '8.0.3.0010', mac: '00:03:71:00:00:01' },
      ...{ serial: null, level: 'exact', contradictions: [] },
    })
    expect(joined.evidence.map(({ fact, value }) => [fact, value])).toEqual([
      ['vendor', 'Poly'],
      ['model', 'Rove B2'],
      ['firmware', '8.0.3.0010'],
      ['mac', '00:03:71:00:00:01'],
    ])
    for (const each of joined.evidence) {
      expect(each).toMatchObject({
        ...{ protocol: 'driver.describe', port: 8080, at: 9, rule: 'driver.poly-rove', provenance },
      })
    }
  })

  it.each([
    ['nothing', { model: null }, { model: 'D230' }, 'D230', 'exact'],
    ['a longer value that agrees', { model: 'T46S' }, { model: 'SIP-T46S' }, 'SIP-T46S', 'exact'],
    ['a shorter value that agrees', { model: 'SIP-T46S' }, { model: 'T46S' }, 'SIP-T46S', 'exact'],
    ['the same value in other letters', { model: 'rove b2' }, { model: 'Rove B2' }, 'Rove B2', 'exact'],
    ['a longer value that differs', { model: 'VVX 411 C' }, { model: 'D230' }, 'D230', 'exact'],
    ['a model the device does not give', { model: 'D230' }, { model: null }, 'D230', 'exact'],
    ['no model on either side', { model: null }, { model: null }, null, 'vendor-only'],
  ] as const)('after %s', (_what, before, said, model, level) => {
    const joined = identityWithDescription({ ...unknown, ...before }, { ...description, ...said }, source)
    expect(joined).toMatchObject({ model, level })
  })

  it('lists evidence that differs, each value of a protocol once', () => {
    const others = [
      evidence('firmware', '8.0.1.0000'),
      evidence('firmware', '8.0.1.0000'),
      evidence('firmware', '8.0.1.0000', 'sip.user_agent'),
      evidence('firmware', '8.0.3.0010'),
      evidence('model', 'D230'),
    ]
    const joined = identityWithDescription({ ...unknown, evidence: others }, description, source)
    expect(joined.contradictions).toEqual([
      { fact: 'model', kept: 'Rove B2', others: [{ value: 'D230', protocol: 'http.title' }] },
      {
        fact: 'firmware',
        kept: '8.0.3.0010',
        others: [
          { value: '8.0.1.0000', protocol: 'http.title' },
          { value: '8.0.1.0000', protocol: 'sip.user_agent' },
        ],
      },
    ])
    expect(joined.evidence).toEqual(expect.arrayContaining(others))
  })

  it('ends a contradiction of the same fact only', () => {
    const before = ['firmware', 'serial'].map((fact) => ({
      ...{ fact: fact === 'serial' ? ('serial' as const) : ('firmware' as const), kept: '1', others: [] },
    }))
    const joined = identityWithDescription({ ...unknown, contradictions: before }, description, source)
    expect(joined.contradictions.map(({ fact }) => fact)).toEqual(['serial'])
  })

  it('replaces the last description', () => {
    const joined = saying('8.0.2.0000', saying('8.0.1.0000'))
    expect(joined).toMatchObject({ firmware: '8.0.2.0000', contradictions: [] })
    expect(describedFirmware(joined)).toBe('8.0.2.0000')
    expect(joined.evidence.filter(({ fact }) => fact === 'firmware')).toHaveLength(1)
  })
})

describe('the firmware in the description', () => {
  it('is null without a description and without a firmware in it', () => {
    expect(describedFirmware({ ...unknown, evidence: [evidence('firmware', '8.0.1.0000')] })).toBe(null)
    expect(describedFirmware(saying(null))).toBe(null)
  })

  it('is null for an unreadable description', () => {
    const own = { ...evidence('firmware', '8.0.1.0000', 'driver.describe'), raw: '{}' }
    expect(describedFirmware({ ...unknown, evidence: [own] })).toBe(null)
    expect(redescribed(unknown, { ...unknown, evidence: [own] }, null)).toBe(unknown)
  })
})

describe('a new identity from sightings', () => {
  it('is unchanged without a description', () => {
    expect(redescribed(unknown, identify([agent('8.0.1.0000')]), null)).toBe(unknown)
  })

  it('keeps the description, with its source', () => {
    expect(redescribed(unknown, saying('8.0.1.0000'), null)).toEqual(saying('8.0.1.0000'))
  })

  it.each([
    ['not seen before ends that of the description', '8.0.2.0000', '8.0.2.0000', null],
    ['of the description keeps it', '8.0.1.0000', '8.0.1.0000', '8.0.1.0000'],
    ['seen beside the description before changes nothing', '8.0.0.0090', '8.0.1.0000', '8.0.1.0000'],
  ])('a firmware %s', (_what, asked, firmware, described) => {
    const before = saying('8.0.1.0000', identify([agent('8.0.0.0090')]))
    const found = identify([agent(asked)])
    const after = redescribed(found, before, found)
    expect(after.firmware).toBe(firmware)
    expect(describedFirmware(after)).toBe(described)
    expect(after.model).toBe('Rove B2')
  })

  it('keeps a description without a firmware', () => {
    const found = identify([agent('8.0.2.0000')])
    expect(redescribed(found, saying(null), found)).toMatchObject({
      firmware: '8.0.2.0000',
      mac: description.mac,
    })
  })
})

describe('sightings after an update', () => {
  const kept = [
    agent('8.0.1.0000'),
    agent('8.0.3.0000'),
    { ...agent('x'), protocol: 'arp.mac', raw: '00:03:71:00:00:01' },
  ]

  it('of the former firmware are superseded, the others are not', () => {
    expect(superseded(kept, '8.0.1.0000', '8.0.2.0000', 7)).toEqual([
      { ...kept[0], supersededAt: 7 },
      kept[1],
      kept[2],
    ])
  })

  it.each([
    [null, '8.0.2.0000'],
    ['8.0.1.0000', null],
    ['8.0.1.0000', '8.0.1.0000'],
    ['8.0.1.0000', '8.0.1.0000(a)'],
  ])('from %s to %s are unchanged', (former, present) => {
    expect(superseded(kept, former, present, 7)).toBe(kept)
  })
})
