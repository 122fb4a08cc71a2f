/** What a dialled text asks for. Pure. */

export type Dialled =
  | { readonly kind: 'emergency' }
  /** `*55*<code>` (A7.8); the code is empty when nothing was keyed behind it. */
  | { readonly kind: 'verification'; readonly code: string }
  | { readonly kind: 'number'; readonly number: string }

/**
 * `*55*123456` → verification. `+44 20 7946 0101`, `02079460101` → number. `112`, `urn:service:sos` → emergency.
 * A `#` that some phones send as the end of dialling is taken off; that it may stand there is ours.
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
