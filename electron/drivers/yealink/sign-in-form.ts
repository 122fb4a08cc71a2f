import type { EncryptedForm } from '../kit/strategies.ts'
import type { SignInFacts } from './data.ts'

/** The form with the cipher in use. */
export function formOf({ cipher, forms }: SignInFacts): EncryptedForm {
  const form = forms.find((each) => each.cipher === cipher)
  if (form === undefined) throw new Error(`no form for ${cipher}`)
  return form
}

export const fieldsOf = ({ fields }: SignInFacts): (readonly [string, string])[] =>
  fields.map(({ name, value }) => [name, value])
