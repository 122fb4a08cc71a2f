/**
 * The catalogue in use: an imported page, an older built-in list that was chosen, or the newest built-in list. The data folder keeps the
 * choice, or the imported page itself, which is parsed at every start so that a later release may parse it better.
 */
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import { type CatalogueImport, catalogueChanges } from '#shared/model/catalogue-changes.ts'
import type { Status } from '#shared/model/host.ts'
import { removeFile, writeWhole } from '../../platform/atomic-file.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { builtInDates, loadCatalogue, loadPack } from './packs.ts'
import { readPlanPage } from './plan-page.ts'

export const packFileName = 'catalogue.json'

const packSchema = z.object({
  /** Format version of this file. */
  format: z.literal(1),
  /** Name of the file that was imported. */
  name: z.string(),
  importedAt: z.number(),
  /** Date of the catalogue that was built in at the import: a release with a newer one takes precedence. */
  builtIn: z.string(),
  /** The page, as published. */
  page: z.string(),
})
type Pack = z.infer<typeof packSchema>

/** A built-in list other than the newest. It stays chosen until another is, also in a later release that still has it. */
const choiceSchema = z.object({
  format: z.literal(1),
  /** Date of the list: `2024-07-15`. */
  chosen: z.string(),
})
type Choice = z.infer<typeof choiceSchema>

interface ImportRequest {
  /** File name, for the report. */
  readonly name: string
  /** The page in Markdown. */
  readonly text: string
  /** Reports the changes without making them. */
  readonly dryRun?: boolean
  /** Accepts a page that is older than the catalogue in use. */
  readonly older?: boolean
}

export interface InstalledCatalogue extends Disposable {
  /** Always the catalogue in use, also after an import. */
  readonly live: Catalogue
  status(): Status['catalogue']
  /** @throws PunchdownError catalogue-not-the-page | catalogue-damaged | catalogue-older | disk-full | data-folder-refused */
  importPage(request: ImportRequest): CatalogueImport
  /** Uses the built-in list of a date. @throws PunchdownError bad-input | disk-full | data-folder-refused */
  choose(date: string): void
  /** Returns to the newest built-in list. @throws PunchdownError data-folder-refused */
  reset(): void
  /** Loads an import by another process into the same folder. */
  refresh(): void
  onChange(listener: () => void): void
}

export interface InstalledParts {
  /** Folder of the imported catalogue; null keeps it in memory only. */
  readonly folder: string | null
  readonly clock: Clock
  readonly log: Log
  /** Interval of checks for an import by another process; no checks when absent. */
  readonly watchEveryMs?: number
  /** Replaces the newest built-in list in tests. */
  readonly builtIn?: Catalogue
}

interface InUse {
  readonly catalogue: Catalogue
  readonly imported: { readonly name: string; readonly at: number } | null
  /** Content of the file, to detect changes; null without a file. */
  readonly text: string | null
}

export function openInstalledCatalogue(parts: InstalledParts): InstalledCatalogue {
  const { folder, watchEveryMs } = parts
  const asBuiltIn: InUse = { catalogue: parts.builtIn ?? loadCatalogue(), imported: null, text: null }
  const file = folder === null ? null : join(folder, packFileName)
  const installation: Installation = { ...parts, file, asBuiltIn, inUse: asBuiltIn, listeners: new Set() }
  const refresh = () => use(installation, stored(installation))

  installation.inUse = stored(installation)
  if (file !== null && watchEveryMs !== undefined) {
    watchFile(file, { interval: watchEveryMs, persistent: false }, refresh)
  }
  return {
    live: liveView(() => installation.inUse.catalogue),
    status: () => statusOf(installation),
    importPage(request) {
      refresh()
      return importPage(installation, request)
    },
    choose: (date) => choose(installation, date),
    reset: () => reset(installation),
    refresh,
    onChange: (listener) => void installation.listeners.add(listener),
    [Symbol.dispose]() {
      if (file !== null) unwatchFile(file, refresh)
      installation.listeners.clear()
    },
  }
}

interface Installation {
  readonly clock: Clock
  readonly log: Log
  /** Null keeps the import in memory only. */
  readonly file: string | null
  readonly asBuiltIn: InUse
  readonly listeners: Set<() => void>
  inUse: InUse
}

function use(installation: Installation, next: InUse): void {
  if (next.text === installation.inUse.text) return
  installation.inUse = next
  for (const listener of installation.listeners) listener()
}

const statusOf = ({ inUse, asBuiltIn }: Installation): Status['catalogue'] => ({
  date: inUse.catalogue.date,
  source: inUse.catalogue.source,
  imported: inUse.imported === null ? null : { ...inUse.imported },
  builtIn: [...new Set([asBuiltIn.catalogue.date, ...builtInDates])],
})

/** The catalogue of the file. An unreadable file is left as it is, and the built-in catalogue is used. */
function stored({ file, log, inUse, asBuiltIn }: Installation): InUse {
  if (file === null) return inUse
  const text = textOf(file, log)
  if (text === null) return asBuiltIn
  if (text === inUse.text) return inUse
  try {
    const content = z.union([choiceSchema, packSchema]).parse(JSON.parse(text))
    return 'chosen' in content ? fromChoice(content, text, asBuiltIn) : fromPack(content, text, asBuiltIn)
  } catch (error) {
    log.write('catalogue.pack-not-read', { file, ...readable(error) })
    return { ...asBuiltIn, text }
  }
}

/** The chosen list, or the newest one when this release no longer has it. */
function fromChoice({ chosen }: Choice, text: string, asBuiltIn: InUse): InUse {
  const catalogue = loadPack(chosen)
  return catalogue === null ? { ...asBuiltIn, text } : { catalogue, imported: null, text }
}

/** The imported catalogue, or the built-in one when this release has a newer list. @throws PunchdownError of `readPlanPage` */
function fromPack(pack: Pack, text: string, asBuiltIn: InUse): InUse {
  const { catalogue } = readPlanPage(pack.page, pack.name)
  const { date } = asBuiltIn.catalogue
  if (date > pack.builtIn && date > catalogue.date) return { ...asBuiltIn, text }
  return { catalogue, imported: { name: pack.name, at: pack.importedAt }, text }
}

/** @throws PunchdownError catalogue-not-the-page | catalogue-damaged | catalogue-older | disk-full | data-folder-refused */
function importPage(installation: Installation, request: ImportRequest): CatalogueImport {
  const { name, text, dryRun = false, older = false } = request
  const before = installation.inUse.catalogue
  const { catalogue, duplicates, unreadable } = readPlanPage(text, name)
  const { date, source, rows } = catalogue
  const isOlder = date < before.date
  if (isOlder && !older && !dryRun) {
    throw new PunchdownError('catalogue-older', { name, date, installed: before.date })
  }
  const report: CatalogueImport = {
    name,
    date,
    source,
    rows: rows.length,
    before: before.date,
    older: isOlder,
    replaced: !dryRun,
    duplicates,
    unreadable,
    ...catalogueChanges(before, catalogue),
  }
  if (!dryRun) install(installation, request, catalogue)
  return report
}

function reset(installation: Installation): void {
  if (installation.file !== null) removeFile(installation.file)
  use(installation, installation.asBuiltIn)
}

/** @throws PunchdownError bad-input | disk-full | data-folder-refused */
function choose(installation: Installation, date: string): void {
  const { file, asBuiltIn } = installation
  if (date === asBuiltIn.catalogue.date) {
    reset(installation)
    return
  }
  const catalogue = loadPack(date)
  if (catalogue === null) throw new PunchdownError('bad-input', { argument: date, reason: 'no-such-list' })
  const choice: Choice = { format: 1, chosen: date }
  const written = JSON.stringify(choice)
  if (file !== null) writeWhole(file, written)
  use(installation, { catalogue, imported: null, text: written })
}

/** Writes the page to the file and puts its catalogue into use. */
function install(installation: Installation, { name, text }: ImportRequest, catalogue: Catalogue): void {
  const { clock, file, asBuiltIn } = installation
  const importedAt = clock.now()
  const pack: Pack = { format: 1, name, importedAt, builtIn: asBuiltIn.catalogue.date, page: text }
  const written = JSON.stringify(pack)
  if (file !== null) writeWhole(file, written)
  use(installation, { catalogue, imported: { name, at: importedAt }, text: written })
}

/** Null without a file; a file that cannot be opened is logged and ignored. */
function textOf(file: string, log: Log): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code !== 'ENOENT') log.write('catalogue.pack-not-read', { file, reason: code })
    return null
  }
}

/** Why a file was not read, without its text. */
function readable(error: unknown): Record<string, unknown> {
  if (error instanceof PunchdownError) return { problem: error.code, ...error.facts }
  return { reason: error instanceof SyntaxError ? 'not-json' : 'not-a-pack' }
}

/** A catalogue object that always shows the one in use. */
function liveView(now: () => Catalogue): Catalogue {
  return {
    get date() {
      return now().date
    },
    get source() {
      return now().source
    },
    get origin() {
      return now().origin
    },
    get rows() {
      return now().rows
    },
    get vendors() {
      return now().vendors
    },
    get notes() {
      return now().notes
    },
    get requirements() {
      return now().requirements
    },
    get featureCodes() {
      return now().featureCodes
    },
    get footnotes() {
      return now().footnotes
    },
  }
}
