/** The registrar with stored bindings: they are stored before a REGISTER is answered, and survive a restart. */
import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { type Binding, type RegisterResult, Registrar, type SipRequest } from '../../sip/index.ts'
import type { DocumentRepository } from '../../store/store.ts'
import { openCollection } from '../directory/collection.ts'
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
})

export interface Bindings {
  /** @throws PunchdownError disk-full; the table is then unchanged */
  register(aor: string, request: SipRequest, flow: Binding['flow']): RegisterResult
  of(aor: string): Binding[]
  all(): Binding[]
  forget(aor: string): void
}

export interface BindingsParts {
  readonly documents: DocumentRepository
  readonly settings: ServiceSettings
  readonly clock: Clock
  readonly log: Log
}

export function createBindings({ documents, settings, clock, log }: BindingsParts): Bindings {
  const registrar = new Registrar({
    least: settings.registerLeastSeconds,
    usual: settings.registerUsualSeconds,
    most: settings.registerMostSeconds,
    mostContacts: settings.mostContacts,
  })
  const stored = openCollection(documents, 'gateway.binding', z.array(bindingSchema), log)
  for (const binding of stored.all().flat()) {
    if (binding.expiresAt > clock.now()) registrar.restore(binding)
  }

  const keep = (aor: string, bindings: readonly Binding[]): void => {
    if (bindings.length > 0) stored.set(aor, [...bindings])
    else if (stored.get(aor) !== null) stored.remove(aor)
  }

  return {
    register(aor, request, flow) {
      const before = registrar.lookup(aor, clock.now()).reverse()
      const result = registrar.register(aor, request, flow, clock.now())
      if (result.status !== 200) return result
      try {
        if (result.added.length > 0 || result.removed.length > 0) keep(aor, result.bindings)
      } catch (error) {
        registrar.forget(aor)
        for (const binding of before) registrar.restore(binding)
        throw error
      }
      return result
    },
    of: (aor) => registrar.lookup(aor, clock.now()),
    all: () => registrar.all(clock.now()),
    forget(aor) {
      keep(aor, [])
      registrar.forget(aor)
    },
  }
}
