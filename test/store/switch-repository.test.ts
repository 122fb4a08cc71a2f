/** A reading of a switch replaces the one before it, and tells what differs. */
import { describe, expect, it } from 'vitest'
import { openStore } from '#electron/store/open.ts'
import { type Neighbour, neighbourSchema, type Switch } from '#shared/model/neighbour.ts'
import { job } from './matter.ts'

const found = (id: string, jobId = 'one', key = `mac:${id}`): Switch => ({
  ...{ id, jobId, key, address: '192.0.2.1', port: 161, name: 'sw', description: null, location: null },
  ...{ objectId: null, vendor: null, mac: null, ports: [], vlanNames: [], tables: [], raw: [], readAt: 1 },
})

const neighbour = (id: string, switchId = 's', changes: Partial<Neighbour> = {}): Neighbour =>
  neighbourSchema.parse({
    ...{ id, jobId: 'one', switchId, switchKey: `mac:${switchId}`, seenBy: ['lldp'], port: null },
    ...{ chassisId: null, portId: null, portDescription: null, mac: null, macs: [], addresses: [] },
    ...{ name: null, description: null, platform: null, software: null, capabilities: null, medClass: null },
    vlan: {
      ...{ untagged: null, said: null, learnt: [], learntAs: null },
      ...{ voice: null, offered: null, cdpVoice: null },
    },
    ...{ power: null, inventory: null, location: [], raw: [], readAt: 1, ...changes },
  })

function withJobs() {
  const store = openStore(':memory:')
  for (const id of ['one', 'two']) store.jobs.save(job(id))
  return store
}

describe('a reading', () => {
  it('is found by id, by key, and in the list of its job', () => {
    using store = withJobs()
    for (const each of [found('t'), found('s'), found('u', 'two', 'mac:s')]) store.switches.replace(each, [])
    expect(store.switches.get('s')).toEqual(found('s'))
    expect(store.switches.byKey('one', 'mac:s')?.id).toBe('s')
    expect(store.switches.byKey('two', 'mac:s')?.id).toBe('u')
    expect(store.switches.byKey('two', 'mac:t')).toBeNull()
    expect(store.switches.ofJob('one').map(({ id }) => id)).toEqual(['s', 't'])
    expect(store.switches.get('x')).toBeNull()
  })

  it('reports every neighbour as changed at the first time', () => {
    using store = withJobs()
    const both = [neighbour('b'), neighbour('a')]
    expect(store.switches.replace(found('s'), both)).toEqual({ changed: ['b', 'a'], removed: [] })
    expect(store.switches.neighbours('one')).toEqual([neighbour('a'), neighbour('b')])
    expect(store.switches.neighbours('two')).toEqual([])
    expect(store.switches.neighbour('a')).toEqual(neighbour('a'))
    expect(store.switches.neighbour('x')).toBeNull()
  })

  it('reports changed, new and removed neighbours', () => {
    using store = withJobs()
    store.switches.replace(found('s'), [neighbour('same'), neighbour('changed'), neighbour('gone')])
    const renamed = neighbour('changed', 's', { name: 'SEP0' })
    const next = [neighbour('same'), renamed, neighbour('new')]
    const second = { ...found('s'), key: 'mac:other', name: 'sw2' }
    expect(store.switches.replace(second, next)).toEqual({ changed: ['changed', 'new'], removed: ['gone'] })
    expect(store.switches.get('s')).toEqual(second)
    expect(store.switches.byKey('one', 'mac:other')?.id).toBe('s')
    expect(store.switches.byKey('one', 'mac:s')).toBeNull()
    expect(store.switches.neighbour('changed')).toEqual(renamed)
    expect(store.switches.neighbours('one').map(({ id }) => id)).toEqual(['changed', 'new', 'same'])
  })

  it('is unchanged when only the order of keys differs', () => {
    using store = withJobs()
    store.switches.replace(found('s'), [neighbour('a')])
    const reordered = Object.assign({ raw: [], name: null }, neighbour('a'))
    expect(Object.keys(reordered)[0]).toBe('raw')
    expect(store.switches.replace(found('s'), [reordered])).toEqual({ changed: [], removed: [] })
  })

  it('keeps the neighbours of other switches', () => {
    using store = withJobs()
    store.switches.replace(found('s'), [neighbour('a')])
    store.switches.replace(found('t'), [neighbour('b', 't')])
    expect(store.switches.replace(found('s'), [])).toEqual({ changed: [], removed: ['a'] })
    expect(store.switches.neighbours('one').map(({ id }) => id)).toEqual(['b'])
  })

  it('is rolled back when a neighbour cannot be stored', () => {
    using store = withJobs()
    store.switches.replace(found('s'), [neighbour('a')])
    const stray = { ...neighbour('c'), seenBy: [] }
    expect(() => store.switches.replace({ ...found('s'), name: 'sw2' }, [neighbour('b'), stray])).toThrow()
    expect(store.switches.get('s')?.name).toBe('sw')
    expect(store.switches.neighbours('one').map(({ id }) => id)).toEqual(['a'])
  })
})

it('a switch is removed with its neighbours, and tells their ids', () => {
  using store = withJobs()
  store.switches.replace(found('s'), [neighbour('a'), neighbour('b')])
  store.switches.replace(found('t'), [neighbour('c', 't')])
  expect(store.switches.remove('s').toSorted()).toEqual(['a', 'b'])
  expect(store.switches.get('s')).toBeNull()
  expect(store.switches.neighbours('one').map(({ id }) => id)).toEqual(['c'])
  expect(store.switches.remove('s')).toEqual([])
})
