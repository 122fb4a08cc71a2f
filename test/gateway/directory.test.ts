/** The directory under any order of calls: its invariants hold, and reopening it changes nothing. */

import { describe, expect, it } from 'vitest'
import { createDirectory } from '#electron/gateway/directory/directory.ts'
import { loadService } from '#electron/gateway/service-settings.ts'
import { openStore } from '#electron/store/open.ts'
import { PunchdownError } from '#shared/errors.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import fc from '#test/support/property.ts'
import { BenchClock } from './bench.ts'

const ids = ['0003717C0E0A', '0003717C0E0B', '0003717C0E0C'].map(parseHardwareId)
const anId = fc.constantFrom(...ids)

const noneUnreadable = (collection: string, key: string): never => {
  throw new Error(`${collection} ${key} is unreadable`)
}

type Call = (hands: Hands) => void
type Hands = ReturnType<typeof openHands>

function openHands(freshTokenOnRepeat: boolean) {
  const store = openStore(':memory:')
  const clock = new BenchClock()
  const service = loadService({ freshTokenOnRepeat })
  const open = () =>
    createDirectory({ documents: store.documents, service, clock, onUnreadable: noneUnreadable })
  return { store, clock, open, directory: open() }
}

/** Refusals are expected; any other exception is a bug. */
function tried(call: () => unknown): void {
  try {
    call()
  } catch (error) {
    if (!(error instanceof PunchdownError) || error.code === 'bug') throw error
  }
}

const calls: fc.Arbitrary<{ name: string; call: Call }> = fc.oneof(
  anId.map((id) => ({
    name: `fetched ${id}`,
    call: ({ directory }: Hands) => directory.fetched(id, '127.0.0.1'),
  })),
  anId.map((id) => ({
    name: `session ${id}`,
    call: ({ directory }: Hands) => directory.session(id, 'en', '127.0.0.1'),
  })),
  anId.map((id) => ({ name: `enrol ${id}`, call: ({ directory }: Hands) => directory.enrol(id) })),
  anId.map((id) => ({
    name: `issue ${id}`,
    call: ({ directory }: Hands) => directory.issueVerificationCode(id),
  })),
  fc.tuple(anId, anId).map(([caller, owner]) => ({
    name: `verify ${caller} with the code of ${owner}`,
    call({ directory }: Hands) {
      const code = directory.endpoint(owner)?.verification?.code ?? '000000'
      const accepted = directory.verify(caller, code) === null
      if (accepted) expect(caller).toBe(owner)
    },
  })),
  anId.map((id) => ({
    name: `sign-in code ${id}`,
    call: ({ directory }: Hands) => directory.issueSignInCode(id, false),
  })),
  fc.tuple(anId, fc.nat({ max: 3 })).map(([id, index]) => ({
    name: `attach user ${index} to ${id}`,
    call({ directory }: Hands) {
      const code = directory.endpoint(id)?.signIn?.code ?? ''
      directory.attach(code, directory.users()[index]?.id ?? '')
    },
  })),
  anId.map((id) => ({
    name: `register ${id}`,
    call({ directory }: Hands) {
      for (const account of directory.accountsOf(id)) directory.registered(account)
    },
  })),
  anId.map((id) => ({ name: `offboard ${id}`, call: ({ directory }: Hands) => directory.offboard(id) })),
  fc.constantFrom(60_000, 16 * 60_000, 25 * 3_600_000).map((ms) => ({
    name: `wait ${ms}`,
    call: ({ clock }: Hands) => clock.advance(ms),
  })),
)

describe('the directory', () => {
  it('keeps its invariants under any order of calls', () => {
    fc.assert(
      fc.property(fc.array(calls, { maxLength: 40 }), fc.boolean(), (sequence, fresh) => {
        const hands = openHands(fresh)
        for (const { call } of sequence) {
          tried(() => call(hands))
          const records = hands.directory.endpoints()
          // a user has at most one endpoint; a code and a token have one owner
          const unique = (values: (string | undefined)[]) => {
            const present = values.filter((value) => value !== undefined)
            expect(new Set(present).size).toBe(present.length)
          }
          unique(records.map(({ account }) => account?.userId))
          unique(records.map(({ verification }) => verification?.code))
          unique(records.map(({ signIn }) => signIn?.code))
          unique(hands.directory.accounts().map(({ identity }) => identity))
          for (const record of records) {
            if (record.account !== null) expect(record.verifiedAt).not.toBeNull()
            if (record.registeredAt !== null) expect(record.account).not.toBeNull()
            if (record.onboardedAt !== null) expect(record.session).not.toBeNull()
          }
        }
        const reopened = hands.open()
        expect(reopened.endpoints()).toEqual(
          hands.directory
            .endpoints()
            .filter(({ enrolledAt }) => enrolledAt !== null)
            .sort((a, b) => a.hardwareId.localeCompare(b.hardwareId)),
        )
        expect(reopened.users()).toEqual(hands.directory.users())
        hands.store[Symbol.dispose]()
      }),
      { numRuns: 150 },
    )
  })

  it('is filled once, also after an interrupted first run', () => {
    const { store, open, directory } = openHands(false)
    const whole = directory.users()
    expect(open().users()).toEqual(whole)
    const [tenant] = store.documents.all('gateway.tenant')
    store.documents.remove('gateway.tenant', tenant?.key ?? '')
    const removed = whole.at(-1)
    store.documents.remove('gateway.user', removed?.id ?? '')
    expect(
      open()
        .users()
        .map(({ number }) => number),
    ).toEqual(whole.map(({ number }) => number))
    store[Symbol.dispose]()
  })

  it('does not change memory when the store rejects a change', () => {
    const { store, clock } = openHands(false)
    const full = new PunchdownError('disk-full')
    let broken = false
    const documents = {
      ...store.documents,
      set(collection: string, key: string, value: unknown) {
        if (broken) throw full
        store.documents.set(collection, key, value)
      },
    }
    const service = loadService()
    const directory = createDirectory({ documents, service, clock, onUnreadable: noneUnreadable })
    const [id] = ids
    if (id === undefined) throw new Error('no id')
    directory.enrol(id)
    const { code } = directory.issueVerificationCode(id)
    broken = true
    expect(() => directory.verify(id, code)).toThrow(full)
    expect(directory.endpoint(id)?.verifiedAt).toBeNull()
    broken = false
    expect(directory.verify(id, code)).toBeNull()
    store[Symbol.dispose]()
  })
})
