/** A view setting in local storage, such as columns and density. */
import { useState } from 'react'
import type { z } from 'zod'

export function useKept<Value>(
  name: string,
  schema: z.ZodType<Value>,
  usual: Value,
): [Value, (value: Value) => void] {
  const key = `punchdown.${name}`
  const [value, setValue] = useState<Value>(() => {
    try {
      const parsed = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'))
      return parsed.success ? parsed.data : usual
    } catch {
      return usual
    }
  })
  return [
    value,
    (next) => {
      setValue(next)
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // without storage, or with a full one, the setting lasts as long as the page
      }
    },
  ]
}
