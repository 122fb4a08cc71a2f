/** The base's flash memory: settings survive a power cut, so a write is whole or not there at all. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const accountSchema = z.object({
  identity: z.string(),
  authUser: z.string(),
  password: z.string(),
  registrar: z.string(),
  transport: z.enum(['udp', 'tcp']),
  displayName: z.string(),
})
export type Account = z.infer<typeof accountSchema>

const contentSchema = z.object({
  firmware: z.string(),
  /** Values by full name; a name that is absent is at its factory value. */
  settings: z.record(z.string(), z.string()),
  handsets: z.record(
    z.string(),
    z.object({ firmware: z.string(), url: z.string().nullable(), account: accountSchema.nullable() }),
  ),
  bootCount: z.number(),
})
export type FlashContent = z.infer<typeof contentSchema>

export interface Flash {
  readonly content: FlashContent
  save(): void
}

/**
 * `folder` null keeps nothing. A file that cannot be read is a device fresh from its box. A file that cannot be written
 * (a full disk) is told to `onFailure`; the device goes on and forgets at the next power cut.
 */
export function openFlash(
  folder: string | null,
  name: string,
  factory: FlashContent,
  onFailure: (why: string) => void,
): Flash {
  if (folder === null) return { content: structuredClone(factory), save: () => undefined }
  const file = join(folder, `${name}.json`)
  const content = read(file, factory) ?? structuredClone(factory)
  return {
    content,
    save() {
      try {
        mkdirSync(folder, { recursive: true })
        writeWhole(file, JSON.stringify(content, null, 2))
      } catch (error) {
        onFailure(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** The bytes are on the disk before the name points at them: a cut at any moment leaves the old file or the new one. */
function writeWhole(file: string, text: string): void {
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

/** Handsets that the file does not know yet are at their factory values. */
function read(file: string, factory: FlashContent): FlashContent | null {
  try {
    const content = contentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { ...content, handsets: { ...structuredClone(factory.handsets), ...content.handsets } }
  } catch {
    return null
  }
}
