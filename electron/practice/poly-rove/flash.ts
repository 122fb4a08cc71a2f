/** The base's flash memory: settings survive a power cut, so a write is whole or not there at all. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
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

/** `folder` null keeps nothing. A file that cannot be read is a device fresh from its box. */
export function openFlash(folder: string | null, name: string, factory: FlashContent): Flash {
  if (folder === null) return { content: structuredClone(factory), save: () => undefined }
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.json`)
  const content = read(file) ?? structuredClone(factory)
  return {
    content,
    save() {
      const temporary = `${file}.new`
      const descriptor = openSync(temporary, 'w', 0o600)
      try {
        writeSync(descriptor, JSON.stringify(content, null, 2))
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      renameSync(temporary, file)
    },
  }
}

function read(file: string): FlashContent | null {
  try {
    return contentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
