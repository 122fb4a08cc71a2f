/**
 * Records by hardware id. Records of enrolled ids are stored. Ids that only fetched a configuration are guests: they stay in memory,
 * expire, and are limited per source, so that made-up ids cannot use up the table.
 */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Collection } from './collection.ts'
import { type EndpointRecord, newEndpointRecord } from './records.ts'

export interface GuestLimits {
  /** Milliseconds without a fetch or a registration. */
  readonly lifeMs: number
  /** Guests of one IP address. Above it, the oldest guest of the address is removed. */
  readonly perSource: number
  /** Guests in total. Above it, the oldest guest of the address with the most guests is removed. */
  readonly inAll: number
}
export const usualGuestLimits: GuestLimits = { lifeMs: 15 * 60_000, perSource: 700, inAll: 5_000 }

interface Guest {
  record: EndpointRecord
  source: string
  seenAt: number
}

export class EndpointTable {
  readonly #stored: Collection<EndpointRecord>
  readonly #clock: Clock
  readonly #limits: GuestLimits
  readonly #onDropped: (record: EndpointRecord) => void
  /** Ordered by the time they were last seen. */
  readonly #guests = new Map<HardwareId, Guest>()
  readonly #guestsOf = new Map<string, Set<HardwareId>>()
  readonly #byToken = new Map<string, HardwareId>()
  /** By user name of the temporary account and by number of the own account. */
  readonly #byUser = new Map<string, HardwareId>()

  constructor(
    stored: Collection<EndpointRecord>,
    clock: Clock,
    limits: GuestLimits,
    onDropped: (record: EndpointRecord) => void,
  ) {
    this.#stored = stored
    this.#clock = clock
    this.#limits = limits
    this.#onDropped = onDropped
    for (const record of stored.all()) {
      // an earlier version stored guests as well
      if (record.enrolledAt === null) stored.remove(record.hardwareId)
      else this.#index(record)
    }
  }

  get(hardwareId: HardwareId): EndpointRecord | null {
    this.#expire()
    return this.#stored.get(hardwareId) ?? this.#guests.get(hardwareId)?.record ?? null
  }

  all(): EndpointRecord[] {
    this.#expire()
    return [...this.#stored.all(), ...[...this.#guests.values()].map(({ record }) => record)]
  }

  byToken(token: string): EndpointRecord | null {
    const hardwareId = this.#byToken.get(token)
    return hardwareId === undefined ? null : this.get(hardwareId)
  }

  byUser(user: string): EndpointRecord | null {
    const hardwareId = this.#byUser.get(user)
    return hardwareId === undefined ? null : this.get(hardwareId)
  }

  /** Stores the record of an enrolled id; keeps other records in memory. @throws PunchdownError disk-full */
  save(record: EndpointRecord, source: string): EndpointRecord {
    const before = this.get(record.hardwareId)
    if (record.enrolledAt === null) this.#keepGuest(record, source)
    else {
      this.#stored.set(record.hardwareId, record)
      this.#forgetGuest(record.hardwareId)
    }
    if (before !== null) this.#unindex(before)
    this.#index(record)
    return record
  }

  /** Restarts the expiry time of a guest. */
  seen(hardwareId: HardwareId): void {
    const guest = this.#guests.get(hardwareId)
    if (guest === undefined) return
    this.#guests.delete(hardwareId)
    this.#guests.set(hardwareId, { ...guest, seenAt: this.#clock.now() })
  }

  remove(hardwareId: HardwareId): void {
    const record = this.get(hardwareId)
    if (record === null) return
    if (record.enrolledAt !== null) this.#stored.remove(hardwareId)
    this.#forgetGuest(hardwareId)
    this.#unindex(record)
  }

  #keepGuest(record: EndpointRecord, source: string): void {
    const known = this.#guests.get(record.hardwareId)
    const from = known?.source ?? source
    this.#forgetGuest(record.hardwareId)
    const own = this.#guestsOf.get(from) ?? new Set()
    if (own.size >= this.#limits.perSource) this.#dropOldestOf(own)
    else if (this.#guests.size >= this.#limits.inAll) this.#dropOldestOf(this.#largest())
    own.add(record.hardwareId)
    this.#guestsOf.set(from, own)
    this.#guests.set(record.hardwareId, { record, source: from, seenAt: this.#clock.now() })
  }

  #largest(): Set<HardwareId> {
    let largest = new Set<HardwareId>()
    for (const own of this.#guestsOf.values()) if (own.size > largest.size) largest = own
    return largest
  }

  #dropOldestOf(own: ReadonlySet<HardwareId>): void {
    for (const hardwareId of this.#guests.keys()) {
      if (!own.has(hardwareId)) continue
      this.#drop(hardwareId)
      return
    }
  }

  #expire(): void {
    const now = this.#clock.now()
    for (const [hardwareId, { seenAt }] of this.#guests) {
      if (now - seenAt < this.#limits.lifeMs) return
      this.#drop(hardwareId)
    }
  }

  #drop(hardwareId: HardwareId): void {
    const guest = this.#guests.get(hardwareId)
    if (guest === undefined) return
    this.#forgetGuest(hardwareId)
    this.#unindex(guest.record)
    this.#onDropped(guest.record)
  }

  #forgetGuest(hardwareId: HardwareId): void {
    const guest = this.#guests.get(hardwareId)
    if (guest === undefined) return
    this.#guests.delete(hardwareId)
    const own = this.#guestsOf.get(guest.source)
    own?.delete(hardwareId)
    if (own?.size === 0) this.#guestsOf.delete(guest.source)
  }

  #index({ hardwareId, session, account }: EndpointRecord): void {
    if (session !== null) {
      this.#byToken.set(session.token, hardwareId)
      this.#byUser.set(session.user, hardwareId)
    }
    if (account !== null) this.#byUser.set(account.number, hardwareId)
  }

  #unindex({ session, account }: EndpointRecord): void {
    if (session !== null) {
      this.#byToken.delete(session.token)
      this.#byUser.delete(session.user)
    }
    if (account !== null) this.#byUser.delete(account.number)
  }
}

/** The record of an id, or a new record that is not saved. */
export const recordOf = (table: EndpointTable, hardwareId: HardwareId): EndpointRecord =>
  table.get(hardwareId) ?? newEndpointRecord(hardwareId)
