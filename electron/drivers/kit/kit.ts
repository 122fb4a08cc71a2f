/** The interface of the kit: a device's web interface for its driver. The kit handles time, sign-in, TLS trust and the log. */
import type { Channel } from './channel.ts'
import type { BasicSignIn, EncryptedSignIn, FormSignIn, KeyedSignIn } from './strategies.ts'
import type { WebReply, WebRequest } from './web.ts'

export type { Credentials, WebReply, WebRequest } from './web.ts'

export interface Kit extends AsyncDisposable {
  readonly address: string
  /**
   * Sends a request, with the cookies of the session. Answers challenges with the scheme of the device (Digest RFC 7616, Basic
   * RFC 7617). Follows redirects of a GET within the web interface.
   * @throws PunchdownError unreachable | timed-out | connection-lost | sign-in-refused | sign-in-needed | sign-in-weaker |
   *   plain-http-not-accepted | http-malformed | certificate-changed | cancelled
   */
  request(request: WebRequest): Promise<WebReply>
  /**
   * Signs in by other means than challenges, for a driver whose device needs it. A form, an encrypted password and Basic are sent now
   * and once; keys sign each later request.
   * @throws PunchdownError sign-in-refused | sign-in-needed | sign-in-weaker | unexpected-page and the codes of `request`
   */
  signIn(strategy: FormSignIn | EncryptedSignIn | BasicSignIn | KeyedSignIn): Promise<void>
  /** Waits while the device works, in milliseconds. @throws PunchdownError cancelled */
  pause(ms: number): Promise<void>
  /** The current channel; null before the first reply. */
  channel(): Channel | null
  /** Logs length and title of an unexpected page; returns the error to throw, which contains the page with masked secrets. */
  unexpectedPage(reply: WebReply, path: string, expected: string): Error
}
