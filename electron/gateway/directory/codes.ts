/** Creates verification codes and sign-in codes, and checks typed ones. */
import { randomInt } from 'node:crypto'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import type { EndpointRecord } from './records.ts'

/** Spent codes that are stored per endpoint, so that dialling one again is refused with the right reason. */
const mostSpentCodes = 10

export function randomText(length: number, alphabet: string): string {
  let made = ''
  for (let i = 0; i < length; i++) made += alphabet.charAt(randomInt(alphabet.length))
  return made
}

/** A random text that is not in `taken`. */
export function freshText(length: number, alphabet: string, taken: ReadonlySet<string>): string {
  for (;;) {
    const made = randomText(length, alphabet)
    if (!taken.has(made)) return made
  }
}

/** All valid and spent verification codes. */
export function verificationCodesOf(records: readonly EndpointRecord[]): Set<string> {
  return new Set(
    records.flatMap((record) => [
      ...(record.verification === null ? [] : [record.verification.code]),
      ...record.spentCodes.map(({ code }) => code),
    ]),
  )
}

/** Moves the current verification code of a record to its spent codes. */
export function spend(record: EndpointRecord, used: boolean, now: number): EndpointRecord {
  const { verification } = record
  if (verification === null) return record
  const why = used ? 'used' : now >= verification.expiresAt ? 'expired' : 'replaced'
  const spentCodes = [...record.spentCodes, { code: verification.code, why, at: now } as const]
  return { ...record, verification: null, spentCodes: spentCodes.slice(-mostSpentCodes) }
}

/** Null when the code is the caller's own valid code; otherwise the problem. */
export function judgeVerification(
  typed: string,
  caller: EndpointRecord,
  all: readonly EndpointRecord[],
  now: number,
): Problem | null {
  const { hardwareId, verification } = caller
  if (verification !== null && verification.code === typed) {
    if (now < verification.expiresAt) return null
    return { code: 'verification-code-expired', facts: { hardwareId, expiredAt: verification.expiresAt } }
  }
  const spent = caller.spentCodes.findLast(({ code }) => code === typed)
  if (spent?.why === 'used')
    return { code: 'verification-code-used', facts: { hardwareId, usedAt: spent.at } }
  if (spent !== undefined)
    return { code: 'verification-code-expired', facts: { hardwareId, reason: spent.why } }
  const owner = all.find((each) => each !== caller && verificationCodesOf([each]).has(typed))
  if (owner !== undefined) {
    return { code: 'verification-code-other-device', facts: { hardwareId, owner: owner.hardwareId } }
  }
  return { code: 'verification-code-wrong', facts: { hardwareId } }
}

/** `bcd-fgh jkl` → `BCDFGHJKL` */
export const tidySignInCode = (typed: string): string => typed.replaceAll(/[\s-]/g, '').toUpperCase()

/**
 * Finds the endpoint of a typed sign-in code.
 * @throws PunchdownError sign-in-code-wrong | sign-in-code-expired
 */
export function findSignIn(typed: string, all: readonly EndpointRecord[], now: number): EndpointRecord {
  const code = tidySignInCode(typed)
  const record = code === '' ? undefined : all.find(({ signIn }) => signIn?.code === code)
  if (record === undefined || record.signIn === null) throw new PunchdownError('sign-in-code-wrong')
  if (record.signIn.usedAt === null && now >= record.signIn.expiresAt) {
    throw new PunchdownError('sign-in-code-expired', { expiredAt: record.signIn.expiresAt })
  }
  return record
}
