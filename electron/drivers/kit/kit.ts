/** What the kit gives to a driver: one device's web interface. Time, sign-in, TLS trust and the traffic log are inside. */
import type { Secret } from '../../platform/secret.ts'
import type { Channel } from './channel.ts'

export interface Credentials {
  readonly user: string
  readonly password: Secret
}

export interface WebRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query on the device. */
  readonly path: string
  /** application/x-www-form-urlencoded fields, encoded by the kit. */
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** A connection that ends in the middle of the answer is the answer (restarts). */
  readonly dropIsSuccess?: boolean
  /** Safe to send again after a lost reply. GET is by default; POST is not. */
  readonly idempotent?: boolean
}

export interface WebReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Kit {
  readonly address: string
  /**
   * Sends a request, signing in as the device asks (Digest RFC 7616, Basic RFC 7617).
   * @throws PunchdownError unreachable | timed-out | connection-lost | sign-in-refused | sign-in-needed | sign-in-weaker |
   *   plain-http-not-accepted | http-malformed | certificate-changed | cancelled
   */
  request(request: WebRequest): Promise<WebReply>
  /** The channel in use, null before the first answer. */
  channel(): Channel | null
  /** Logs an unexpected page by its outline and returns the error to throw, with the page masked as evidence. */
  unexpectedPage(reply: WebReply, path: string, expected: string): Error
}
