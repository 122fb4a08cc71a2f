/** Opens and closes the sockets of the gateway core on one address, and stores their ports. */
import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../platform/log.ts'
import { WorkQueue } from '../platform/work-queue.ts'
import type { SipUserAgent } from '../sip/index.ts'
import type { DocumentRepository } from '../store/store.ts'
import type { ListenOptions } from './gateway-core.ts'
import type { ProvisioningServer } from './provisioning/server.ts'
import type { Voicemail } from './voicemail/index.ts'

export interface OpenSockets {
  readonly http: ProvisioningServer
  readonly sip: SipUserAgent
  readonly voicemail: Voicemail
}

export interface ListeningParts {
  /** @throws PunchdownError port-in-use | address-not-here */
  readonly open: (options: ListenOptions) => Promise<OpenSockets>
  /** Called while the sockets are still open. */
  readonly beforeClose: () => Promise<void>
  readonly documents: DocumentRepository
  readonly log: Log
  readonly onChange: () => void
}

const portsSchema = z.object({ http: z.number().int(), sip: z.number().int() })

export class Listening {
  readonly #parts: ListeningParts
  #sockets: OpenSockets | null = null
  /** Starts and stops. */
  readonly #queue = new WorkQueue()

  constructor(parts: ListeningParts) {
    this.#parts = parts
  }

  get sockets(): OpenSockets | null {
    return this.#sockets
  }

  /** @throws PunchdownError port-in-use | address-not-here */
  start(options: ListenOptions): Promise<void> {
    return this.#queue.run(async () => {
      const { address } = options
      // devices use this address, so they must be able to reach it: IPv4 only (A3.14), and one interface
      if (!isIPv4(address) || address === '0.0.0.0') throw new PunchdownError('address-not-here', { address })
      if (this.#isOn(options)) return
      await this.#close()
      const { documents, log, onChange } = this.#parts
      const opened = await this.#openRemembered(options)
      const { http, sip } = opened
      this.#sockets = opened
      documents.set('gateway.ports', address, { http: http.port, sip: sip.port })
      log.write('gateway.started', { address, http: http.port, sip: sip.port })
      onChange()
    })
  }

  stop(): Promise<void> {
    return this.#queue.run(() => this.#close())
  }

  #isOn({ address, httpPort, sipPort }: ListenOptions): boolean {
    const sockets = this.#sockets
    if (sockets === null || sockets.http.address !== address) return false
    const { http, sip } = sockets
    return (httpPort === 0 || httpPort === http.port) && (sipPort === 0 || sipPort === sip.port)
  }

  /** Uses the last ports on this address for port 0; replaces one that is in use by a free port. */
  async #openRemembered(options: ListenOptions): Promise<OpenSockets> {
    const { documents, log, open } = this.#parts
    const { address, httpPort, sipPort } = options
    const known = portsSchema.safeParse(documents.get('gateway.ports', address))
    if (!known.success || (httpPort !== 0 && sipPort !== 0)) return open(options)
    const { http, sip } = known.data
    try {
      return await open({ address, httpPort: httpPort || http, sipPort: sipPort || sip })
    } catch (error) {
      if (!(error instanceof PunchdownError) || error.code !== 'port-in-use') throw error
      const { port } = error.facts
      if (port === httpPort || port === sipPort) throw error
      log.write('gateway.ports-taken', { address, port: port ?? null })
      // only the port in use changes: devices have stored the other one
      return open({
        address,
        httpPort: httpPort || (port === http ? 0 : http),
        sipPort: sipPort || (port === sip ? 0 : sip),
      })
    }
  }

  async #close(): Promise<void> {
    const closing = this.#sockets
    if (closing === null) return
    await this.#parts.beforeClose()
    this.#sockets = null
    const { http, sip, voicemail } = closing
    await Promise.all([http, sip, voicemail].map((each) => each[Symbol.asyncDispose]()))
    this.#parts.onChange()
  }
}
