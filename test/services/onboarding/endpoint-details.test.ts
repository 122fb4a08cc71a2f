/** Name, place and test calls of an endpoint. */
import { expect, it } from 'vitest'
import { withDetails, withTestCall } from '#electron/services/onboarding/endpoint-details.ts'
import { endpointSchema } from '#shared/model/job.ts'
import { endpoint } from '#test/store/matter.ts'

const known = endpoint('e', 'one')

it('a name and a place are trimmed; an empty place is removed', () => {
  const placed = withDetails(known, { label: ' Reception ', place: ' 2.14 ' })
  expect(placed).toMatchObject({ label: 'Reception', place: '2.14' })
  expect(withDetails(placed, { label: 'Desk' })).toMatchObject({ label: 'Desk', place: '2.14' })
  expect(withDetails(placed, { place: ' ' })).not.toHaveProperty('place')
  expect(endpointSchema.parse(placed)).toEqual(placed)
})

it('test calls are noted and taken back one by one', () => {
  const call = { at: 5, by: 'technician' } as const
  const out = withTestCall(known, 'out', call)
  const both = withTestCall(out, 'in', { ...call, at: 6 })
  expect(both.testCalls).toEqual({ out: call, in: { ...call, at: 6 } })
  expect(withTestCall(both, 'out', null).testCalls).toEqual({ in: { ...call, at: 6 } })
  expect(endpointSchema.parse(both)).toEqual(both)
})
