/** Signs in to the web pages of a phone, and loads pages in the session. */
import { PunchdownError } from '#shared/errors.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { audiocodesData } from './data.ts'

/**
 * Sends the form, once. A refusal is a 200 with a text. Then loads the page of information: the phone drops a form that follows the
 * sign-in at once.
 * @throws PunchdownError sign-in-refused | password-change-needed | unexpected-page and the codes of Kit.signIn
 */
export async function signIn(kit: Kit): Promise<void> {
  const { path, userField, passwordField, refused, page, accepted } = audiocodesData.phone.signIn
  await kit.signIn({
    ...{ kind: 'form', page: path, userField, passwordField, encoding: 'base64' },
    isSignedIn(reply) {
      const isRefused = [refused, page].some((text) => reply.body.includes(text))
      if (!isRefused && !reply.body.includes(accepted)) throw kit.unexpectedPage(reply, path, accepted)
      return !isRefused
    },
  })
  const { info } = audiocodesData.phone
  const reply = await kit.request({ method: 'GET', path: info.path })
  await refusePasswordChange(kit, reply)
  if (isSignInPage(reply)) throw kit.unexpectedPage(reply, info.path, 'a session')
}

export const isSignInPage = ({ body }: WebReply): boolean => body.includes(audiocodesData.phone.signIn.page)

/**
 * Loads a page. When the session has ended, signs in again with the password that was accepted before.
 * @throws PunchdownError password-change-needed | unexpected-page, the codes of `signIn` and of Kit.request
 */
export async function load(kit: Kit, path: string): Promise<WebReply> {
  let reply = await kit.request({ method: 'GET', path })
  if (isSignInPage(reply)) {
    await signIn(kit)
    reply = await kit.request({ method: 'GET', path })
  }
  await refusePasswordChange(kit, reply)
  if (reply.status !== 200 || isSignInPage(reply)) throw kit.unexpectedPage(reply, path, 'status 200')
  return reply
}

/** @throws PunchdownError password-change-needed for a page that asks for a new password twice */
async function refusePasswordChange({ address }: Kit, { body }: WebReply): Promise<void> {
  const { asksForNewPassword } = await import('./phone-pages.ts')
  if (asksForNewPassword(body)) throw new PunchdownError('password-change-needed', { address })
}
