/** Everything of one job, as it travels to another laptop: read from the store, and written back to it. */
import { z } from 'zod'
import { guidedSetupSchema } from '#shared/machines/guided.ts'
import { isActive, type Push, pushSchema } from '#shared/machines/push.ts'
import { sightingSchema } from '#shared/model/identity.ts'
import {
  deviceSchema,
  type Endpoint,
  endpointSchema,
  historyEntrySchema,
  jobSchema,
} from '#shared/model/job.ts'
import { neighbourSchema, switchSchema } from '#shared/model/neighbour.ts'
import { mask, publicFacts, redactedEvidence, redactText } from '../../../platform/redaction.ts'
import type { Store } from '../../../store/store.ts'

const storedDeviceSchema = deviceSchema.omit({ signedIn: true, capabilities: true })

export const jobContentSchema = z.object({
  job: jobSchema,
  devices: z.array(storedDeviceSchema),
  /** Sightings by the id of their device. */
  sightings: z.array(z.object({ deviceId: z.string(), all: z.array(sightingSchema) })),
  endpoints: z.array(endpointSchema),
  pushes: z.array(pushSchema),
  guidedSetups: z.array(guidedSetupSchema),
  switches: z.array(switchSchema),
  neighbours: z.array(neighbourSchema),
  history: z.array(historyEntrySchema.omit({ id: true, jobId: true })),
})
export type JobContent = z.infer<typeof jobContentSchema>

/**
 * Reads a job without its secrets: verification and sign-in codes, and the values of secret settings. Writes under way stay with the
 * laptop that makes them, or another would repeat them.
 */
export function readContent(store: Store, jobId: string): JobContent | null {
  const job = store.jobs.get(jobId)
  if (job === null) return null
  const devices = store.devices.ofJob(jobId)
  return {
    job,
    devices,
    sightings: devices.map(({ id }) => ({ deviceId: id, all: store.devices.sightings(id) })),
    endpoints: store.endpoints.ofJob(jobId).map(withoutCodes),
    pushes: store.pushes
      .ofJob(jobId)
      .filter(({ state }) => !isActive(state))
      .map(withoutSecrets),
    guidedSetups: store.guidedSetups.ofJob(jobId),
    switches: store.switches.ofJob(jobId),
    neighbours: store.switches.neighbours(jobId),
    history: store.history.ofJob(jobId).map(({ id: _, jobId: __, ...entry }) => entry),
  }
}

/** Masks passwords and session cookies in the evidence of a device. */
export const redactedDevice = (device: JobContent['devices'][number]): JobContent['devices'][number] => ({
  ...device,
  identity: { ...device.identity, evidence: device.identity.evidence.map(redacted) },
})

/** Octets in base64 are left as they are: they are no text. */
export const redacted = <Seen extends { protocol: string; raw: string; encoding?: 'base64' | undefined }>(
  seen: Seen,
): Seen => (seen.encoding === undefined ? { ...seen, raw: redactedEvidence(seen.protocol, seen.raw) } : seen)

/** A content without secrets in its evidence and history: they are only for this laptop. */
export const withoutSecretTexts = (content: JobContent): JobContent => ({
  ...content,
  devices: content.devices.map(redactedDevice),
  sightings: content.sightings.map(({ deviceId, all }) => ({ deviceId, all: all.map(redacted) })),
  history: content.history.map((entry) => ({ ...entry, facts: publicFacts(entry.facts) })),
})

/** Adds and replaces records; removes none. Call it in a transaction. */
export function writeContent(store: Store, content: JobContent): void {
  const { job } = content
  store.jobs.save(job)
  for (const device of content.devices) store.devices.save(device)
  for (const { deviceId, all } of content.sightings) store.devices.saveSightings(deviceId, all)
  for (const endpoint of content.endpoints) store.endpoints.save(endpoint)
  // a finished push does not change, and this laptop's own has its secret values
  for (const push of content.pushes) if (store.pushes.get(push.id) === null) store.pushes.save(push)
  for (const setup of content.guidedSetups) store.guidedSetups.save(setup)
  for (const each of content.switches) {
    const own = content.neighbours.filter(({ switchId }) => switchId === each.id)
    store.switches.replace(each, own)
  }
  store.history.replace(job.id, content.history)
}

/** An expired code in the place of each: the technician gets a new one. */
function withoutCodes(endpoint: Endpoint): Endpoint {
  const { onboarding } = endpoint
  if (onboarding.at === 'stuck') {
    const problem = { ...onboarding.problem, facts: publicFacts(onboarding.problem.facts) }
    return { ...endpoint, onboarding: { ...onboarding, problem, before: expired(onboarding.before) } }
  }
  return onboarding.at === 'offboarded' ? endpoint : { ...endpoint, onboarding: expired(onboarding) }
}

type OpenState = Exclude<Endpoint['onboarding'], { at: 'stuck' | 'offboarded' }>

function expired<State extends OpenState>(state: State): State {
  if (state.at === 'signing-in') return { ...state, signIn: { ...state.signIn, code: '', expiresAt: 0 } }
  if (state.at === 'onboarded') {
    const { refused } = state
    const shown = refused === null ? null : { ...refused, facts: publicFacts(refused.facts) }
    return { ...state, verification: null, refused: shown }
  }
  return state
}

/** Masks the values of secret settings, and passwords and keys in URLs. */
function withoutSecrets(push: Push): Push {
  const { target, edits } = push.plan
  const secret = new Set(edits.flatMap((edit) => (edit.secret ? [edit.id] : [])))
  const shown = (id: string, value: string): string => (secret.has(id) ? mask : redactText(value))
  const masked = <Edit extends { id: string; before: string | null; after: string }>(edit: Edit): Edit => ({
    ...edit,
    before: edit.before === null ? null : shown(edit.id, edit.before),
    after: shown(edit.id, edit.after),
  })
  const plan = {
    ...push.plan,
    target: target.kind === 'provisioning' ? { ...target, url: redactText(target.url) } : target,
    edits: edits.map(masked),
  }
  if (!('results' in push.state)) return { ...push, plan }
  const results = push.state.results.map((result) => ({
    ...masked(result),
    ...('found' in result && typeof result.found === 'string'
      ? { found: shown(result.id, result.found) }
      : {}),
  }))
  return { ...push, plan, state: { ...push.state, results } }
}
