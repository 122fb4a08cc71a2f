/** Settings of the adapter by their full names, in flash memory; a name without a value has the factory's. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'
import { keyOf, type Page } from './parameters.ts'

/** Shown instead of a password; submitting it leaves the password unchanged (ours). */
export const stars = '********'

export interface Settings {
  get(name: string): string
  /** Undefined for the factory value. */
  current(name: string): string | undefined
  /** Stores values by form key; the word `default` restores the factory's. Whether something changed. Others are ignored without an error. */
  submit(fields: Iterable<readonly [key: string, value: string]>): boolean
  /** Stores values of a file by name; null restores the factory's. */
  provision(values: ReadonlyMap<string, string | null>): void
}

/** Longest value, characters; ours. */
const longestValue = 2048

const contentSchema = z.object({ values: z.array(z.tuple([z.string(), z.string()])) })

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly pages: readonly Page[]
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const parameters = options.pages
    .flatMap(({ objects }) => objects.flatMap((each) => each.parameters))
    .filter(({ access }) => access === 'readWrite')
  const byName = new Map(parameters.map((each) => [each.name, each]))
  const byKey = new Map(parameters.map((each) => [keyOf(each), each]))
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [...options.initial] },
    complete: (stored) => stored,
  })
  const values = new Map(flash.content.values)
  const store = (name: string, value: string | null): boolean => {
    const parameter = byName.get(name)
    if (parameter === undefined) return false
    const before = values.get(name)
    if (value === null) values.delete(name)
    else if (value.length <= longestValue && (parameter.choices?.includes(value) ?? true))
      values.set(name, value)
    return values.get(name) !== before
  }
  const save = (): void => {
    flash.content.values = [...values]
    flash.save()
  }
  return {
    get: (name) => values.get(name) ?? byName.get(name)?.factory ?? '',
    current: (name) => values.get(name),
    submit(fields) {
      let isChanged = false
      for (const [key, value] of fields) {
        const parameter = byKey.get(key)
        if (parameter === undefined || (parameter.secret === true && value === stars)) continue
        if (store(parameter.name, value === 'default' ? null : value)) isChanged = true
      }
      save()
      return isChanged
    },
    provision(given) {
      for (const [name, value] of given) store(name, value)
      save()
    },
  }
}
