/** Parameters of an adapter: those at work, and those in flash memory, which it starts with. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'
import type { Ini, Table } from './ini-file.ts'

type Kind = 'text' | 'number' | readonly string[]
const flag = ['0', '1'] as const

/**
 * The parameters that the steps of the maker name, of 3,165 that a public list has; other names are ignored. Not published: the factory
 * values of AUPDResetURLOnWebConfig, SetDefaultOnIniFileProcess and AUPDRetryTime.
 */
const known: readonly (readonly [string, string, Kind])[] = [
  ['IniFileURL', '', 'text'],
  ['CmpFileURL', '', 'text'],
  ['AutoUpdateCmpFile', '0', flag],
  ['AUPDCheckIfIniChanged', '0', ['0', '1', '2']],
  ['AUPDHTTPUSERAGENT', 'Mozilla/4.0 (compatible; AudioCodes; <NAME>;<VER>;<MAC>;<CONF>)', 'text'],
  ['AUPDDigestUsername', '', 'text'],
  ['AUPDDigestPassword', '', 'text'],
  ['AUPDVerifyCertificates', '0', flag],
  ['AUPDRetryTime', '60', 'number'],
  ['AUPDResetURLOnWebConfig', '0', flag],
  ['SetDefaultOnIniFileProcess', '0', flag],
]
const knownByName = new Map(known.map((each) => [each[0].toLowerCase(), each]))

const contentSchema = z.object({
  values: z.array(z.tuple([z.string(), z.string()])),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.array(z.object({ index: z.number(), values: z.array(z.string()) })),
    }),
  ),
  /** Digest of the last file that it fetched and applied. */
  lastFile: z.string(),
})

export interface IniSettings {
  /** Of a known name in any case; '' for another. */
  get(name: string): string
  /** Changes a parameter at work; false for an unknown name and a value out of range. */
  set(name: string, value: string): boolean
  table(name: string): Table | null
  /** Changes what is at work: parameters and tables of the file, all others to the factory values with `replace`. */
  load(ini: Ini, how: 'replace' | 'merge'): void
  /** Saves what is at work to flash memory (*Burn*). */
  burn(): void
  /** True when a change would be lost at a restart. */
  isUnsaved(): boolean
  /** Starts with the saved values. */
  restart(): void
  /** Parameters that differ from the factory values, and all tables. */
  content(): Omit<Ini, 'unreadable'>
  /** False for the text of the last call, also before a restart. */
  isNewFile(text: string): boolean
}

/** Longest value, characters; ours. */
const longestValue = 255

export function openIniSettings(options: {
  readonly folder: string | null
  readonly id: string
  readonly onFailure: (reason: string) => void
}): IniSettings {
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [], tables: [], lastFile: '' },
    complete: (stored) => stored,
  })
  let values = new Map(flash.content.values)
  let tables: readonly Table[] = structuredClone(flash.content.tables)
  let isUnsaved = false
  const get = (name: string): string => {
    const [key = '', factory = ''] = knownByName.get(name.toLowerCase()) ?? []
    return values.get(key) ?? factory
  }
  const set = (name: string, value: string): boolean => {
    const [key, factory, kind] = knownByName.get(name.toLowerCase()) ?? []
    if (key === undefined || kind === undefined || !accepts(kind, value)) return false
    if (get(key) !== value) isUnsaved = true
    if (value === factory) values.delete(key)
    else values.set(key, value)
    return true
  }
  return {
    ...{ get, set, isUnsaved: () => isUnsaved },
    table: (name) => tables.find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? null,
    load(ini, how) {
      if (how === 'replace') values = new Map()
      for (const [name, value] of ini.scalars) set(name, value)
      const others =
        how === 'replace' ? [] : tables.filter(({ name }) => !ini.tables.some((each) => each.name === name))
      tables = [...others, ...ini.tables]
      isUnsaved = true
    },
    burn() {
      flash.content.values = [...values]
      flash.content.tables = z.array(contentSchema.shape.tables.element).parse(tables)
      flash.save()
      isUnsaved = false
    },
    restart() {
      values = new Map(flash.content.values)
      tables = structuredClone(flash.content.tables)
      isUnsaved = false
    },
    content: () => ({
      scalars: known.flatMap(([name]) => (values.has(name) ? [[name, get(name)] as const] : [])),
      tables,
    }),
    isNewFile(text) {
      const digest = createHash('sha256').update(text).digest('hex')
      if (digest === flash.content.lastFile) return false
      flash.content.lastFile = digest
      flash.save()
      return true
    },
  }
}

function accepts(kind: Kind, value: string): boolean {
  if (value.length > longestValue || /[\p{Cc}'"]/u.test(value)) return false
  if (kind === 'number') return /^\d{1,6}$/.test(value)
  return kind === 'text' || kind.includes(value)
}
