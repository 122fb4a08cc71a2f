/** Carries out the feature codes that change what a user has set: do not disturb and forwarding (A15). */
import type { Directory } from '../directory/directory.ts'
import { noForwarding } from '../directory/records.ts'
import { type DialPlan, toE164 } from './dial-plan.ts'
import type { Dialled } from './dialled.ts'
import { type Reachable, wouldLoop } from './routing.ts'

export type SettingCode = Extract<Dialled, { kind: 'do-not-disturb' | 'forward' | 'reset-forwarding' }>

export type CodeResult =
  | { readonly status: 200; readonly set: string }
  | { readonly status: 403 | 484; readonly reason: string }

/** Stores the change before it returns. @throws PunchdownError disk-full */
export function applyCode(
  {
    directory,
    plan,
    userOf,
  }: { directory: Directory; plan: DialPlan; userOf: (number: string) => Reachable | null },
  number: string,
  code: SettingCode,
): CodeResult {
  const preferences = directory.preferencesOf(number)
  if (preferences === null) return { status: 403, reason: 'this account has no user' }
  switch (code.kind) {
    case 'do-not-disturb':
      directory.setPreferences(number, { doNotDisturb: code.on })
      return { status: 200, set: `do-not-disturb ${code.on ? 'on' : 'off'}` }
    case 'reset-forwarding':
      directory.setPreferences(number, { forwarding: noForwarding })
      return { status: 200, set: 'forwarding none' }
    case 'forward': {
      const to = toE164(code.number, plan)
      if (to === null) return { status: 484, reason: 'dial the code and a national number' }
      if (to === number) return { status: 403, reason: 'a number cannot be forwarded to itself' }
      if (code.rule === 'always' && wouldLoop(number, to, userOf))
        return { status: 403, reason: 'the forwarding of this number would be a loop' }
      directory.setPreferences(number, { forwarding: { ...preferences.forwarding, [code.rule]: to } })
      return { status: 200, set: `forwarding ${code.rule} ${to}` }
    }
  }
}
