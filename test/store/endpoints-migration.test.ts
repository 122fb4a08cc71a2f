/** Migration 6 gives handsets of earlier versions the shape of today. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { endpoints } from '#electron/store/migrations/006-endpoints.ts'

/** The body after the migration; text that is not JSON is stored as it is. */
function migrated(body: unknown): unknown {
  const connection = new Database(':memory:')
  try {
    connection.exec('CREATE TABLE endpoint (id TEXT PRIMARY KEY, body TEXT NOT NULL)')
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    connection.prepare("INSERT INTO endpoint VALUES ('other', '{}'), ('1', ?)").run(text)
    endpoints.up(connection)
    expect(connection.prepare("SELECT body FROM endpoint WHERE id = 'other'").pluck().get()).toBe('{}')
    const after = String(connection.prepare("SELECT body FROM endpoint WHERE id = '1'").pluck().get())
    return typeof body === 'string' ? after : JSON.parse(after)
  } finally {
    connection.close()
  }
}

const handset = {
  ...{ id: '1', deviceId: 'a', hardwareId: '0003717C0E0A', ipei: '03717C0E0A', label: 'Reception' },
  onboarding: { at: 'found', since: 1 },
}
const stateOf = (onboarding: unknown) => migrated({ ...handset, onboarding })

it('a handset of a base was found on it, and reached its state when the state began', () => {
  expect(migrated({ ...handset, ipeiPrinted: '00883 0813576 *' })).toEqual({
    ...handset,
    addedBy: 'device',
    onboarding: { at: 'found', since: 1, reached: { found: 1 } },
  })
})

it('a handset without a base was added by the technician', () => {
  expect(migrated({ ...handset, deviceId: null })).toMatchObject({ deviceId: null, addedBy: 'technician' })
})

it('an IPEI that was not stored is the hardware id without its leading zeros', () => {
  expect(migrated({ ...handset, ipei: null })).toMatchObject({ ipei: '03717C0E0A' })
})

it.each([
  ['fetched', { at: 'fetched', since: 4 }, { at: 'fetched', since: 4, reached: { fetched: 4 } }],
  ['offboarded', { at: 'offboarded', since: 4 }, { at: 'offboarded', since: 4, reached: {} }],
  [
    'stuck',
    { at: 'stuck', since: 9, problem: { code: 'timed-out' }, before: { at: 'fetched', since: 4 } },
    {
      ...{ at: 'stuck', since: 9, reached: {}, problem: { code: 'timed-out' } },
      before: { at: 'fetched', since: 4, reached: { fetched: 4 } },
    },
  ],
  [
    'signed in to an account',
    { at: 'signed-in', since: 7, account: { name: 'Lee' } },
    {
      ...{ at: 'signed-in', since: 7, reached: { 'signed-in': 7 } },
      account: { name: 'Lee', attachedAt: 7 },
    },
  ],
  [
    'signing in without an account',
    { at: 'signing-in', since: 7, account: null },
    { at: 'signing-in', since: 7, reached: { 'signing-in': 7 }, account: null },
  ],
])('the state %s keeps what it held', (_, before, after) => {
  expect(stateOf(before)).toEqual({ ...handset, addedBy: 'device', onboarding: after })
})

it.each([
  ['no object', 7],
  ['without a time', { at: 'found' }],
  ['null', null],
])('a state that is %s stays', (_, state) => {
  expect(stateOf(state)).toMatchObject({ onboarding: state })
})

it.each([
  ['not JSON', '{"id":'],
  ['another shape', '{"colour":"red"}'],
  ['a number', '7'],
])('a body that is %s stays as it is', (_, body) => {
  expect(migrated(body)).toBe(body)
})
