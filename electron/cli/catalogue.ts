/** `punchdown catalogue`: which devices the service takes, looked up, and replaced by a newer published page. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  type Catalogue,
  type CatalogueRow,
  isStale,
  notesFor,
  staleAfterDays,
} from '#shared/model/catalogue.ts'
import type { CatalogueImport } from '#shared/model/catalogue-changes.ts'
import { searchRows } from '#shared/model/catalogue-search.ts'
import { openCatalogue } from '../app/core.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import type { InstalledCatalogue } from '../services/catalogue/index.ts'
import { longestPage } from '../services/catalogue/index.ts'
import { type Command, commonOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const options = {
  vendor: { type: 'string', value: '<name>', help: 'list: rows of this vendor' },
  search: { type: 'string', value: '<text>', help: 'list: rows that hold all of these words, in any order' },
  'dry-run': { type: 'boolean', help: 'import: reads the page and reports, and changes nothing' },
  older: { type: 'boolean', help: 'import: takes a page that is older than the catalogue in use' },
  ...commonOptions,
} as const

export const catalogue: Command = {
  name: 'catalogue',
  summary: 'lists the devices that the service takes, and imports a newer list',
  usage:
    '[list [--vendor <name>] [--search <text>] | import <file.md> [--dry-run] [--older] | reset] [--json]',
  about: [
    'Alone it says which catalogue is in use. list prints its rows in the order of the page, with the notes that speak of',
    'each. import reads the Markdown source of the published page "Plan SIP Gateway" in any dated version ("-": from standard',
    'input), prints a line for each row that is added, removed or changed, printed twice or not readable ("change"), then a',
    'summary, and replaces the catalogue of the data folder; a Punchdown that is running there takes it up within seconds.',
    'A page that is damaged, in another language or another page changes nothing. reset goes back to the built-in catalogue.',
  ],
  options,
  examples: [
    { line: 'punchdown catalogue', does: 'which catalogue is in use, and how old it is' },
    { line: 'punchdown catalogue list --search "vvx 411" --json', does: 'what the list says of a phone' },
    { line: 'punchdown catalogue import sip-gateway-plan.md --dry-run', does: 'what a newer page changes' },
    { line: 'punchdown catalogue import sip-gateway-plan.md', does: 'takes it' },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [what = 'show', ...names] = positionals
    const takes = what === 'import' ? 1 : 0
    if (names.length !== takes) {
      throw new PunchdownError('bad-input', { argument: takes === 1 ? '<file.md>' : (names[0] ?? '') })
    }
    refuseStray(what, values)
    using installed = openCatalogue(defaultDataFolder(), ({ path, fields }) =>
      terminal.say(`${path} ${JSON.stringify(fields)}`),
    )
    switch (what) {
      case 'show':
        return show(installed, terminal)
      case 'list':
        return list(installed.live, values, terminal)
      case 'reset':
        installed.reset()
        return show(installed, terminal)
      case 'import': {
        const [file = ''] = names
        const text = file === '-' ? await terminal.input() : await pageIn(file)
        const report = installed.importPage({
          name: file === '-' ? 'standard input' : basename(file),
          text,
          dryRun: values['dry-run'] === true,
          older: values.older === true,
        })
        return imported(report, terminal)
      }
      default:
        throw new PunchdownError('bad-input', { argument: what })
    }
  },
}

/** An option of another of its verbs is a slip that is better said than passed over. */
function refuseStray(what: string, values: Readonly<Record<string, unknown>>): void {
  const belongsTo = { vendor: 'list', search: 'list', 'dry-run': 'import', older: 'import' } as const
  for (const [option, verb] of Object.entries(belongsTo)) {
    if (values[option] !== undefined && what !== verb) {
      throw new PunchdownError('bad-input', { argument: `--${option}`, reason: `of ${verb} only` })
    }
  }
}

/** @throws PunchdownError bad-input | catalogue-not-the-page (too-long, not-text) */
async function pageIn(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'not readable'
    throw new PunchdownError('bad-input', { argument: file, reason }, { cause })
  })
  const name = basename(file)
  if (bytes.length > longestPage * 4)
    throw new PunchdownError('catalogue-not-the-page', { name, reason: 'too-long' })
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PunchdownError('catalogue-not-the-page', { name, reason: 'not-text' }, { cause })
  }
}

function show(installed: InstalledCatalogue, terminal: Terminal): ExitCode {
  const { date, source, imported: from } = installed.status()
  const { rows } = installed.live
  const vendors = Object.fromEntries(
    [...Map.groupBy(rows, ({ vendor }) => vendor)].map(([vendor, own]) => [vendor, own.length]),
  )
  const stale = isStale(date, systemClock.now())
  const shown = {
    date,
    source,
    stale,
    imported: from === null ? null : { name: from.name, at: new Date(from.at).toISOString() },
    rows: rows.length,
    vendors,
  }
  terminal.result(
    shown,
    [
      `${source}, ${rows.length} rows; ${from === null ? 'built in' : `imported from ${from.name}`}`,
      ...Object.entries(vendors).map(([vendor, count]) => `  ${vendor}  ${count}`),
    ].join('\n'),
  )
  if (stale) terminal.say(`It is older than ${staleAfterDays} days: import the page as it is published now.`)
  return exitCodes.ok
}

function list(
  { date, source, rows, notes }: Catalogue,
  { vendor, search }: { readonly vendor?: string | undefined; readonly search?: string | undefined },
  terminal: Terminal,
): ExitCode {
  const found = searchRows(rows, {
    ...(vendor === undefined ? {} : { vendor }),
    ...(search === undefined ? {} : { text: search }),
  })
  for (const row of found) {
    const own = notesFor({ notes }, row).map(({ text }) => text)
    terminal.result({ ...row, notes: own, date, source }, rowWords(row))
  }
  terminal.say(`${found.length} of ${rows.length} rows. ${source}`)
  return exitCodes.ok
}

const rowWords = ({
  vendor,
  model,
  kind,
  minimum,
  approved,
  location,
  ports,
  remarks,
}: CatalogueRow): string =>
  [
    `${vendor} ${model}`,
    kind?.value ?? 'kind not known',
    `minimum ${minimum ?? 'none'}`,
    `approved ${approved ?? 'none'}`,
    `location ${location}`,
    ...(ports === null
      ? []
      : [ports.usable === null ? 'all ports' : `${ports.usable} of ${ports.total} ports`]),
    ...(remarks === '' ? [] : [remarks]),
  ].join('  ')

function imported(report: CatalogueImport, terminal: Terminal): ExitCode {
  const { added, removed, changed, duplicates, unreadable, notesAdded, notesRemoved, ...summary } = report
  for (const row of added) terminal.result({ change: 'added', ...row }, `added    ${rowWords(row)}`)
  for (const row of removed) terminal.result({ change: 'removed', ...row }, `removed  ${rowWords(row)}`)
  for (const row of changed) {
    const fields = row.fields.map(
      ({ field, before, after }) => `${field} ${before || 'none'} → ${after || 'none'}`,
    )
    terminal.result(
      { change: 'changed', ...row },
      `changed  ${row.vendor} ${row.model}  ${fields.join(', ')}`,
    )
  }
  for (const row of duplicates) {
    const how = row.same ? 'alike' : 'saying different things'
    terminal.result(
      { change: 'duplicate', ...row },
      `twice    ${row.vendor} ${row.model}  ${how}, lines ${row.lines.join(', ')}`,
    )
  }
  for (const row of unreadable) {
    terminal.result({ change: 'unreadable', ...row }, `not read ${row.reason}, line ${row.line}: ${row.text}`)
  }
  for (const text of notesAdded) terminal.result({ change: 'note-added', text }, `note     + ${text}`)
  for (const text of notesRemoved) terminal.result({ change: 'note-removed', text }, `note     - ${text}`)
  const counts = {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    duplicates: duplicates.length,
    unreadable: unreadable.length,
  }
  terminal.result(
    { change: 'summary', ...summary, ...counts },
    `${summary.source}, ${summary.rows} rows: ${added.length} added, ${removed.length} removed, ${changed.length} changed, ` +
      `${summary.unchanged} unchanged, ${unreadable.length} not read; ` +
      (summary.replaced
        ? `it replaces the catalogue of ${summary.before}.`
        : `a dry run: the catalogue of ${summary.before} stays.`),
  )
  return exitCodes.ok
}
