/** Parameters on the pages of a base, and their form keys. */

export interface PageParameter {
  readonly group: string
  readonly label: string
  readonly writable: boolean
  /** Form key on the page. */
  readonly hash: string
  readonly factory: string
  /** Null while the Default box is ticked. */
  readonly current: string | null
}

export interface ParsedPage {
  readonly rebootRequired: boolean
  readonly parameters: readonly PageParameter[]
}

/** Compares labels without case, spaces and punctuation: `ConfigURL`, `ConfigUrl` and `Config Url` are the same. */
export const sameLabel = (a: string, b: string): boolean => plain(a) === plain(b)
export const plain = (label: string): string => label.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Current value of a setting: the one that was set, or else the factory default. */
export const heldBy = (parameter: PageParameter): string => parameter.current ?? parameter.factory

/** Value that resets a setting to its default (ticks its Default box). Source: public clients of the OBi family. */
const defaultWord = 'default'

/** Whether a setting already has the value of an edit, or its default when the edit resets it. */
export const holds = (parameter: PageParameter, after: string): boolean =>
  after === defaultWord ? parameter.current === null : heldBy(parameter) === after

/** Form key of a full dotted name: djb2 of its bytes, 32 bits, hex without leading zeros. Source: public clients of the OBi family. */
export function formKeyOf(name: string): string {
  let sum = 5381n
  for (const byte of new TextEncoder().encode(name)) sum = (sum * 33n + BigInt(byte)) & 0xffffffffn
  return sum.toString(16)
}

/**
 * Value of the form field `ParameterList`. The pairs are percent-encoded here, and again as part of the form:
 *   79d6d10d=Periodically&4e5fccb1=3600
 */
export function parameterList(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
}
