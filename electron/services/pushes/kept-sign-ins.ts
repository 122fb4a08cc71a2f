/** Sign-ins that the technician entered for a site, a maker or a device. Their passwords are stored sealed. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type KeptSignIn, type SignInScope, signInScopeSchema } from '#shared/model/sign-in-scope.ts'
import { Secret } from '../../platform/secret.ts'
import type { Sealer } from '../../platform/secrets.ts'
import type { DocumentRepository, StoredDevice } from '../../store/store.ts'

const storedSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  scope: signInScopeSchema,
  user: z.string(),
  /** Result of `Sealer.seal`. */
  sealedPassword: z.string(),
})
type Stored = z.infer<typeof storedSchema>

/** A maker's default account: `Polycom` / `456`. */
interface DefaultSignIn {
  readonly user: string
  readonly password: string
}

interface Candidate {
  readonly id: string
  readonly user: string
  readonly password: Secret
  readonly isDefault: boolean
}

export interface KeptSignIns {
  list(jobId: string): KeptSignIn[]
  /** Replaces the one of the same scope. The same user and password again keep their refusals. */
  save(jobId: string, scope: SignInScope, user: string, password: Secret): void
  remove(jobId: string, scope: SignInScope): void
  /**
   * Sign-ins to try on a device, the most specific first, without those that it refused; then the maker's default one if it is allowed.
   * @throws PunchdownError secret-unreadable
   */
  candidates(device: StoredDevice, allowDefault: boolean): Candidate[]
  /** The device is not asked with this sign-in again. */
  refused(deviceId: string, candidateId: string): void
}

export interface KeptSignInsParts {
  readonly documents: DocumentRepository
  readonly sealer: Sealer
  readonly defaultOf: (vendor: string | null, model: string | null) => DefaultSignIn | null
}

const collection = 'sign-in'
const refusals = 'sign-in-refusal'

const keyOf = (jobId: string, scope: SignInScope): string => {
  const of = scope.kind === 'site' ? '' : scope.kind === 'maker' ? scope.vendor : scope.deviceId
  return `${jobId} ${scope.kind} ${of}`
}

export function createKeptSignIns(parts: KeptSignInsParts): KeptSignIns {
  const { documents, sealer } = parts
  const ofJob = (jobId: string): Stored[] =>
    documents.all(collection).flatMap(({ value }) => {
      const { data } = storedSchema.safeParse(value)
      return data?.jobId === jobId ? [data] : []
    })
  const get = (jobId: string, scope: SignInScope): Stored | null =>
    storedSchema.safeParse(documents.get(collection, keyOf(jobId, scope))).data ?? null
  const refusedBy = (deviceId: string): string[] =>
    z.array(z.string()).safeParse(documents.get(refusals, deviceId)).data ?? []
  return {
    list: (jobId) => ofJob(jobId).map(({ scope, user }) => ({ scope, user })),
    save(jobId, scope, user, password) {
      const kept = get(jobId, scope)
      const isSame = kept !== null && kept.user === user && opens(sealer, kept, password)
      documents.set(collection, keyOf(jobId, scope), {
        ...{ id: isSame ? kept.id : randomUUID(), jobId, scope, user },
        sealedPassword: sealer.seal(password.reveal()),
      } satisfies Stored)
    },
    remove: (jobId, scope) => documents.remove(collection, keyOf(jobId, scope)),
    candidates(device, allowDefault) {
      const { vendor, model } = device.identity
      const scopes: SignInScope[] = [
        { kind: 'device', deviceId: device.id },
        ...(vendor === null ? [] : [{ kind: 'maker' as const, vendor }]),
        { kind: 'site' },
      ]
      const kept = scopes.flatMap((scope): Candidate[] => {
        const found = get(device.jobId, scope)
        if (found === null) return []
        const { id, user, sealedPassword } = found
        return [{ id, user, password: new Secret(sealer.open(sealedPassword)), isDefault: false }]
      })
      const known = allowDefault ? parts.defaultOf(vendor, model) : null
      const all = known === null ? kept : [...kept, defaultCandidate(known)]
      const refused = new Set(refusedBy(device.id))
      return withoutRepeats(all).filter(({ id }) => !refused.has(id))
    },
    refused(deviceId, candidateId) {
      const before = refusedBy(deviceId)
      if (!before.includes(candidateId)) documents.set(refusals, deviceId, [...before, candidateId])
    },
  }
}

const defaultCandidate = ({ user, password }: DefaultSignIn): Candidate => ({
  ...{ id: `default ${user} ${password}`, user, password: new Secret(password), isDefault: true },
})

/** A user and password that two scopes share are tried once; it is a default sign-in if one of them is. */
function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const isSame = (a: Candidate, b: Candidate) =>
    a.user === b.user && a.password.reveal() === b.password.reveal()
  return candidates
    .filter((each, index) => candidates.findIndex((other) => isSame(each, other)) === index)
    .map((each) => ({
      ...each,
      isDefault: candidates.some((other) => other.isDefault && isSame(each, other)),
    }))
}

/** Whether the sealed password is this one; false when it cannot be opened. */
function opens(sealer: Sealer, { sealedPassword }: Stored, password: Secret): boolean {
  try {
    return sealer.open(sealedPassword) === password.reveal()
  } catch {
    return false
  }
}
