/** Ways to sign in that a driver names and the kit performs. The password stays in the kit. */
import type { WebReply, WebRequest } from './web.ts'

export interface FormSignIn {
  readonly kind: 'form'
  /** Path of the page with the form. */
  readonly page: string
  /** Name of the field for the user; null when the form asks for a password only. */
  readonly userField: string | null
  readonly passwordField: string
  /** Encoding of the password (UTF-8) in the form, for a page whose script encodes it; the password itself when absent. */
  readonly encoding?: 'base64'
  /** Whether the reply to the form shows that the device has accepted it. A redirect of a form is not followed. */
  isSignedIn(reply: WebReply): boolean
  /** Token against cross-site requests, which later requests carry. */
  readonly csrf?: CsrfToken
}

/** Where the device states its token, and the header that returns it. */
export interface CsrfToken {
  readonly header: string
  /** Whether a GET carries it too. */
  readonly withGet?: boolean
  readonly from:
    | { readonly cookie: string }
    /** Name of a meta element, or of a hidden field of a form, on the last page that has it. */
    | { readonly meta: string }
    | { readonly field: string }
    /** Member of a JSON reply as `memberAt` finds it, of the last reply that has it: `data.wui.common.token`. */
    | { readonly json: string }
}

/** A sign-in whose page encrypts the password with a public key that the device has sent. */
export interface EncryptedSignIn {
  readonly kind: 'encrypted'
  readonly key: SignInKey
  /** Path that takes the form, which is sent once. */
  readonly path: string
  readonly form: EncryptedForm
  /** Fields behind those of `form`. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly headers?: Readonly<Record<string, string>>
  /** Whether the reply to the form shows that the device has accepted it. */
  isSignedIn(reply: WebReply): boolean
  readonly csrf?: CsrfToken
}

export interface SignInKey {
  /** RSA modulus and exponent, hexadecimal. */
  readonly modulus: string
  readonly exponent: string
  /** The session that came with the key; null when a cookie names it. */
  readonly session: string | null
}

export type EncryptedForm =
  /** RSAES-PKCS1-v1_5 (RFC 8017, 7.2) of the password, as lower-case hexadecimal digits behind the prefix. */
  | {
      readonly cipher: 'rsa'
      readonly userField: string
      readonly passwordField: string
      readonly prefix: string
    }
  /**
   * AES-128-CBC with zero padding of a text, as Base64. Key and initialization vector are 32 random hexadecimal digits each, which are
   * sent as the RSA cipher above. The text has `{nonce}`, `{session}`, `{user}` and `{password}`; `{md5}` is the MD5 of what follows it.
   */
  | {
      readonly cipher: 'rsa-aes'
      /** Name of the session cookie, whose value is `{session}`. The kit sets it when the key has a session. */
      readonly cookie: string
      /** Null when the text has the user. */
      readonly userField: string | null
      readonly textField: string
      readonly keyField: string
      readonly vectorField: string
      readonly text: string
    }

/** Basic before a challenge, for a device whose pages do not challenge. */
export interface BasicSignIn {
  readonly kind: 'basic'
  /** Request that checks the credentials, sent once. */
  readonly request: Pick<WebRequest, 'method' | 'path'>
  isSignedIn(reply: WebReply): boolean
  /** Cookie with the value of the Authorization header, for a device that sets no cookie; null without one. */
  readonly cookie: string | null
  readonly csrf?: CsrfToken
}

export interface KeyedSignIn {
  readonly kind: 'keyed'
  readonly hash: 'sha1' | 'sha256' | 'sha512'
  /**
   * Headers that sign a request. Sample, the REST interface of Algo:
   *   Authorization: hmac admin:482913:5f2a…  of  GET:/api/info/about:1764500000:482913
   */
  headers(request: SignedRequest, signer: Signer): Record<string, string>
}

export interface Signer {
  readonly user: string
  /** Time on the clock of the device, in ms since the epoch. */
  readonly now: number
  /** The HMAC of a text in lower-case hex. */
  keyed(text: string): string
}

/** A request as it is sent, for schemes that sign it. */
export interface SignedRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Encoded body; empty without one. */
  readonly body: Buffer
  /** Content-Type of the body; null without one. */
  readonly mediaType: string | null
}
