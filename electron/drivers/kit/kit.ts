/** The interface of the kit: a device's web interface for its driver. The kit handles time, sign-in, TLS trust and the log. */
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
  /** A connection that ends during the reply counts as success, as for a restart. */
  readonly dropIsSuccess?: boolean
  /** Whether the request may be repeated after a lost reply. Defaults to true for GET and false for POST. */
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
   * Sends a request and signs in with the scheme of the device (Digest RFC 7616, Basic RFC 7617).
   * @throws PunchdownError unreachable | timed-out | connection-lost | sign-in-refused | sign-in-needed | sign-in-weaker |
   *   plain-http-not-accepted | http-malformed | certificate-changed | cancelled
   */
  request(request: WebRequest): Promise<WebReply>
  /** The current channel; null before the first reply. */
  channel(): Channel | null
  /** Logs length and title of an unexpected page; returns the error to throw, which contains the page with masked secrets. */
  unexpectedPage(reply: WebReply, path: string, expected: string): Error
}
