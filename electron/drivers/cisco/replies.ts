/** Replies of the web pages of a phone or an adapter: the page they hold, the demand for a new password, the target of a form. */
import { PunchdownError } from '#shared/errors.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { pathWithin } from '../kit/redirect.ts'
import type { Page } from './page.ts'

/** Loads the parser on first use. */
export async function pageIn({ body }: WebReply): Promise<Page> {
  const { readPage } = await import('./page.ts')
  return readPage(body)
}

/** @throws PunchdownError password-change-needed for a page that asks for a new password twice, and for nothing else */
export function refusePasswordChange({ address }: Pick<Kit, 'address'>, { fields, passwords }: Page): void {
  if (passwords.length > 1 && fields.every(({ isSecret }) => isSecret)) {
    throw new PunchdownError('password-change-needed', { address })
  }
}

/** A host that stands for the device. */
const origin = 'http://device.invalid'

/** Path of the form on the page `from`; null when it leads away from the device. `bcisco.csc` → `/admin/bcisco.csc` */
export const targetOf = (action: string, from: string): string | null => pathWithin(action, from, origin)
