import type { Fact } from '#shared/model/vendor-facts.ts'
import { words } from '#shared/words/index.ts'

export interface FactLine extends Fact {
  readonly file: string
}

export const shownValue = (value: Fact['value'] | undefined): string =>
  value === undefined ? '' : value === '' ? words.parts.emptyValue : String(value)
