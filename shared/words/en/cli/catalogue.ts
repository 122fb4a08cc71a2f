/** Texts of catalogue. */
import type { CatalogueLocation } from '#shared/model/catalogue.ts'
import type { CommandHelp } from './general.ts'

const locationWords: Record<CatalogueLocation, string> = {
  'lldp-only': 'LLDP only',
  dynamic: 'dynamic',
  static: 'static',
  'not-stated': 'not stated',
}

const help: CommandHelp = {
  summary: 'lists the devices that the service supports, and imports a newer list',
  usage:
    '[list [--vendor <name>] [--search <text>] | import <file.md> [--dry-run] [--older] | use <date> | reset] [--json]',
  about: [
    'Without a verb it prints which catalogue is in use. list prints its rows in the order of the page, with their notes.',
    'import reads the Markdown source of the published page "Plan SIP Gateway" in any dated version ("-": standard input),',
    'prints a line for each row that is added, removed, changed, duplicate or not readable ("change"), then a summary, and',
    'replaces the catalogue of the data folder; a running Punchdown uses it within seconds. A page that is damaged, in another',
    'language or a different page changes nothing. use takes one of the built-in lists by its date, in place of an imported',
    'page; reset returns to the newest of them.',
  ],
  examples: [
    { line: 'punchdown catalogue', does: 'the catalogue in use, and its age' },
    { line: 'punchdown catalogue list --search "vvx 411" --json', does: 'the rows of a phone' },
    {
      line: 'punchdown catalogue import sip-gateway-plan.md --dry-run',
      does: 'the changes in a newer page',
    },
    { line: 'punchdown catalogue import sip-gateway-plan.md', does: 'import it' },
    { line: 'punchdown catalogue use 2024-07-15', does: 'judge by an older built-in list' },
  ],
}

export const catalogue = {
  help,
  vendor: 'list: rows of this vendor',
  search: 'list: rows that contain all of these words, in any order',
  dryRun: 'import: read the page, print the changes and write nothing',
  older: 'import: accept a page that is older than the catalogue in use',
  standardInput: 'standard input',
  shown: (source: string, rows: number, importedFrom: string | null) =>
    `${source}, ${rows} rows; ${importedFrom === null ? 'built in' : `imported from ${importedFrom}`}`,
  foundIn: (confidence: string, source: string) => `found in (${confidence}): ${source}`,
  builtIn: (dates: readonly string[]) => `built-in lists: ${dates.join(', ')}`,
  stale: (days: number) => `It is older than ${days} days: import the page as it is published now.`,
  found: (found: number, rows: number, source: string) => `${found} of ${rows} rows. ${source}`,
  minimum: (version: string | null) => `minimum ${version ?? 'none'}`,
  approved: (version: string | null) => `approved ${version ?? 'none'}`,
  location: (location: CatalogueLocation) => `location ${locationWords[location]}`,
  allPorts: 'all ports',
  ports: (usable: number, total: number | null) => `${usable} of ${total} ports`,
  none: 'none',
  change: {
    added: 'added    ',
    removed: 'removed  ',
    changed: 'changed  ',
    duplicate: 'twice    ',
    unreadable: 'not read ',
    noteAdded: 'note     + ',
    noteRemoved: 'note     - ',
  },
  duplicate: (same: boolean, lines: readonly number[]) =>
    `${same ? 'identical' : 'with different values'}, lines ${lines.join(', ')}`,
  unreadable: (reason: string, line: number, text: string) => `${reason}, line ${line}: ${text}`,
  summary: (counts: {
    readonly source: string
    readonly rows: number
    readonly added: number
    readonly removed: number
    readonly changed: number
    readonly unchanged: number
    readonly unreadable: number
  }) =>
    `${counts.source}, ${counts.rows} rows: ${counts.added} added, ${counts.removed} removed, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.unreadable} not read`,
  replaced: (before: string) => `; it replaces the catalogue of ${before}.`,
  dryRunEnd: (before: string) => `; a dry run: the catalogue of ${before} is unchanged.`,
}
