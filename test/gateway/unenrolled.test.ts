import { describe, expect, it } from 'vitest'
import { type EndpointRecord, newEndpointRecord } from '#electron/gateway/directory/records.ts'
import { mostUnenrolled, recordsToForget, unenrolledLifeMs } from '#electron/gateway/directory/unenrolled.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'

const now = 10 * unenrolledLifeMs
const made = (number: number, changes: Partial<EndpointRecord> = {}): EndpointRecord => ({
  ...newEndpointRecord(parseHardwareId(number.toString(16).padStart(12, '0').toUpperCase())),
  fetchedAt: now - number,
  ...changes,
})
const many = (count: number, changes: Partial<EndpointRecord> = {}) =>
  Array.from({ length: count }, (_, index) => made(index + 1, changes))

describe('records that nobody enrolled', () => {
  it('stay while they are few and young', () => {
    expect(recordsToForget(many(mostUnenrolled - 1), now)).toEqual([])
  })

  it('give way to a new one, the oldest first and those that never registered before others', () => {
    const records = [...many(mostUnenrolled - 1), made(9_000, { onboardedAt: now - 9_000 })]
    expect(recordsToForget(records, now)).toEqual([made(mostUnenrolled - 1).hardwareId])
  })

  it('expire', () => {
    const old = made(1, { fetchedAt: now - unenrolledLifeMs })
    expect(recordsToForget([old, made(2)], now)).toEqual([old.hardwareId])
    expect(recordsToForget([{ ...old, onboardedAt: now - 5 }], now)).toEqual([])
  })

  it('never include what a technician has enrolled, or what has an account', () => {
    const long = { fetchedAt: 0 }
    const account = { userId: 'u', name: 'n', number: '+1', authUser: 'a', password: 'p', attachedAt: 0 }
    const kept = [...many(mostUnenrolled * 2, { ...long, enrolledAt: 1 }), made(99_999, { ...long, account })]
    expect(recordsToForget(kept, now)).toEqual([])
  })
})
