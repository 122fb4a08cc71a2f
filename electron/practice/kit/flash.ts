/** Flash memory of a practice device: settings survive a power cut, so each write is complete or absent. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'

export interface Flash<Content> {
  readonly content: Content
  save(): void
}

export interface FlashOptions<Content> {
  /** Null stores nothing. */
  readonly folder: string | null
  /** File name without its ending: the device's id. */
  readonly name: string
  readonly schema: z.ZodType<Content>
  readonly factory: Content
  /** Adds factory values that are missing in a stored file. */
  readonly complete: (stored: Content, factory: Content) => Content
  /** Called when a write fails (full disk): the device continues and loses the change at the next power cut. */
  readonly onFailure: (reason: string) => void
}

/** A file that cannot be read gives the factory values. */
export function openFlash<Content>(options: FlashOptions<Content>): Flash<Content> {
  const { folder, onFailure } = options
  if (folder === null) return { content: structuredClone(options.factory), save: () => undefined }
  const file = join(folder, `${options.name}.json`)
  const content = read(file, options) ?? structuredClone(options.factory)
  return {
    content,
    save() {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeComplete(file, JSON.stringify(content, null, 2))
      } catch (error) {
        onFailure(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** Writes to a temporary file, flushes it, then renames it. */
function writeComplete(file: string, text: string): void {
  const temporary = `${file}.new`
  const descriptor = openSync(temporary, 'w', 0o600)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
}

function read<Content>(file: string, { schema, factory, complete }: FlashOptions<Content>): Content | null {
  try {
    const stored = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return complete(stored, structuredClone(factory))
  } catch {
    return null
  }
}
