/** `punchdown catalogue`: lists the supported devices, and imports a newer published page. */
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
import { words } from '#shared/words/cli.ts'
import { openCatalogue } from '../app/core.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import type { InstalledCatalogue } from '../services/catalogue/index.ts'
import { longestPage } from '../services/catalogue/index.ts'
import { type Command, commonOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { octetsOf } from './files.ts'
import type { Terminal } from './terminal.ts'

const options = {
  vendor: { type: 'string', value: '<name>', help: words.catalogue.vendor },
  search: { type: 'string', value: '<text>', help: words.catalogue.search },
  'dry-run': { type: 'boolean', help: words.catalogue.dryRun },
  older: { type: 'boolean', help: words.catalogue.older },
  ...commonOptions,
} as const

export const catalogue: Command = {
  name: 'catalogue',
  ...words.catalogue.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [what = 'show', ...names] = positionals
    const missing = { import: '<file.md>', use: '<date>' }
    const takes = what === 'import' || what === 'use' ? missing[what] : null
    if (names.length !== (takes === null ? 0 : 1)) {
      throw new PunchdownError('bad-input', { argument: takes ?? names[0] ?? '' })
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
      case 'use': {
        const [date = ''] = names
        installed.choose(date)
        return show(installed, terminal)
      }
      case 'reset':
        installed.reset()
        return show(installed, terminal)
      case 'import': {
        const [file = ''] = names
        const text = file === '-' ? await terminal.input() : await pageIn(file)
        const report = installed.importPage({
          name: file === '-' ? words.catalogue.standardInput : basename(file),
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

/** @throws PunchdownError bad-input for an option that belongs to another verb */
function refuseStray(what: string, values: Readonly<Record<string, unknown>>): void {
  const belongsTo = { vendor: 'list', search: 'list', 'dry-run': 'import', older: 'import' } as const
  for (const [option, verb] of Object.entries(belongsTo)) {
    if (values[option] !== undefined && what !== verb) {
      throw new PunchdownError('bad-input', { argument: `--${option}`, reason: `only-with-${verb}` })
    }
  }
}

/** @throws PunchdownError bad-input | catalogue-not-the-page (too-long, not-text) */
async function pageIn(file: string): Promise<string> {
  const bytes = await octetsOf(file)
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
  const { date, source, imported: from, builtIn } = installed.status()
  const { rows, origin } = installed.live
  const vendors = Object.fromEntries(
    [...Map.groupBy(rows, ({ vendor }) => vendor)].map(([vendor, own]) => [vendor, own.length]),
  )
  const stale = isStale(date, systemClock.now())
  const shown = {
    date,
    source,
    origin,
    stale,
    imported: from === null ? null : { name: from.name, at: new Date(from.at).toISOString() },
    rows: rows.length,
    vendors,
    builtIn,
  }
  terminal.result(
    shown,
    [
      words.catalogue.shown(source, rows.length, from?.name ?? null),
      ...(origin === null ? [] : [words.catalogue.foundIn(origin.confidence, origin.source)]),
      ...Object.entries(vendors).map(([vendor, count]) => `  ${vendor}  ${count}`),
      words.catalogue.builtIn(builtIn),
    ].join('\n'),
  )
  if (stale) terminal.say(words.catalogue.stale(staleAfterDays))
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
  terminal.say(words.catalogue.found(found.length, rows.length, source))
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
    kind?.value ?? words.general.kindNotKnown,
    words.catalogue.minimum(minimum),
    words.catalogue.approved(approved),
    words.catalogue.location(location),
    ...(ports === null
      ? []
      : [
          ports.usable === null ? words.catalogue.allPorts : words.catalogue.ports(ports.usable, ports.total),
        ]),
    ...(remarks === '' ? [] : [remarks]),
  ].join('  ')

function imported(report: CatalogueImport, terminal: Terminal): ExitCode {
  const { change, none } = words.catalogue
  const { added, removed, changed, duplicates, unreadable, notesAdded, notesRemoved, ...summary } = report
  for (const row of added) terminal.result({ change: 'added', ...row }, `${change.added}${rowWords(row)}`)
  for (const row of removed)
    terminal.result({ change: 'removed', ...row }, `${change.removed}${rowWords(row)}`)
  for (const row of changed) {
    const fields = row.fields.map(
      ({ field, before, after }) => `${field} ${before || none} → ${after || none}`,
    )
    terminal.result(
      { change: 'changed', ...row },
      `${change.changed}${row.vendor} ${row.model}  ${fields.join(', ')}`,
    )
  }
  for (const row of duplicates) {
    const how = words.catalogue.duplicate(row.same, row.lines)
    terminal.result({ change: 'duplicate', ...row }, `${change.duplicate}${row.vendor} ${row.model}  ${how}`)
  }
  for (const row of unreadable) {
    terminal.result(
      { change: 'unreadable', ...row },
      `${change.unreadable}${words.catalogue.unreadable(row.reason, row.line, row.text)}`,
    )
  }
  for (const text of notesAdded) terminal.result({ change: 'note-added', text }, `${change.noteAdded}${text}`)
  for (const text of notesRemoved)
    terminal.result({ change: 'note-removed', text }, `${change.noteRemoved}${text}`)
  const counts = {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    duplicates: duplicates.length,
    unreadable: unreadable.length,
  }
  terminal.result(
    { change: 'summary', ...summary, ...counts },
    words.catalogue.summary({ ...summary, ...counts }) +
      (summary.replaced
        ? words.catalogue.replaced(summary.before)
        : words.catalogue.dryRunEnd(summary.before)),
  )
  return exitCodes.ok
}
