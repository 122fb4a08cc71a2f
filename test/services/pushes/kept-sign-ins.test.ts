/** Kept sign-ins on a store in memory: what is stored, and what is tried on which device. */
import { describe, expect, it } from 'vitest'
import { Secret } from '#electron/platform/secret.ts'
import { createSealer, memoryKeyring } from '#electron/platform/secrets.ts'
import { createKeptSignIns } from '#electron/services/pushes/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import type { SignInScope } from '#shared/model/sign-in-scope.ts'
import { named } from './bulk-bench.ts'

const site: SignInScope = { kind: 'site' }
const poly: SignInScope = { kind: 'maker', vendor: 'Poly' }
const own: SignInScope = { kind: 'device', deviceId: 'd0' }
const device = named('d0', 'B2')

function bench() {
  const store = openStore(':memory:')
  const sealer = createSealer(memoryKeyring())
  const asked: unknown[] = []
  const parts = {
    documents: store.documents,
    defaultOf: (vendor: string | null, model: string | null) => {
      asked.push([vendor, model])
      return { user: 'Polycom', password: '456' }
    },
  }
  const signIns = createKeptSignIns({ ...parts, sealer })
  return {
    ...{ store, asked, signIns },
    save: (scope: SignInScope, password: string, user = 'admin', jobId = 'one') =>
      signIns.save(jobId, scope, user, new Secret(password)),
    /** `user/password`, with `!` for a default one. */
    tries: (of: StoredDevice = device, allowDefault = false) =>
      signIns
        .candidates(of, allowDefault)
        .map(({ user, password, isDefault }) => `${user}/${password.reveal()}${isDefault ? '!' : ''}`),
    withOtherKey: () => createKeptSignIns({ ...parts, sealer: createSealer(memoryKeyring()) }),
  }
}

describe('kept sign-ins', () => {
  it('are listed without their passwords, replaced, and removed', () => {
    const { signIns, save } = bench()
    save(site, 'a')
    save(poly, 'b', 'Polycom')
    save(site, 'c', 'root')
    save(site, 'd', 'admin', 'two')
    expect(signIns.list('one')).toEqual([
      { scope: poly, user: 'Polycom' },
      { scope: site, user: 'root' },
    ])
    signIns.remove('one', poly)
    expect(signIns.list('one')).toEqual([{ scope: site, user: 'root' }])
    expect(signIns.list('two')).toHaveLength(1)
  })

  it('are stored sealed; a document of another shape is left out', () => {
    const { signIns, save, store } = bench()
    save(site, 'gate-4471')
    expect(JSON.stringify(store.documents.all('sign-in'))).not.toContain('gate-4471')
    store.documents.set('sign-in', 'one site', { user: 'x' })
    store.documents.set('sign-in', 'other', 7)
    expect(signIns.list('one')).toHaveLength(1)
  })

  it('are tried from the device to the site, those of another maker, device and job not', () => {
    const { save, tries } = bench()
    save(site, 'site')
    save(poly, 'maker')
    save(own, 'own')
    save({ kind: 'maker', vendor: '2N' }, 'other maker')
    save({ kind: 'device', deviceId: 'd1' }, 'other device')
    save(own, 'other job', 'admin', 'two')
    expect(tries()).toEqual(['admin/own', 'admin/maker', 'admin/site'])
    const unknown = { ...device, identity: { ...device.identity, vendor: null } }
    expect(tries(unknown)).toEqual(['admin/own', 'admin/site'])
    expect(tries({ ...device, id: 'd9' })).toEqual(['admin/maker', 'admin/site'])
  })

  it('are followed by the default one when it is allowed', () => {
    const { save, tries, asked } = bench()
    save(site, 'site')
    expect(tries()).toEqual(['admin/site'])
    expect(asked).toEqual([])
    expect(tries(device, true)).toEqual(['admin/site', 'Polycom/456!'])
    expect(asked).toEqual([['Poly', 'B2']])
  })

  it('that are the same are tried once; one that is the default one is named as such', () => {
    const { save, tries } = bench()
    save(own, '456', 'Polycom')
    save(poly, '456', 'Polycom')
    save(site, '456', 'admin')
    expect(tries(device, true)).toEqual(['Polycom/456!', 'admin/456'])
    expect(tries()).toEqual(['Polycom/456', 'admin/456'])
  })
})

describe('a refusal', () => {
  it('is kept for its device, also when the same is entered again', () => {
    const { save, tries, signIns } = bench()
    save(site, 'site')
    save(own, 'own')
    for (const { id } of signIns.candidates(device, true)) signIns.refused('d0', id)
    signIns.refused('d0', 'another')
    expect(tries(device, true)).toEqual([])
    expect(tries({ ...device, id: 'd9' }, true)).toEqual(['admin/site', 'Polycom/456!'])
    save(site, 'site')
    expect(tries()).toEqual([])
    save(site, 'site', 'root')
    expect(tries()).toEqual(['root/site'])
    save(own, 'new')
    expect(tries()).toEqual(['admin/new', 'root/site'])
  })

  it('is stored once', () => {
    const { signIns, store } = bench()
    signIns.refused('d0', 'x')
    signIns.refused('d0', 'x')
    signIns.refused('d0', 'y')
    expect(store.documents.get('sign-in-refusal', 'd0')).toEqual(['x', 'y'])
  })
})

it('a password that cannot be opened is reported, and replaced by a new one', () => {
  const { save, withOtherKey } = bench()
  save(site, 'site')
  const other = withOtherKey()
  expect(() => other.candidates(device, false)).toThrow(
    expect.objectContaining({ code: 'secret-unreadable' }),
  )
  other.save('one', site, 'admin', new Secret('site'))
  expect(other.candidates(device, false)).toHaveLength(1)
})
