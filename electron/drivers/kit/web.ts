/** Requests and replies of a device's web interface. */
import type { Secret } from '../../platform/secret.ts'
import type { RequestBody } from './body.ts'

export interface Credentials {
  readonly user: string
  readonly password: Secret
}

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query on the device. */
  readonly path: string
  readonly body?: RequestBody
  readonly headers?: Readonly<Record<string, string>>
  /** A connection that ends during the reply counts as success, as for a restart. */
  readonly dropIsSuccess?: boolean
  /** Returns a redirect of a GET to the driver instead of following it, for a request whose success is a redirect. */
  readonly keepsRedirect?: boolean
  /** Whether the request may be repeated after a lost reply. Defaults to true for GET and false for the other methods. */
  readonly idempotent?: boolean
  /** Reads a 401 or 403; an error for a refusal that names another cause than the credentials, else null. */
  readonly refusal?: (reply: WebReply) => Error | null
}

export interface WebReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface KitLimits {
  readonly connectMs: number
  /** Maximum time without data while waiting for a reply, in milliseconds. */
  readonly answerMs: number
  readonly longestBody: number
  /** Total attempts for an idempotent request. */
  readonly attempts: number
}

/** A reply with the headers as received. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}
