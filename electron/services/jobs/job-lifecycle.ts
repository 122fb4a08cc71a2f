/** Opens a job: its practice site, its gateway, and the endpoints and pushes that were under way. */
import { z } from 'zod'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { GatewayStatus, PracticeStatus } from '#shared/model/host.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Gateway, GatewayFact, GatewayFetch } from '../../gateway/gateway.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import type { Jobs } from './jobs.ts'

/** Where a job's gateway listened last; null when it was stopped. Ports of 0 take free ones. */
const gatewayOptionsSchema = z
  .object({ address: z.string(), httpPort: z.number(), sipPort: z.number() })
  .nullable()
type GatewayOptions = NonNullable<z.infer<typeof gatewayOptionsSchema>>

const practiceGateway: GatewayOptions = { address: '127.0.0.1', httpPort: 0, sipPort: 0 }

export interface JobLifecycle {
  /** Makes the job the current one; starts its practice site and its gateway and resumes its endpoints. @throws PunchdownError not-found */
  open(jobId: string): Promise<Job>
  openPractice(): Promise<Job>
  /** Deletes a job; stops its gateway if it is the current one. @throws PunchdownError not-found */
  delete(jobId: string): Promise<Job>
  /** Erases the practice job and what the gateway and the practice devices know of it, and opens a new one. */
  resetPractice(): Promise<Job>
  startGateway(options: GatewayOptions): Promise<GatewayStatus>
  stopGateway(): Promise<GatewayStatus>
  startPractice(): Promise<PracticeStatus>
  stopPractice(): Promise<PracticeStatus>
  /** Reads an endpoint's state from its base. @throws PunchdownError not-found | sign-in-needed */
  check(endpointId: string): Promise<Endpoint>
  gatewayFact(fact: GatewayFact): void
  gatewayFetch(fetch: GatewayFetch): void
  /** Opens the job that was current when the core last ran. A failure is logged and does not prevent the start. */
  resume(): Promise<void>
}

export interface JobLifecycleParts {
  readonly store: Store
  readonly jobs: Jobs
  readonly gateway: Pick<Gateway, 'status' | 'start' | 'stop' | 'offboard'>
  readonly practice: PracticeOperations
  readonly onboarding: OnboardingOperations
  readonly devices: DeviceOperations
  readonly guidedSetups: GuidedSetupOperations
  readonly log: Log
}

// operations of other rooms, declared here because those rooms import this one

interface PracticeOperations {
  start(): Promise<PracticeStatus>
  stop(): Promise<PracticeStatus>
  /** Stops the site and clears the memory of its devices. */
  reset(): Promise<void>
}

interface OnboardingOperations {
  /** @throws PunchdownError not-found */
  get(endpointId: string): Endpoint
  resume(jobId: string): Promise<void>
  /** Resolves to the endpoint when the fact moved it to another state. */
  gatewayFact(jobId: string, fact: GatewayFact): Promise<Endpoint | null>
}

interface GuidedSetupOperations {
  fetched(jobId: string, fetch: GatewayFetch): void
  registered(endpoint: Endpoint, identity: string): void
  resume(jobId: string): void
}

interface DeviceOperations {
  applyUserAgent(jobId: string, fetch: { address: string; mac: string | null; userAgent: string }): void
  /** Reads the handsets of a base and updates their endpoints. */
  handsets(deviceId: string): Promise<unknown>
  /** Reads a device and updates its endpoints. */
  read(deviceId: string): Promise<unknown>
}

interface Lifecycle extends JobLifecycleParts {
  currentJobId: string | null
}

export function createJobLifecycle(parts: JobLifecycleParts): JobLifecycle {
  const lifecycle: Lifecycle = { ...parts, currentJobId: null }
  const { jobs, practice } = parts
  return {
    open: (jobId) => open(lifecycle, jobId),
    openPractice: () => open(lifecycle, jobs.practiceJob().id),
    delete: (jobId) => deleteJob(lifecycle, jobId),
    resetPractice: () => resetPractice(lifecycle),
    startGateway: (options) => startGateway(lifecycle, options),
    stopGateway: () => stopGateway(lifecycle),
    startPractice: () => practice.start(),
    stopPractice: () => practice.stop(),
    check: (endpointId) => check(lifecycle, endpointId),
    gatewayFact: (fact) => takeFact(lifecycle, fact),
    gatewayFetch: (fetch) => takeFetch(lifecycle, fetch),
    resume: () => resume(lifecycle),
  }
}

async function open(lifecycle: Lifecycle, jobId: string): Promise<Job> {
  const { jobs, gateway, practice, onboarding, currentJobId } = lifecycle
  const job = jobs.open(jobId)
  if (currentJobId !== null && currentJobId !== job.id && gateway.status().state !== 'off')
    await gateway.stop()
  lifecycle.currentJobId = job.id
  if (job.practice) await practice.start()
  await startRememberedGateway(lifecycle, job)
  await onboarding.resume(job.id)
  lifecycle.guidedSetups.resume(job.id)
  return job
}

async function deleteJob(lifecycle: Lifecycle, jobId: string): Promise<Job> {
  const deleted = lifecycle.jobs.delete(jobId)
  await leave(lifecycle, jobId)
  return deleted
}

/** Stops the gateway of the job if it is the current one. */
async function leave(lifecycle: Lifecycle, jobId: string): Promise<void> {
  if (lifecycle.currentJobId !== jobId) return
  lifecycle.currentJobId = null
  if (lifecycle.gateway.status().state !== 'off') await lifecycle.gateway.stop()
}

async function resetPractice(lifecycle: Lifecycle): Promise<Job> {
  const { store, jobs, gateway, practice } = lifecycle
  const former = jobs.practiceJob()
  const enrolled = store.endpoints.ofJob(former.id).filter(({ onboarding }) => onboarding.at !== 'found')
  for (const { hardwareId } of enrolled) await gateway.offboard(hardwareId)
  await leave(lifecycle, former.id)
  await practice.reset()
  jobs.erase(former.id)
  return open(lifecycle, jobs.practiceJob().id)
}

async function resume(lifecycle: Lifecycle): Promise<void> {
  lifecycle.jobs.eraseExpired()
  const job = lifecycle.jobs.current()
  if (job === null) return
  try {
    await open(lifecycle, job.id)
  } catch (error) {
    const { code, facts } = toProblem(error)
    lifecycle.log.write('job-lifecycle.not-resumed', { ...facts, problem: code })
  }
}

const gatewayMemo = (jobId: string) => `gateway.of.${jobId}`

function rememberGateway({ store, currentJobId }: Lifecycle, options: GatewayOptions | null): void {
  if (currentJobId !== null) store.memos.set(gatewayMemo(currentJobId), options)
}

/** Ports that a status holds; null while the gateway is off. */
function optionsOf({ address, httpPort, sipPort }: GatewayStatus): GatewayOptions | null {
  return address === null || httpPort === null || sipPort === null ? null : { address, httpPort, sipPort }
}

/** Logs a failure: the job opens without its gateway, and the status strip shows that it is off. */
async function startRememberedGateway(lifecycle: Lifecycle, job: Job): Promise<void> {
  const { gateway, store, log } = lifecycle
  if (gateway.status().state !== 'off' || job.mode !== 'rehearsal') return
  const remembered = gatewayOptionsSchema.safeParse(store.memos.get(gatewayMemo(job.id)))
  const options = remembered.data ?? (job.practice ? practiceGateway : null)
  if (options === null) return
  try {
    rememberGateway(lifecycle, optionsOf(await gateway.start(options)))
  } catch (error) {
    const { code, facts } = toProblem(error)
    log.write('job-lifecycle.gateway-not-started', { ...facts, problem: code })
  }
}

async function startGateway(lifecycle: Lifecycle, options: GatewayOptions): Promise<GatewayStatus> {
  const status = await lifecycle.gateway.start(options)
  rememberGateway(lifecycle, optionsOf(status))
  if (lifecycle.currentJobId !== null) await lifecycle.onboarding.resume(lifecycle.currentJobId)
  return status
}

async function stopGateway(lifecycle: Lifecycle): Promise<GatewayStatus> {
  await lifecycle.gateway.stop()
  rememberGateway(lifecycle, null)
  return lifecycle.gateway.status()
}

async function check({ onboarding, devices }: Lifecycle, endpointId: string): Promise<Endpoint> {
  const { deviceId, kind } = onboarding.get(endpointId)
  if (deviceId === null) throw new PunchdownError('not-found', { what: 'base' })
  if (kind === 'handset') await devices.handsets(deviceId)
  else await devices.read(deviceId)
  return onboarding.get(endpointId)
}

/** Facts of the gateway belong to the current job. */
function takeFact({ currentJobId, onboarding, guidedSetups, log }: Lifecycle, fact: GatewayFact): void {
  if (currentJobId === null) return
  onboarding
    .gatewayFact(currentJobId, fact)
    .then((endpoint) => {
      // facts are repeated after a restart of the gateway; only one that moved its endpoint is news
      if (endpoint !== null && 'identity' in fact) guidedSetups.registered(endpoint, fact.identity)
    })
    .catch((error: unknown) => log.write('job-lifecycle.fact-failed', { problem: toProblem(error).code }))
}

/** The hardware id of a phone or an adapter starts with its MAC address; that of a handset is the MAC address of no device. */
function takeFetch({ currentJobId, devices, guidedSetups }: Lifecycle, fetch: GatewayFetch): void {
  if (currentJobId === null) return
  guidedSetups.fetched(currentJobId, fetch)
  const { hardwareId, address, userAgent } = fetch
  if (hardwareId === null) return
  const mac = parseMac(hardwareId.split(':')[0] ?? '')
  devices.applyUserAgent(currentJobId, { address, mac, userAgent })
}
