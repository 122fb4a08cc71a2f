/** Whether two values of a fact are about the same thing, written at different length. */
import type { FactName } from '#shared/model/identity.ts'

export const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/**
 * Whether one value contains the other. A model may have its family before it (`T46S`, `SIP-T46S`), its variant
 * behind it (`N510`, `N510 IP PRO`) or both (`8841`, `CP-8841-3PCC`), a firmware its build (`6.1.5`, `6.1.5(a)`); `66.86.0.15` and
 * `66.86.0.150` differ.
 */
export function agree(fact: FactName, a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (fact === 'model') return bare(long).endsWith(bare(short)) || holdsWords(long, short)
  if (fact === 'kind') return isNarrower(long, short)
  if (fact !== 'firmware') return bare(a) === bare(b)
  return startsWithWord(long, short)
}

/** Whether `long` contains `short` as whole words. */
function holdsWords(long: string, short: string): boolean {
  const text = long.toLowerCase()
  const wanted = short.toLowerCase()
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.charAt(at - 1)
    if (!/[a-z0-9]/.test(before) && !/^[a-z0-9]/.test(text.slice(at + wanted.length))) return true
  }
  return false
}

/** Whether `long` starts with `short`, at the end of a word. */
function startsWithWord(long: string, short: string): boolean {
  return long.toLowerCase().startsWith(short.toLowerCase()) && !/^[a-z0-9]/i.test(long.slice(short.length))
}

/** A switch is one kind of other device; conference phones and wireless phones are phones. */
const isNarrower = (kind: string, wider: string): boolean =>
  wider === 'other' ? kind === 'switch' : wider === 'phone' && kind.endsWith('-phone')
