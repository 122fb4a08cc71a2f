/** Telephone numbers as people dial them at the site, in E.164. */

export interface DialPlan {
  /** Without `+`: `44`. */
  readonly countryCode: string
  /** Digits before a national number: `0`; empty in a country without. */
  readonly trunkPrefix: string
  /** Digits before an international number: `00`. */
  readonly internationalPrefix: string
}

/** `02079460101`, `00442079460101`, `442079460101` and `+442079460101` → `+442079460101`. Null for any other text, such as an extension. */
export function toE164(dialled: string, plan: DialPlan): string | null {
  const { countryCode, trunkPrefix, internationalPrefix } = plan
  if (!/^\+?\d{5,20}$/.test(dialled)) return null
  if (dialled.startsWith('+')) return checked(dialled)
  if (dialled.startsWith(internationalPrefix)) return checked(`+${dialled.slice(internationalPrefix.length)}`)
  if (dialled.startsWith(trunkPrefix)) return checked(`+${countryCode}${dialled.slice(trunkPrefix.length)}`)
  return dialled.startsWith(countryCode) ? checked(`+${dialled}`) : null
}

/** At most 15 digits (ITU-T E.164 §6); at least 7 is ours. No country code begins with 0. */
const checked = (number: string): string | null => (/^\+[1-9]\d{6,14}$/.test(number) ? number : null)
