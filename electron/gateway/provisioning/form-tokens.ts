/** Tokens against forms submitted by other sites. They are signed, not stored, so that they stay valid after a restart. */
import { createHmac, randomBytes } from 'node:crypto'
import { sameText } from '../../platform/same-text.ts'

const lifeMs = 60 * 60_000

export interface FormTokens {
  make(): string
  check(token: string): boolean
}

export function createFormTokens(key: string, now: () => number): FormTokens {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    make() {
      const text = `${now()}.${randomBytes(9).toString('base64url')}`
      return `${text}.${sign(text)}`
    },
    check(token) {
      const match = /^((\d{1,15})\.[\w-]{12})\.([\w-]{43})$/.exec(token)
      if (match === null) return false
      const age = now() - Number(match[2])
      return sameText(match[3] ?? '', sign(match[1] ?? '')) && age >= 0 && age <= lifeMs
    },
  }
}
