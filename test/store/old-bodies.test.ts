/** Rows that earlier versions stored are read in today's shape. */
import { describe, expect, it } from 'vitest'
import { storedPlanSchema, storedPushSchema } from '#electron/store/old-bodies.ts'

const common = {
  id: 'p',
  deviceId: 'd',
  edits: [],
  after: 'fetches',
  provenance: { source: 'a test', confidence: 'ours' },
  madeAt: 1,
}

describe('a plan stored with a url', () => {
  it.each([
    ['http://192.0.2.1/a.cfg', { kind: 'provisioning', url: 'http://192.0.2.1/a.cfg' }],
    ['', { kind: 'firmware', version: 'not recorded' }],
  ])('%j', (url, target) => {
    expect(storedPlanSchema.parse({ ...common, url })).toEqual({ ...common, target })
    const push = { id: 'x', jobId: 'j', deviceId: 'd', state: { at: 'planned', since: 1 } }
    expect(storedPushSchema.parse({ ...push, plan: { ...common, url } })).toEqual({
      ...push,
      plan: { ...common, target },
    })
  })
  it('of today stays as it is', () => {
    const plan = { ...common, target: { kind: 'firmware', version: '8.0.5.0002' } }
    expect(storedPlanSchema.parse(plan)).toEqual(plan)
  })
  it('without any target is refused', () => {
    expect(storedPlanSchema.safeParse(common).success).toBe(false)
  })
})
