/** Groups of endpoints: each endpoint is in one, by its state, its firmware and its device. */
import { describe, expect, it } from 'vitest'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Endpoint } from '#shared/model/job.ts'
import fc from '#test/support/property.ts'
import {
  type EndpointGroup,
  endpointGroups,
  groupedEndpoints,
  groupOf,
} from '../../renderer/screens/endpoint-groups.ts'
import { states } from '../machines/onboarding-matter.ts'
import { endpoint } from '../store/matter.ts'

const verdictOf = (answer: Verdict['answer']): Verdict => ({
  ...{ answer, minimum: null, approved: null, date: '2024-07-15', source: 'a test' },
})
const { kind: _, deviceId: __, ...parts } = endpoint('e', 'one')
const ofKind: Record<Endpoint['kind'], (deviceId: string) => Endpoint> = {
  phone: (deviceId) => ({ ...parts, kind: 'phone', deviceId }),
  'adapter-port': (deviceId) => ({ ...parts, kind: 'adapter-port', deviceId, port: 1 }),
  handset: (deviceId) => ({ ...endpoint('e', 'one'), deviceId }),
}
const kinds = ['phone', 'adapter-port', 'handset'] as const
const writable = new Set(['written'])

describe('the group of an endpoint', () => {
  it.each<[keyof typeof states, EndpointGroup]>([
    ['found', 'ready'],
    ['directed', 'waiting'],
    ['fetched', 'waiting'],
    ['onboarded', 'waiting'],
    ['verified', 'waiting'],
    ['signing-in', 'waiting'],
    ['signed-in', 'done'],
    ['offboarded', 'by-hand'],
    ['stuck', 'stuck'],
  ])('that is %s: %s, for every kind', (at, group) => {
    for (const kind of kinds)
      expect([kind, groupOf({ ...ofKind[kind]('written'), onboarding: states[at] }, writable)]).toEqual([
        kind,
        group,
      ])
  })
  it('is set up by hand when Punchdown cannot write its device, or no device lists it', () => {
    for (const kind of kinds) expect(groupOf(ofKind[kind]('other'), writable)).toBe('by-hand')
    expect(groupOf({ ...ofKind.handset('written'), deviceId: null }, writable)).toBe('by-hand')
  })
  it('needs firmware before it is started; the firmware of a handset comes from its base', () => {
    const groups = kinds.map((kind) =>
      groupOf({ ...ofKind[kind]('written'), verdict: verdictOf('below-minimum') }, writable),
    )
    expect(groups).toEqual(['firmware', 'firmware', 'ready'])
    const started = { ...ofKind.phone('written'), onboarding: states.directed }
    expect(groupOf({ ...started, verdict: verdictOf('below-minimum') }, writable)).toBe('waiting')
  })
})

it('the groups hold every endpoint once, in their order', () => {
  const any = fc
    .record({
      at: fc.constantFrom(...Object.values(states)),
      kind: fc.constantFrom(...kinds),
      deviceId: fc.constantFrom('written', 'other'),
      answer: fc.constantFrom<Verdict['answer'][]>('approved', 'below-minimum', 'not-listed'),
    })
    .map(
      ({ at, kind, deviceId, answer }): Endpoint => ({
        ...ofKind[kind](deviceId),
        onboarding: at,
        verdict: verdictOf(answer),
      }),
    )
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), (endpoints) => {
      const groups = groupedEndpoints(endpoints, [{ id: 'written', capabilities: ['provisioning'] }])
      expect([...groups.keys()]).toEqual([...endpointGroups])
      expect(new Set([...groups.values()].flat())).toEqual(new Set(endpoints))
      expect([...groups.values()].flat()).toHaveLength(endpoints.length)
    }),
  )
})
