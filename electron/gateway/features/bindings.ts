/** The registrar with stored bindings: they are stored before a REGISTER is answered, and survive a restart. */
import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import {
  type Binding,
  GroupCommit,
  type RegisterResult,
  Registrar,
  type SipRequest,
} from '../../sip/index.ts'
import type { DocumentRepository } from '../../store/store.ts'
import type { OnUnreadable } from '../directory/collection.ts'
import type { ServiceSettings } from '../service-settings.ts'

const bindingSchema = z.object({
  aor: z.string(),
  contact: z.string(),
  flow: z.object({ transport: z.enum(['udp', 'tcp', 'tls']), address: z.string(), port: z.number() }),
  callId: z.string(),
  cseq: z.number(),
  expiresAt: z.number(),
  userAgent: z.string(),
  instance: z.string().nullable().default(null),
  regId: z.number().nullable().default(null),
  q: z.number().default(1),
  path: z.array(z.string()).readonly().default([]),
})

const collection = 'gateway.binding'

export interface Bindings {
  /** Resolves when the bindings are stored. @throws PunchdownError disk-full; the bindings are then those that are stored */
  register(aor: string, request: SipRequest, flow: Binding['flow']): Promise<RegisterResult>
  of(aor: string): Binding[]
  all(): Binding[]
  forget(aor: string): void
}

export interface BindingsParts {
  readonly documents: DocumentRepository
  readonly settings: ServiceSettings
  readonly clock: Clock
  readonly onUnreadable: OnUnreadable
}

export function createBindings({ documents, settings, clock, onUnreadable }: BindingsParts): Bindings {
  const registrar = new Registrar({
    least: settings.registerLeastSeconds,
    usual: settings.registerUsualSeconds,
    most: settings.registerMostSeconds,
    mostContacts: settings.mostContacts,
  })
  const storedOf = (key: string, value: unknown): readonly Binding[] => {
    const read = z.array(bindingSchema).safeParse(value)
    if (read.success) return read.data.filter(({ expiresAt }) => expiresAt > clock.now())
    if (value !== undefined && value !== null) onUnreadable(collection, key)
    return []
  }
  /** Addresses of record with a document. */
  const stored = new Set<string>()
  for (const { key, value } of documents.all(collection)) {
    stored.add(key)
    for (const binding of storedOf(key, value)) registrar.restore(binding)
  }

  const keep = (aor: string, bindings: readonly Binding[]): void => {
    if (bindings.length > 0) documents.set(collection, aor, bindings)
    else if (stored.has(aor)) documents.remove(collection, aor)
  }
  const kept = (aor: string, bindings: readonly Binding[]): void => {
    if (bindings.length > 0) stored.add(aor)
    else stored.delete(aor)
  }
  const commits = new GroupCommit(documents.batch)

  return {
    async register(aor, request, flow) {
      const result = registrar.register(aor, request, flow, clock.now())
      if (result.status !== 200 || (result.added.length === 0 && result.removed.length === 0)) return result
      try {
        await commits.run(() => keep(aor, result.bindings))
      } catch (error) {
        registrar.forget(aor)
        for (const binding of storedOf(aor, documents.get(collection, aor))) registrar.restore(binding)
        throw error
      }
      kept(aor, result.bindings)
      return result
    },
    of: (aor) => registrar.lookup(aor, clock.now()),
    all: () => registrar.all(clock.now()),
    forget(aor) {
      keep(aor, [])
      kept(aor, [])
      registrar.forget(aor)
    },
  }
}
