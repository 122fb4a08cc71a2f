/** Phones on another voice VLAN: what is said of them, and what it rests on. */
import { describe, expect, it } from 'vitest'
import { voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { type NeighbourMatter, neighbourOf, policyOf } from '../switch/matter.ts'

const phone = (port: string, vlan: NeighbourMatter['vlan'] = {}, more: NeighbourMatter = {}) =>
  neighbourOf('floor', port, `00:04:13:00:00:${port}`, { ...more, vlan })
const on = (port: string, vlan: number) => phone(port, { voice: policyOf(vlan) })

describe('the voice VLAN of a phone', () => {
  it.each([
    ['its own word over LLDP-MED', { voice: policyOf(50), cdpVoice: 60, learnt: [70] }, 50, 'phone-policy'],
    ['its word over CDP', { cdpVoice: 60, learnt: [70], offered: policyOf(50) }, 60, 'cdp'],
    ['the one tagged VLAN it was learnt in', { untagged: 1, learnt: [1, 70] }, 70, 'learnt'],
    ['what its port offers', { offered: policyOf(50) }, 50, 'port-policy'],
    [
      'what its port offers, where it does not know',
      { voice: policyOf(null), offered: policyOf(50) },
      50,
      'port-policy',
    ],
    [
      'what its port offers, where it was learnt in two',
      { learnt: [7, 8], offered: policyOf(50) },
      50,
      'port-policy',
    ],
  ])('is %s', (_, vlan, expected, from) => {
    expect(voiceVlanOf(phone('01', vlan))).toEqual({ vlan: expected, from })
  })

  it.each([
    ['nothing', {}],
    ['a policy without a VLAN', { voice: policyOf(null) }],
    ['only its untagged VLAN', { untagged: 1, learnt: [1] }],
    ['several VLANs', { learnt: [7, 8] }],
  ])('is not known from %s', (_, vlan) => {
    expect(voiceVlanOf(phone('01', vlan))).toBeNull()
  })
})

describe('a finding', () => {
  const usual = [on('01', 50), on('02', 50), on('03', 50), on('04', 50)]

  it('is a phone on another VLAN than most, with their share', () => {
    expect(voiceVlanFindings([...usual, on('05', 60)])).toEqual([
      {
        neighbourId: 'floor/05/00:04:13:00:00:05',
        seen: { vlan: 60, from: 'phone-policy' },
        expected: 50,
        because: 'most-phones',
        share: { on: 4, of: 5 },
      },
    ])
  })

  it('is a phone that does not follow the policy of its port, also a single one', () => {
    const stubborn = phone('01', { voice: policyOf(60), offered: policyOf(50) })
    expect(voiceVlanFindings([stubborn])).toMatchObject([
      { expected: 50, because: 'port-policy', share: null },
    ])
  })

  it('uses the given VLAN, not that of most phones', () => {
    const found = voiceVlanFindings([...usual, on('05', 60)], 60)
    expect(found).toHaveLength(4)
    expect(found[0]).toMatchObject({ expected: 60, because: 'policy', share: null })
  })

  it('needs more than two phones, a majority, and phones with a known VLAN', () => {
    expect(voiceVlanFindings([on('01', 50), on('02', 60)])).toEqual([])
    expect(voiceVlanFindings([on('01', 50), on('02', 50), on('03', 60), on('04', 60)])).toEqual([])
    expect(voiceVlanFindings([...usual, phone('05')])).toEqual([])
  })

  it('is never another device than a phone', () => {
    const printer = neighbourOf('floor', '09', '00:04:13:00:00:09', {
      capabilities: null,
      vlan: { learnt: [9] },
    })
    expect(voiceVlanFindings([...usual, printer], 50)).toEqual([])
  })
})
