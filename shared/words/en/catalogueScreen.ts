import type { Catalogue } from '#shared/model/catalogue.ts'
import { counted } from './numbers.ts'

/** Texts of the catalogue's screen. */
export const catalogueScreen = {
  title: 'Catalogue',
  lead: 'Devices that SIP Gateway lists, and the firmware each needs.',
  inUse: ({ rows, source }: Catalogue, imported: { readonly name: string; readonly at: string } | null) =>
    `${counted(rows.length, 'row', 'rows')}. ${source}. ${imported === null ? 'Built in.' : `Imported from ${imported.name}, ${imported.at}.`}`,
  importPage: 'Import a page',
  staleBody: (days: string | number) =>
    `It is ${days} days old, and Microsoft may list other devices and versions by now. When you have internet, save the page “Plan SIP Gateway” as Markdown and import it here.`,
  stale: (published: string | number) => `This list is of ${published}`,
  loadingBody: 'The catalogue is part of Punchdown; no internet is needed.',
  notesTab: 'Requirements and notes',
  featureCodes: 'Feature codes',
  importTitle: 'Import a page of compatible devices',
  importBody:
    'Take Microsoft’s page “Plan SIP Gateway” as a Markdown file (.md). What it changes is shown before anything is replaced. Devices of all jobs are then judged by the new list.',
  pageFile: 'File of the page',
  allowOlder: (before: string | number) => `Use it although it is older than the list in use (${before})`,
  useBuiltIn: 'Back to the built-in list',
  chooseFile: 'Choose a file',
  chooseAnotherFile: 'Choose another file',
  useThisList: 'Use this list',
  listInUse: 'List in use',
  listOf: (day: string, newest: boolean) => `${day}${newest ? ', the newest built in' : ', built in'}`,
  foundIn: (confidence: string, source: string) =>
    `Where it was found (${confidence.toLowerCase()}): ${source}.`,
  importSummary: (
    name: string,
    rows: string | number,
    date: string | number,
    added: string | number,
    removed: string | number,
    changed: string | number,
    unchanged: string | number,
  ) =>
    `${name}: ${rows} rows, dated ${date}. Added ${added}, removed ${removed}, changed ${changed}, the same ${unchanged}.`,
  changes: 'What the page changes',
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  notesAdded: 'Notes that are new',
  notesRemoved: 'Notes that are gone',
  duplicates: 'Printed more than once',
  leftOut: 'Left out',
  unreadableRows: (count: number) =>
    `${counted(count, 'row', 'rows')} cannot be read and ${count === 1 ? 'is' : 'are'} left out; see below.`,
  duplicate: ({ name, lines, same }: { name: string; lines: readonly number[]; same: boolean }) =>
    `${name}, lines ${lines.join(', ')}${same ? '' : ', with different contents'}`,
  change: (field: string, before: string | null, after: string | null) =>
    `${field} ${before || 'none'} → ${after || 'none'}`,
  aboutOnly: (subjects: string) => `About ${subjects}`,
  unreadableRow: (line: string | number, reason: string | number, text: string | number) =>
    `Line ${line}: ${reason} ${text}`,
  nothingChanges: 'Nothing differs from the list in use.',
  notes: 'Notes',
  locationColumn: 'What the location column means',
  notStated: 'A row without a mark is shown as “Not stated”.',
  aboutService: 'About the service as a whole',
  dial: 'Dial',
  codeEffect: 'What it does',
  group: 'Group',
  codesTitle: 'Codes dialled on the phone',
  noCodes: 'None published',
  noCodesBody: 'This page lists no feature codes.',
  compatibleDevices: 'Compatible devices',
  allVendors: 'All vendors',
  allKinds: 'All kinds',
  allLocationTypes: 'All location types',
  noSuchDevice: 'No such device',
  empty: 'The catalogue is empty',
  noSuchModel: (date: string) =>
    `No model of this name is in the list of ${date}. The service may take it all the same: look for a newer list.`,
  noSuchDeviceBody: 'Choose another vendor, kind or location above.',
  emptyBody: 'Import the published page, or go back to the list that is built in.',
}
