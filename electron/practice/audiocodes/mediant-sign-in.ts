/**
 * Sign-in of the pages of the Mediant line, as a public client performs it:
 *   POST /UE/Login, text/plain: t=1&c0=0&c1=<user>         → <r>nonce</r>
 *   POST /UE/Login, text/plain: t=1&s=0&c0=1&c1=<hash>     → <reason>…</reason> after a failure
 * The hash is sha256(user:nonce:sha256(password)) in hex. The other elements, the text of a reason and what follows a success are not
 * published; the nonce is that of the last first step.
 */
import { createHash, randomBytes } from 'node:crypto'
import { sameText } from '../../platform/same-text.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { SignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import type { MediantData } from './data.ts'

export const loginPath = '/UE/Login'

/** Time after a failure in which every sign-in is refused. */
const delayMs = 20_000

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const xml = (content: ReturnType<typeof markup>): DeviceReply => ({
  ...{ kind: 'page', type: 'text/xml' },
  body: markup`<?xml version="1.0"?><ue>${content}</ue>`.text,
})
const refused = xml(markup`<reason>Login failed</reason>`)

export function createWebSignIn(
  { user, password, options }: MediantData,
  { signIn, now }: { readonly signIn: SignIn; readonly now: () => number },
): (request: DeviceRequest) => DeviceReply {
  let pending: { readonly user: string; readonly nonce: string } | null = null
  let delayedUntil = Number.NEGATIVE_INFINITY
  const verify = (hash: string): boolean => {
    const given = pending
    pending = null
    if (given === null || now() < delayedUntil) return false
    const nonce = options.nonce === 'text' ? given.nonce : `<r>${given.nonce}</r>`
    const isRight = given.user === user && sameText(hash, sha256(`${user}:${nonce}:${sha256(password)}`))
    const isIn = signIn.checkPassword(user, isRight ? password : `not ${password}`).ok
    if (!isIn) delayedUntil = now() + delayMs
    return isIn
  }
  return ({ headers, body, method }) => {
    if (method !== 'POST') return { kind: 'not-found' }
    const form = new URLSearchParams(body)
    const value = form.get('c1') ?? ''
    const isPlain = (headers['content-type'] ?? '').startsWith('text/plain')
    if (!isPlain || form.get('t') !== '1' || value === '') return refused
    if (form.get('c0') === '0') {
      pending = { user: value, nonce: randomBytes(16).toString('hex') }
      return xml(markup`<r>${pending.nonce}</r>`)
    }
    return form.get('c0') === '1' && form.get('s') === '0' && verify(value) ? xml(markup``) : refused
  }
}
