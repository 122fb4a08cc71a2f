/** Reads a dialled text: a feature code, an emergency number or any other number. */
import type { Forwarding } from '../directory/records.ts'

export type Dialled =
  | { readonly kind: 'emergency' }
  /** `*55*<code>` (A7.8); the code is empty when no digits follow. */
  | { readonly kind: 'verification'; readonly code: string }
  /** `*30*` and `*31*` (A15.dnd). */
  | { readonly kind: 'do-not-disturb'; readonly on: boolean }
  /** `*33*<number>` (A15.forward), and `*34*`, `*35*` in the same way (ours); the number is empty when no digits follow. */
  | { readonly kind: 'forward'; readonly rule: keyof Forwarding; readonly number: string }
  /** `*32*` (A15.forward). */
  | { readonly kind: 'reset-forwarding' }
  /** `*99*`. */
  | { readonly kind: 'voicemail' }
  /** A text with `*` or `#` that is no code of the service. */
  | { readonly kind: 'unknown-code' }
  | { readonly kind: 'number'; readonly number: string }

const rules: ReadonlyMap<string, keyof Forwarding> = new Map([
  ['33', 'always'],
  ['34', 'onTimeout'],
  ['35', 'simultaneous'],
])

/**
 * `*55*123456` → verification. `*33*02079460102` → forward. `+44 20 7946 0101`, `02079460101` → number. `112`, `urn:service:sos`, and a
 * code that would forward to such a number → emergency. Removes a `#` at the end, which some phones send to end dialling (our choice).
 */
export function readDialled(text: string, emergencyNumbers: readonly string[]): Dialled {
  if (/^urn:service:sos\b/i.test(text)) return { kind: 'emergency' }
  const dialled = text.replaceAll(/[\s().-]/g, '').replace(/#$/, '')
  const code = /^\*(\d\d)(?:\*(.*))?$/.exec(dialled)
  const [, digits = '', rest = ''] = code ?? []
  const number = (code === null ? dialled : rest).replace(/^\+/, '')
  if (digits !== '55' && emergencyNumbers.includes(number)) return { kind: 'emergency' }
  if (code === null)
    return /[*#]/.test(dialled) ? { kind: 'unknown-code' } : { kind: 'number', number: dialled }
  const rule = rules.get(digits)
  if (rule !== undefined) return { kind: 'forward', rule, number: rest }
  if (digits === '55') return { kind: 'verification', code: rest }
  if (rest !== '') return { kind: 'unknown-code' }
  if (digits === '30' || digits === '31') return { kind: 'do-not-disturb', on: digits === '30' }
  if (digits === '32') return { kind: 'reset-forwarding' }
  return digits === '99' ? { kind: 'voicemail' } : { kind: 'unknown-code' }
}
