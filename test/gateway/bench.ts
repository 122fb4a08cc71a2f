/** A gateway core on loopback and a test device: fetches over HTTP, registers and dials over SIP. */

import { Agent, type RequestInit, type Response, fetch as undiciFetch } from 'undici'
import type { ConfigurationWriter, SipAccount } from '#electron/drivers/driver.ts'
import { createGatewayCore, type GatewayCoreOptions } from '#electron/gateway/create-gateway-core.ts'
import type { GatewayFact } from '#electron/gateway/facts.ts'
import type { GatewayCore } from '#electron/gateway/gateway-core.ts'
import { DigestClient } from '#electron/platform/digest.ts'
import { createLog } from '#electron/platform/log.ts'
import {
  createSipUserAgent,
  type IncomingRequest,
  type SipResponse,
  type SipUserAgent,
} from '#electron/sip/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store } from '#electron/store/store.ts'
import type { OnboardingInput } from '#shared/machines/onboarding.ts'
import { type HardwareId, parseHardwareId } from '#shared/model/hardware-id.ts'

export const handset = parseHardwareId('0003717C0E0A')
export const otherHandset = parseHardwareId('0003717C0E0B')

/** A made-up vendor: JSON files named by the hardware id of a handset. */
export const practiceWriter: ConfigurationWriter = {
  hardwareIdOf(fileName) {
    const id = /^(000[0-9a-f]{9})\.cfg$/i.exec(fileName)?.[1]
    return id === undefined ? null : parseHardwareId(id)
  },
  isUserAgent: () => true,
  write: (content) => ({ mediaType: 'application/json', body: JSON.stringify(content) }),
}

/** A clock that only the test moves. */
export class BenchClock {
  #now = Date.UTC(2026, 10, 24, 14, 0, 0)
  now = (): number => this.#now
  advance(ms: number): void {
    this.#now += ms
  }
}

export interface Bench extends AsyncDisposable {
  readonly store: Store
  readonly clock: BenchClock
  readonly facts: GatewayFact[]
  gateway(): GatewayCore
  /** Another gateway core over the same store, as after kill -9: the old one is not closed in order, only its sockets. */
  restart(): Promise<GatewayCore>
  /** Resolves when a fact of this kind was emitted, also before the call. */
  seen<Kind extends GatewayFact['fact']>(
    kind: Kind,
    hardwareId?: HardwareId,
  ): Promise<Extract<GatewayFact, { fact: Kind }>>
}

export async function openBench(options: Partial<GatewayCoreOptions> = {}): Promise<Bench> {
  const store = openStore(':memory:')
  const clock = new BenchClock()
  const facts: GatewayFact[] = []
  const waiting = new Set<() => void>()
  const make = (): GatewayCore => {
    const gateway = createGatewayCore({
      documents: store.documents,
      configurationWriters: [practiceWriter],
      clock,
      log: createLog(500, clock.now),
      ...options,
      settings: { progressMs: 0, ...options.settings },
    })
    gateway.onFact((fact) => {
      facts.push(fact)
      for (const wake of waiting) wake()
    })
    return gateway
  }
  let gateway = make()
  const status = await gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
  const ports = { httpPort: status.httpPort ?? 0, sipPort: status.sipPort ?? 0 }
  return {
    store,
    clock,
    facts,
    gateway: () => gateway,
    async restart() {
      await gateway.stop()
      gateway = make()
      await gateway.start({ address: '127.0.0.1', ...ports })
      return gateway
    },
    seen(kind, hardwareId) {
      type Wanted = Extract<GatewayFact, { fact: typeof kind }>
      const isWanted = (fact: GatewayFact): fact is Wanted =>
        fact.fact === kind && (hardwareId === undefined || fact.hardwareId === hardwareId)
      return new Promise<Wanted>((resolve) => {
        const look = (): void => {
          const found = facts.find(isWanted)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop()
      store[Symbol.dispose]()
    },
  }
}

/** One connection per request, as devices do, so that no connection survives a restart of the gateway core. */
const dispatcher = new Agent({ pipelining: 0 })
export const fetchOnce = (url: string, init: RequestInit = {}): Promise<Response> =>
  undiciFetch(url, { ...init, dispatcher })

export interface Configuration {
  readonly nextUrl: string
  readonly account: SipAccount | null
}

export async function fetchConfiguration(url: string): Promise<Configuration> {
  const reply = await fetchOnce(url)
  if (reply.status !== 200) throw new Error(`${reply.status} ${url}`)
  const body: Configuration = JSON.parse(await reply.text())
  return body
}

export interface BenchCall {
  /** Hangs up. */
  readonly signal?: AbortSignal
  onHeard?(status: number): void
}

/** A device with one account at a time and its own SIP user agent. */
export class BenchDevice implements AsyncDisposable {
  readonly notified: IncomingRequest[] = []
  readonly #endpoint: SipUserAgent
  readonly #waiting = new Set<() => void>()
  readonly #transport: 'udp' | 'tcp'
  #cseq = 0

  private constructor(endpoint: SipUserAgent, transport: 'udp' | 'tcp') {
    this.#endpoint = endpoint
    this.#transport = transport
  }

  static async open(transport: 'udp' | 'tcp' = 'udp', address = '127.0.0.1'): Promise<BenchDevice> {
    let device: BenchDevice | null = null
    const endpoint = await createSipUserAgent({
      address,
      port: 0,
      handler: (incoming) => {
        incoming.respond(200)
        device?.received(incoming)
      },
    })
    device = new BenchDevice(endpoint, transport)
    return device
  }

  received(incoming: IncomingRequest): void {
    this.notified.push(incoming)
    for (const wake of this.#waiting) wake()
  }

  async checkSync(count = 1): Promise<IncomingRequest> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.notified[count - 1]
        if (found === undefined) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  register(account: SipAccount, options: { expires?: number; password?: string } = {}): Promise<SipResponse> {
    return this.#signed('REGISTER', `sip:${account.registrar}`, account, options.password, {
      Expires: String(options.expires ?? 300),
    })
  }

  /** Received statuses, the final one last. */
  async dial(account: SipAccount, digits: string, call: BenchCall = {}): Promise<number[]> {
    const statuses: number[] = []
    const uri = `sip:${digits}@${account.registrar}`
    const final = await this.#signed(
      'INVITE',
      uri,
      account,
      undefined,
      {},
      {
        ...call,
        onHeard: (status) => {
          statuses.push(status)
          call.onHeard?.(status)
        },
      },
    )
    return [...statuses, final.status]
  }

  async #signed(
    method: string,
    uri: string,
    account: SipAccount,
    password: string | undefined,
    headers: Record<string, string>,
    call: BenchCall = {},
  ): Promise<SipResponse> {
    const [host = '', port = ''] = account.registrar.split(':')
    const flow = { transport: this.#transport, address: host, port: Number(port) }
    const digest = new DigestClient(account.authUser, password ?? account.password)
    const from = `<sip:${account.identity}>`
    const callId = `${method}-${account.user}-${this.#endpoint.port}`
    for (;;) {
      const authorization = digest.header(method, uri)
      const request = this.#endpoint.newRequest(method, uri, {
        from,
        to: method === 'REGISTER' ? from : `<${uri}>`,
        flow,
        callId,
        cseq: ++this.#cseq,
        contact: `<sip:${account.user}@${this.#endpoint.address}:${this.#endpoint.port};transport=${this.#transport}>`,
        headers: { ...headers, ...(authorization === null ? {} : { Authorization: authorization }) },
      })
      const response = await this.#endpoint.send(request, flow, {
        onProvisional: ({ status }) => call.onHeard?.(status),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      })
      if (response.status !== 401 || !digest.accept(response.headers.all('WWW-Authenticate'))) return response
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#endpoint[Symbol.asyncDispose]()
  }
}

/** The requests of a browser on the sign-in page. */
export class BenchBrowser {
  readonly #page: string
  constructor(page: string) {
    this.#page = page
  }

  async open(): Promise<{ token: string; html: string }> {
    const html = await (await fetchOnce(this.#page)).text()
    return { token: tokenIn(html), html }
  }

  async post(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<SignInReply> {
    const reply = await fetchOnce(this.#page, {
      method: 'POST',
      headers: { Origin: new URL(this.#page).origin, ...headers },
      body: new URLSearchParams(fields),
    })
    const html = await reply.text()
    return {
      status: reply.status,
      step: /data-step="(\w+)"/.exec(html)?.[1] ?? null,
      problem: /data-problem="([\w-]+)"/.exec(html)?.[1] ?? null,
      users: [...html.matchAll(/name="user" value="([^"]+)"/g)].map(([, id = '']) => id),
      token: tokenIn(html),
      html,
    }
  }

  /** Types the code, takes the first free user. */
  async signIn(code: string): Promise<SignInReply> {
    const { token } = await this.open()
    const chosen = await this.post({ token, code })
    const [user] = chosen.users
    return user === undefined ? chosen : this.post({ token: chosen.token, code, user })
  }
}

export interface SignInReply {
  readonly status: number
  readonly step: string | null
  readonly problem: string | null
  /** Ids of the users that can be chosen. */
  readonly users: readonly string[]
  readonly token: string
  readonly html: string
}

const tokenIn = (html: string): string => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** Compiles only if every fact is an input of the onboarding machine. */
export const asInput = ({ hardwareId: _, ...input }: GatewayFact): OnboardingInput => input
