/** What opening a job sets going: its practice site, its gateway, the walks and pushes that were under way. */
import { z } from 'zod'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { GatewayStatus, PracticeStatus } from '#shared/model/host.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Gateway, GatewayFact, GatewayFetch } from '../../gateway/gateway.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import type { Devices } from '../devices/index.ts'
import type { Onboarding } from '../onboarding/index.ts'
import type { PracticeService } from '../practice/index.ts'
import type { Jobs } from './jobs.ts'

const rememberedGateway = z
  .object({ address: z.string(), httpPort: z.number(), sipPort: z.number() })
  .nullable()

export interface JobLifecycle {
  /** Makes the job the one in hand and takes its gateway and walks up again. */
  open(jobId: string): Promise<Job>
  openPractice(): Promise<Job>
  startGateway(options: { address: string; httpPort: number; sipPort: number }): Promise<GatewayStatus>
  stopGateway(): Promise<GatewayStatus>
  startPractice(): Promise<PracticeStatus>
  stopPractice(): Promise<PracticeStatus>
  /** Reads an endpoint's state back from its base. @throws PunchdownError not-found | sign-in-needed */
  check(endpointId: string): Promise<Endpoint>
  gatewayFact(fact: GatewayFact): void
  gatewayFetch(fetch: GatewayFetch): void
  /** Where the core was when it last ran. */
  resume(): Promise<void>
}

export interface JobLifecycleParts {
  readonly store: Store
  readonly jobs: Jobs
  readonly gateway: Gateway
  readonly practice: PracticeService
  readonly onboarding: Onboarding
  readonly devices: Devices
  readonly log: Log
}

export function createJobLifecycle({
  store,
  jobs,
  gateway,
  practice,
  onboarding,
  devices,
  log,
}: JobLifecycleParts): JobLifecycle {
  let inHand: string | null = null
  const memo = (jobId: string) => `gateway.of.${jobId}`

  const rememberGateway = (status: GatewayStatus | null): void => {
    if (inHand === null) return
    const value =
      status === null ? null : { address: status.address, httpPort: status.httpPort, sipPort: status.sipPort }
    store.memos.set(memo(inHand), value)
  }

  /** A gateway that cannot start again is no reason not to open the job: the strip says that it is off. */
  const takeUpGateway = async (job: Job): Promise<void> => {
    if (gateway.status().state !== 'off' || job.mode !== 'rehearsal') return
    const remembered = rememberedGateway.safeParse(store.memos.get(memo(job.id)))
    const options =
      remembered.success && remembered.data !== null
        ? remembered.data
        : job.practice
          ? { address: '127.0.0.1', httpPort: 0, sipPort: 0 }
          : null
    if (options === null) return
    try {
      rememberGateway(await gateway.start(options))
    } catch (error) {
      log.write('job-lifecycle.gateway-not-started', {
        ...toProblem(error).facts,
        problem: toProblem(error).code,
      })
    }
  }

  const open = async (jobId: string): Promise<Job> => {
    const job = jobs.open(jobId)
    if (inHand !== null && inHand !== job.id && gateway.status().state !== 'off') await gateway.stop()
    inHand = job.id
    if (job.practice) await practice.start()
    await takeUpGateway(job)
    await onboarding.resume(job.id)
    return job
  }

  return {
    open,
    openPractice: () => open(jobs.practiceJob().id),
    async startGateway(options) {
      const status = await gateway.start(options)
      rememberGateway(status)
      if (inHand !== null) await onboarding.resume(inHand)
      return status
    },
    async stopGateway() {
      await gateway.stop()
      rememberGateway(null)
      return gateway.status()
    },
    startPractice: () => practice.start(),
    stopPractice: () => practice.stop(),
    async check(endpointId) {
      const { deviceId } = onboarding.get(endpointId)
      if (deviceId === null) throw new PunchdownError('not-found', { what: 'base' })
      await devices.handsets(deviceId)
      return onboarding.get(endpointId)
    },
    gatewayFact(fact) {
      if (inHand === null) return
      onboarding
        .gatewayFact(inHand, fact)
        .catch((error: unknown) => log.write('job-lifecycle.fact-failed', { problem: toProblem(error).code }))
    },
    gatewayFetch({ hardwareId, address, userAgent }) {
      if (inHand === null) return
      // a phone's and an adapter's id is its MAC; a handset's is none, and no device has it
      const mac = parseMac(hardwareId.split(':')[0] ?? '')
      devices.applyUserAgent(inHand, { address, mac, userAgent })
    },
    async resume() {
      const job = jobs.inHand()
      if (job !== null) await open(job.id)
    },
  }
}
