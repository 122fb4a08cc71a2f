/** Reads a dialled text: a verification code, an emergency number or any other number. */

export type Dialled =
  | { readonly kind: 'emergency' }
  /** `*55*<code>` (A7.8); the code is empty when no digits follow. */
  | { readonly kind: 'verification'; readonly code: string }
  | { readonly kind: 'number'; readonly number: string }

/**
 * `*55*123456` → verification. `+44 20 7946 0101`, `02079460101` → number. `112`, `urn:service:sos` → emergency.
 * Removes a `#` at the end, which some phones send to end dialling (our choice).
 */
export function readDialled(text: string, emergencyNumbers: readonly string[]): Dialled {
  if (/^urn:service:sos\b/i.test(text)) return { kind: 'emergency' }
  const dialled = text.replaceAll(/[\s().-]/g, '').replace(/#$/, '')
  const bare = dialled.replace(/^\+/, '')
  if (emergencyNumbers.includes(bare)) return { kind: 'emergency' }
  const verification = /^\*55(?:\*(.*))?$/.exec(dialled)
  if (verification !== null) return { kind: 'verification', code: verification[1] ?? '' }
  return { kind: 'number', number: dialled }
}
