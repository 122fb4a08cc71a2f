/** Registrar (RFC 3261 §10.3): a table of the bindings of addresses of record. The caller authenticates requests. */
import { PunchdownError } from '#shared/errors.ts'
import type { SipRequest } from './message/message.ts'
import { parseNameAddress } from './message/name-address.ts'
import type { Parameters } from './message/parameters.ts'
import { type Destination, destinationOf } from './transport/flow.ts'

/** One contact of an address of record, with the flow that its REGISTER request came over. */
export interface Binding {
  readonly aor: string
  /** Contact URI as registered. */
  readonly contact: string
  readonly flow: Destination
  readonly callId: string
  readonly cseq: number
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly userAgent: string
  /** `+sip.instance` and `reg-id` of the contact (RFC 5626 §6), for example `<urn:uuid:…> 1`; null without an instance. */
  readonly instance: string | null
}

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
    }
  | { readonly status: 400 | 403; readonly reason: string }
  | { readonly status: 423; readonly minExpires: number }

export class Registrar {
  readonly #bindings = new Map<string, Map<string, Binding>>()
  readonly #limits: RegistrarLimits

  constructor(limits: RegistrarLimits) {
    this.#limits = limits
  }

  /** Steps 6 to 8 of §10.3. The sender must have been authenticated for `aor`. */
  register(aor: string, request: SipRequest, flow: Binding['flow'], now: number): RegisterResult {
    this.#expire(aor, now)
    const before = this.#bindings.get(aor) ?? new Map<string, Binding>()
    const callId = request.headers.get('Call-ID') ?? ''
    const cseq = Number((request.headers.get('CSeq') ?? '0').split(/\s+/)[0])
    const contacts = request.headers.all('Contact')
    const expiresHeader = request.headers.get('Expires')
    const after = new Map(before)
    const added: Binding[] = []

    if (contacts.some((contact) => contact.trim() === '*')) {
      if (contacts.length > 1 || expiresHeader?.trim() !== '0') return { status: 400, reason: 'star-contact' }
      for (const [contact, binding] of before) {
        if (binding.callId === callId && cseq <= binding.cseq) return { status: 400, reason: 'cseq-order' }
        after.delete(contact)
      }
      return this.#replace(aor, before, after, added)
    }
    for (const text of contacts) {
      const seconds = this.#secondsOf(text, expiresHeader)
      if (seconds === null) return { status: 400, reason: 'contact' }
      if (seconds !== 0 && seconds < this.#limits.least)
        return { status: 423, minExpires: this.#limits.least }
      const { uri, params } = parseNameAddress(text)
      const known = before.get(uri)
      if (known !== undefined && known.callId === callId && cseq <= known.cseq) {
        return { status: 400, reason: 'cseq-order' }
      }
      if (seconds === 0) {
        after.delete(uri)
        continue
      }
      const binding: Binding = {
        aor,
        contact: uri,
        flow: destinationOf(flow),
        callId,
        cseq,
        expiresAt: now + Math.min(seconds, this.#limits.most) * 1000,
        userAgent: request.headers.text('User-Agent') ?? '',
        instance: instanceOf(params),
      }
      removeInstance(after, binding)
      after.set(uri, binding)
      added.push(binding)
    }
    this.#makeRoom(after, added)
    if (after.size > this.#limits.mostContacts) return { status: 403, reason: 'too-many-contacts' }
    return this.#replace(aor, before, after, added)
  }

  /** Bindings that have not expired, the newest first. */
  lookup(aor: string, now: number): Binding[] {
    this.#expire(aor, now)
    return [...(this.#bindings.get(aor)?.values() ?? [])].reverse()
  }

  all(now: number): Binding[] {
    for (const aor of [...this.#bindings.keys()]) this.#expire(aor, now)
    return [...this.#bindings.values()].flatMap((each) => [...each.values()])
  }

  /** Adds a binding that was stored before a restart. */
  restore(binding: Binding): void {
    const own = this.#bindings.get(binding.aor) ?? new Map<string, Binding>()
    own.set(binding.contact, binding)
    this.#bindings.set(binding.aor, own)
  }

  forget(aor: string): void {
    this.#bindings.delete(aor)
  }

  #secondsOf(contact: string, header: string | undefined): number | null {
    try {
      const text = parseNameAddress(contact).params.get('expires') ?? header?.trim()
      if (text === undefined) return this.#limits.usual
      // a malformed value counts as 3600 (§10.2.1.1)
      return /^\d{1,10}$/.test(text) ? Number(text) : 3600
    } catch (error) {
      if (error instanceof PunchdownError) return null
      throw error
    }
  }

  /**
   * Removes the oldest bindings of a device above the limit: a device that restarts may register another contact without removing
   * the last one. Without an instance, bindings with the same address and User-Agent belong to one device.
   */
  #makeRoom(after: Map<string, Binding>, added: readonly Binding[]): void {
    for (const [contact, old] of after) {
      if (after.size <= this.#limits.mostContacts) return
      const isOfDevice = ({ flow, userAgent }: Binding) =>
        flow.address === old.flow.address && userAgent === old.userAgent
      if (!added.includes(old) && added.some(isOfDevice)) after.delete(contact)
    }
  }

  #replace(
    aor: string,
    before: Map<string, Binding>,
    after: Map<string, Binding>,
    added: Binding[],
  ): RegisterResult {
    if (after.size === 0) this.#bindings.delete(aor)
    else this.#bindings.set(aor, after)
    const removed = [...before.values()].filter((binding) => !after.has(binding.contact))
    return { status: 200, bindings: [...after.values()], added, removed }
  }

  #expire(aor: string, now: number): void {
    const own = this.#bindings.get(aor)
    if (own === undefined) return
    for (const [contact, binding] of own) if (binding.expiresAt <= now) own.delete(contact)
    if (own.size === 0) this.#bindings.delete(aor)
  }
}

/** `;+sip.instance="<urn:uuid:0e…>";reg-id=1` → `<urn:uuid:0e…> 1` */
function instanceOf(params: Parameters): string | null {
  const instance = params.get('+sip.instance') ?? null
  return instance === null ? null : `${instance} ${params.get('reg-id') ?? ''}`
}

/** A new binding replaces those of the same instance with other contacts (RFC 5626 §6). */
function removeInstance(bindings: Map<string, Binding>, { instance, contact }: Binding): void {
  if (instance === null) return
  for (const [other, binding] of bindings) {
    if (binding.instance === instance && other !== contact) bindings.delete(other)
  }
}
