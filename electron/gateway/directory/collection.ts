/** A collection of documents with a copy in memory; each change is stored first. */
import type { z } from 'zod'
import type { Log } from '../../platform/log.ts'
import type { DocumentRepository } from '../../store/store.ts'

export interface Collection<Item> {
  get(key: string): Item | null
  all(): Item[]
  /** @throws PunchdownError disk-full; the copy in memory is then unchanged */
  set(key: string, item: Item): void
  remove(key: string): void
}

/** Ignores and logs documents that do not fit the schema; they stay stored. */
export function openCollection<Item>(
  documents: DocumentRepository,
  name: string,
  schema: z.ZodType<Item>,
  log: Log,
): Collection<Item> {
  const items = new Map<string, Item>()
  for (const { key, value } of documents.all(name)) {
    const read = schema.safeParse(value)
    if (read.success) items.set(key, read.data)
    else log.write('gateway.document-unreadable', { collection: name, key })
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
