/** JSON bodies of rows, checked by the model's schemas. */
import type { z } from 'zod'

export type ParsedBody<Item> =
  | { readonly readable: true; readonly value: Item }
  | { readonly readable: false; readonly why: string }

export function parseBody<Item>(body: string, schema: z.ZodType<Item>): ParsedBody<Item> {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { readable: false, why: 'not JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { readable: true, value: parsed.data }
  const [issue] = parsed.error.issues
  return { readable: false, why: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'another shape'}` }
}
