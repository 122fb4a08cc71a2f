/** The two web interfaces share their sign-in, their sessions, and the demand for a new password. */
import type { Faults } from '../kit/faults.ts'
import type { SignIn } from '../kit/sign-in.ts'
import type { SignInKey } from './encryption.ts'
import type { Sessions } from './sessions.ts'
import { hasFactoryPassword, type Yealink } from './state.ts'

export interface WebParts {
  readonly device: Yealink
  readonly faults: Faults
  readonly signIn: SignIn
  readonly sessions: Sessions
  readonly key: SignInKey
}

export const mustChangePassword = ({ device, faults }: WebParts): boolean =>
  hasFactoryPassword(device) || faults.has('password-change')

/** False for a wrong old password, for an empty new one and for the factory one. */
export function changePassword(parts: WebParts, old: string, next: string, keep: boolean): boolean {
  const { device, faults, sessions } = parts
  const isValid = old === device.flash.content.password && next !== '' && next !== device.data.factoryPassword
  if (!isValid) return false
  if (keep) {
    device.setPassword(next)
    faults.set('password-change', false)
    sessions.clear()
  }
  return true
}
