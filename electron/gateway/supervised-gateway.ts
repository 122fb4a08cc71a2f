/** Runs the gateway core in a worker thread: starts it on first use, and restarts it with growing pauses when it ends. */
import { ORPCError } from '@orpc/client'
import { type Problem, PunchdownError, problemSchema, toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import type { Log } from '../platform/log.ts'
import type { Keyring } from '../platform/secrets.ts'
import { WorkQueue } from '../platform/work-queue.ts'
import type { GatewayFact, GatewayFetch } from './facts.ts'
import type { Gateway } from './gateway.ts'
import type { ListenOptions } from './gateway-core.ts'
import { Listeners } from './listeners.ts'
import { loadService, type ServiceSettings } from './service-settings.ts'
import type { GatewayEvent, InheritedDocument } from './worker/contract.ts'
import {
  type GatewayThread,
  startGatewayThread,
  type ThreadLimits,
  usualThreadLimits,
} from './worker/thread.ts'

export interface SupervisedGatewayOptions {
  /** Path of the worker's module. */
  readonly file: string
  /** Data folder; null stores nothing. */
  readonly folder: string | null
  /** Keys of the sealed documents. */
  readonly keyring: Keyring
  readonly log: Log
  readonly settings?: Partial<ServiceSettings>
  readonly limits?: ThreadLimits
  readonly pausesMs?: readonly number[]
  readonly inherited?: InheritedDocuments
}

/** Documents that an earlier version stored in another database, and their removal after the worker has stored them. */
export interface InheritedDocuments {
  documents(): InheritedDocument[]
  remove(): void
}

/** Pauses before each restart. After as many ends within `calmMs`, the gateway stays off. */
const usualPausesMs: readonly number[] = [100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000]
const calmMs = 120_000

type Client = GatewayThread['client']

export function createGateway(options: SupervisedGatewayOptions): Gateway {
  return new SupervisedGateway(options)
}

class SupervisedGateway implements Gateway {
  readonly #options: SupervisedGatewayOptions
  readonly #facts: Listeners<GatewayFact>
  readonly #fetches: Listeners<GatewayFetch>
  readonly #changes: Listeners<void>
  #status: GatewayStatus | null = null
  /** The running worker, or the one that is being started. */
  #thread: Promise<GatewayThread> | null = null
  /** Addresses and ports of the running gateway, used again after a restart. */
  #wanted: ListenOptions | null = null
  /** Monotonic times at which the worker ended. */
  #ends: number[] = []
  /** Starts and stops. */
  readonly #queue = new WorkQueue()
  readonly #disposed = new AbortController()

  constructor(options: SupervisedGatewayOptions) {
    this.#options = options
    this.#facts = new Listeners(options.log)
    this.#fetches = new Listeners(options.log)
    this.#changes = new Listeners(options.log)
  }

  onFact = (listener: (fact: GatewayFact) => void) => this.#facts.add(listener)
  onFetch = (listener: (fetch: GatewayFetch) => void) => this.#fetches.add(listener)
  onChange = (listener: () => void) => this.#changes.add(listener)

  status(): GatewayStatus {
    this.#status ??= offStatus(this.#options.settings)
    return this.#status
  }

  entryUrl(): string {
    const { state, address, httpPort } = this.status()
    if (state === 'off') throw new PunchdownError('gateway-off')
    return `http://${address}:${httpPort}`
  }

  start(options: ListenOptions): Promise<GatewayStatus> {
    return this.#queue.run(async () => {
      this.#ends = []
      const status = await this.#ask((client) => client.start(options))
      const { address, httpPort, sipPort } = status
      if (address !== null) this.#wanted = { address, httpPort: httpPort ?? 0, sipPort: sipPort ?? 0 }
      this.#show(status)
      return status
    })
  }

  stop(): Promise<void> {
    return this.#queue.run(async () => {
      this.#wanted = null
      await this.#close()
      this.#show(offStatus(this.#options.settings))
    })
  }

  async enrol(hardwareId: HardwareId): Promise<void> {
    await this.#ask((client) => client.enrol({ hardwareId }))
  }
  issueVerificationCode = (hardwareId: HardwareId) =>
    this.#ask((client) => client.issueVerificationCode({ hardwareId }))
  issueSignInCode = (hardwareId: HardwareId, fresh: boolean) =>
    this.#ask((client) => client.issueSignInCode({ hardwareId, fresh }))
  async answerHeld(id: string, allow: boolean): Promise<void> {
    await this.#ask((client) => client.answerHeld({ id, allow }))
  }
  sendCheckSync = (hardwareId: HardwareId) => this.#ask((client) => client.sendCheckSync({ hardwareId }))
  async offboard(hardwareId: HardwareId): Promise<void> {
    await this.#ask((client) => client.offboard({ hardwareId }))
  }
  users = () => this.#ask((client) => client.users())
  addUser = (user: { name: string; number: string }) => this.#ask((client) => client.addUser(user))
  log = () => this.#ask((client) => client.log())
  facts = async (): Promise<GatewayFact[]> =>
    this.status().state === 'off' ? [] : this.#ask((client) => client.facts())

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort()
    this.#wanted = null
    await this.#close()
  }

  /** Repeats a call once when the worker ended during it. Every operation may be repeated. */
  async #ask<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const thread = await this.#threadNow()
      try {
        return await call(thread, work)
      } catch (error) {
        const ended = error instanceof PunchdownError && error.code === 'gateway-stopped'
        if (!ended || attempt === 2 || this.#disposed.signal.aborted) throw error
      }
    }
  }

  #threadNow(): Promise<GatewayThread> {
    if (this.#disposed.signal.aborted) return Promise.reject(new PunchdownError('gateway-off'))
    if (this.#thread === null) {
      const up = this.#startThread()
      this.#thread = up
      up.catch(() => {
        if (this.#thread === up) this.#thread = null
      })
    }
    return this.#thread
  }

  async #startThread(): Promise<GatewayThread> {
    const { file, folder, keyring, settings = {}, limits = usualThreadLimits, inherited } = this.#options
    const thread = await startGatewayThread({ file, folder, keyring, settings, limits })
    try {
      await call(thread, (client) => client.open({ inherited: inherited?.documents() ?? [] }))
      inherited?.remove()
      void this.#follow(await call(thread, (client) => client.events()))
      const wanted = this.#wanted
      if (wanted !== null) {
        this.#show(await call(thread, (client) => client.start(wanted)))
        for (const fact of await call(thread, (client) => client.facts())) this.#facts.emit(fact)
      }
    } catch (error) {
      await thread.close()
      throw error
    }
    void thread.ended.then((problem) => this.#ended(thread, problem))
    return thread
  }

  async #follow(events: AsyncIterable<GatewayEvent>): Promise<void> {
    try {
      for await (const event of events) this.#take(event)
    } catch {
      // the worker ended: `ended` names the reason
    }
  }

  #take(event: GatewayEvent): void {
    switch (event.kind) {
      case 'fact':
        this.#facts.emit(event.fact)
        break
      case 'fetch':
        this.#fetches.emit(event.fetch)
        break
      case 'log':
        this.#options.log.write(event.path, event.fields)
        break
      case 'status':
        if (this.#wanted !== null) this.#show(event.status)
    }
  }

  async #ended(thread: GatewayThread, problem: Problem): Promise<void> {
    const current = await this.#thread?.catch(() => null)
    if (current !== thread || problem.facts.reason === 'closed') return
    this.#thread = null
    this.#options.log.write('gateway.worker-ended', { ...problem.facts })
    if (this.#wanted !== null) this.#restart(problem)
  }

  #restart(problem: Problem): void {
    const now = performance.now()
    this.#ends = [...this.#ends.filter((at) => now - at < calmMs), now]
    const pause = (this.#options.pausesMs ?? usualPausesMs)[this.#ends.length - 1]
    const wanted = this.#wanted
    if (pause === undefined || wanted === null) {
      this.#wanted = null
      this.#show({ ...offStatus(this.#options.settings), reason: problem })
      return
    }
    this.#show({
      ...this.status(),
      ...wanted,
      state: 'restarting',
      reason: problem,
      registrations: 0,
      calls: [],
    })
    const up = this.#after(pause).then(() => this.#startThread())
    this.#thread = up
    up.catch((error: unknown) => {
      if (this.#thread !== up) return
      this.#thread = null
      this.#options.log.write('gateway.restart-failed', { problem: toProblem(error).code })
      if (this.#wanted !== null) this.#restart(toProblem(error))
    })
  }

  /** Resolves after a pause. @throws PunchdownError gateway-off when disposed of before */
  #after(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#disposed.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(new PunchdownError('gateway-off'))
      })
    })
  }

  async #close(): Promise<void> {
    const thread = this.#thread
    this.#thread = null
    await thread?.then((up) => up.close()).catch(() => {})
  }

  #show(status: GatewayStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    this.#changes.emit()
  }
}

const offStatus = (settings: Partial<ServiceSettings> | undefined): GatewayStatus => ({
  state: 'off',
  reason: null,
  address: null,
  httpPort: null,
  sipPort: null,
  domain: loadService(settings).settings.domain,
  signInPage: null,
  registrations: 0,
  calls: [],
  guesses: [],
  held: [],
  stored: { unreadable: 0, replaced: null },
})

/** @throws PunchdownError gateway-stopped when the thread ended during the call | the codes of the call */
async function call<Result>(
  thread: GatewayThread,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(thread.client)
  } catch (error) {
    if (error instanceof ORPCError) throw fromWire(error)
    // only the end of the thread closes its port
    const { code, facts } = await thread.ended
    throw new PunchdownError(code, facts, { cause: error })
  }
}

function fromWire(error: ORPCError<string, unknown>): unknown {
  const problem = problemSchema.safeParse(error.data)
  return problem.success ? new PunchdownError(problem.data.code, problem.data.facts, { cause: error }) : error
}
