/**
 * Registrar and location table (RFC 3261 §10.3; RFC 5626 §6; RFC 3327 §5.3): the bindings of addresses of record, in memory. The caller
 * authenticates requests and stores bindings.
 */

import { readCSeq } from '../message/cseq.ts'
import type { SipRequest } from '../message/message.ts'
import { readSipUri, type SipUri } from '../message/uri.ts'
import { type Destination, destinationOf } from '../transport/flow.ts'
import { type Binding, type ContactRequest, isSameContact, readContacts } from './contact.ts'

export interface RegistrarLimits {
  /** Seconds. */
  readonly least: number
  readonly most: number
  readonly usual: number
  readonly mostContacts: number
}

export type RegisterResult =
  | {
      readonly status: 200
      readonly bindings: readonly Binding[]
      readonly added: readonly Binding[]
      readonly removed: readonly Binding[]
      /** A flow of RFC 5626 was registered: the answer requires `outbound` (§6). */
      readonly outbound: boolean
    }
  | { readonly status: 400 | 403; readonly reason: string }
  | { readonly status: 423; readonly minExpires: number }

/** A binding with its parsed URI, which comparisons need. */
interface Entry {
  readonly binding: Binding
  readonly parsed: SipUri | null
}

const entryOf = (binding: Binding): Entry => ({ binding, parsed: readSipUri(binding.contact) })

export class Registrar {
  /** By address of record; the earliest registered first. */
  readonly #entries = new Map<string, readonly Entry[]>()
  readonly #limits: RegistrarLimits

  constructor(limits: RegistrarLimits) {
    this.#limits = limits
  }

  /** Steps 6 to 8 of §10.3: all contacts are registered, or none. The sender must have been authenticated for `aor`. */
  register(aor: string, request: SipRequest, flow: Destination, now: number): RegisterResult {
    const { headers } = request
    const before = this.#current(aor, now)
    const order = {
      callId: headers.get('Call-ID') ?? '',
      cseq: readCSeq(headers.get('CSeq') ?? '')?.number ?? 0,
    }
    if (headers.all('Contact').includes('*')) return this.#removeAll(aor, request, before, order)
    const contacts = readContacts(headers)
    if (contacts === null) return { status: 400, reason: 'contact' }
    if (contacts.length > this.#limits.mostContacts) return { status: 403, reason: 'too-many-contacts' }
    // RFC 5626 §6
    if (contacts.length > 1 && contacts.some(({ regId }) => regId !== null)) {
      return { status: 400, reason: 'several-flows' }
    }
    let after = before
    const added: Entry[] = []
    for (const contact of contacts) {
      const seconds = contact.expires ?? this.#limits.usual
      if (seconds !== 0 && seconds < this.#limits.least)
        return { status: 423, minExpires: this.#limits.least }
      const replaced = after.filter(({ binding, parsed }) => isSameContact(contact, binding, parsed))
      if (replaced.some(({ binding }) => isOutOfOrder(binding, order)))
        return { status: 400, reason: 'cseq-order' }
      after = after.filter((entry) => !replaced.includes(entry))
      if (seconds === 0) continue
      const expiresAt = now + Math.min(seconds, this.#limits.most) * 1_000
      const entry = {
        binding: bindingOf(aor, request, contact, flow, order, expiresAt),
        parsed: contact.parsed,
      }
      after = [...after, entry]
      added.push(entry)
    }
    return this.#replace(aor, before, this.#withRoom(after, added), added)
  }

  /** Bindings that have not expired: the highest preference first, the newest first among equals (§16.6 item 4). */
  lookup(aor: string, now: number): Binding[] {
    return this.#current(aor, now)
      .map(({ binding }) => binding)
      .reverse()
      .sort((a, b) => b.q - a.q)
  }

  all(now: number): Binding[] {
    return [...this.#entries.keys()].flatMap((aor) => this.#current(aor, now).map(({ binding }) => binding))
  }

  /** Adds a binding that was stored before a restart. */
  restore(binding: Binding): void {
    this.#entries.set(binding.aor, [...(this.#entries.get(binding.aor) ?? []), entryOf(binding)])
  }

  forget(aor: string): void {
    this.#entries.delete(aor)
  }

  /** `Contact: *` removes all bindings, and has `Expires: 0` and no other contact (§10.2.2). */
  #removeAll(aor: string, { headers }: SipRequest, before: readonly Entry[], order: Order): RegisterResult {
    const isAlone = headers.all('Contact').length === 1 && headers.get('Expires')?.trim() === '0'
    if (!isAlone) return { status: 400, reason: 'star-contact' }
    if (before.some(({ binding }) => isOutOfOrder(binding, order)))
      return { status: 400, reason: 'cseq-order' }
    return this.#replace(aor, before, [], [])
  }

  /**
   * Above the limit, the oldest binding of the same device gives way, else the oldest of all: a device that restarts may register another
   * contact without removing the last one. Without an instance, bindings with one address and User-Agent are of one device.
   */
  #withRoom(after: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
    let kept = after
    while (kept.length > this.#limits.mostContacts) {
      const old = kept.filter((entry) => !added.includes(entry))
      const givesWay =
        old.find((entry) => added.some(({ binding }) => isOneDevice(binding, entry.binding))) ?? old[0]
      if (givesWay === undefined) return kept
      kept = kept.filter((entry) => entry !== givesWay)
    }
    return kept
  }

  #replace(
    aor: string,
    before: readonly Entry[],
    after: readonly Entry[],
    added: readonly Entry[],
  ): RegisterResult {
    if (after.length === 0) this.#entries.delete(aor)
    else this.#entries.set(aor, after)
    const contacts = new Set(after.map(({ binding }) => binding.contact))
    return {
      status: 200,
      bindings: after.map(({ binding }) => binding),
      added: added.map(({ binding }) => binding),
      removed: before.map(({ binding }) => binding).filter(({ contact }) => !contacts.has(contact)),
      outbound: added.some(({ binding }) => binding.regId !== null),
    }
  }

  #current(aor: string, now: number): readonly Entry[] {
    const own = this.#entries.get(aor)
    if (own === undefined) return []
    const current = own.filter(({ binding }) => binding.expiresAt > now)
    if (current.length === own.length) return own
    if (current.length === 0) this.#entries.delete(aor)
    else this.#entries.set(aor, current)
    return current
  }
}

interface Order {
  readonly callId: string
  readonly cseq: number
}

/** §10.3 item 7: a request with the Call-ID of the binding and no higher CSeq is late or repeated. */
const isOutOfOrder = (binding: Binding, { callId, cseq }: Order): boolean =>
  binding.callId === callId && cseq <= binding.cseq

const isOneDevice = (a: Binding, b: Binding): boolean =>
  a.instance === null && b.instance === null
    ? a.flow.address === b.flow.address && a.userAgent === b.userAgent
    : a.instance === b.instance

function bindingOf(
  aor: string,
  { headers }: SipRequest,
  { uri, instance, regId, q }: ContactRequest,
  flow: Destination,
  order: Order,
  expiresAt: number,
): Binding {
  return {
    ...{ aor, contact: uri, instance, regId, q, expiresAt },
    ...order,
    flow: destinationOf(flow),
    userAgent: headers.text('User-Agent') ?? '',
    path: headers.all('Path'),
  }
}
