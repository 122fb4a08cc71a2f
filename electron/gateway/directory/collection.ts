/** A collection of documents with a copy in memory; each change is stored first. */
import type { z } from 'zod'
import type { DocumentRepository } from '../../store/store.ts'

/** Called with the collection and the key of a stored document that cannot be read. */
export type OnUnreadable = (collection: string, key: string) => void

export interface Collection<Item> {
  get(key: string): Item | null
  all(): Item[]
  /** @throws PunchdownError disk-full; the copy in memory is then unchanged */
  set(key: string, item: Item): void
  remove(key: string): void
}

/** A document that does not fit the schema stays stored, and is reported to `onUnreadable`. */
export function openCollection<Item>(
  documents: DocumentRepository,
  name: string,
  schema: z.ZodType<Item>,
  onUnreadable: OnUnreadable,
): Collection<Item> {
  const items = new Map<string, Item>()
  for (const { key, value } of documents.all(name)) {
    const read = schema.safeParse(value)
    if (read.success) items.set(key, read.data)
    else onUnreadable(name, key)
  }
  return {
    get: (key) => items.get(key) ?? null,
    all: () => [...items.values()],
    set(key, item) {
      documents.set(name, key, item)
      items.set(key, item)
    },
    remove(key) {
      documents.remove(name, key)
      items.delete(key)
    },
  }
}
