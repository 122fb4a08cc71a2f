/** Texts of `punchdown update`. */
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: 'uses a signed update from a file: a catalogue, vendor facts, or the check of a new release',
  usage: '<file> [--dry-run] [--json]',
  about: [
    'An update is used only with the signature of a key that this version trusts, and only while Punchdown is closed. Nothing is fetched.',
    'A catalogue or vendor facts are installed, unless they are older than what is here. For a release, the downloaded files beside',
    '<file> are compared with what was signed; then start the installer yourself.',
  ],
  examples: [
    { line: 'punchdown update catalogue-2026-12-01.json', does: 'a newer list of compatible devices' },
    { line: 'punchdown update E:\\punchdown-1.2.0.json', does: 'check an installer on a USB stick' },
  ],
}

const since = (before: string | null) => (before === null ? '' : ` It replaces that of ${before}.`)

export const update = {
  help,
  dryRun: 'verify the update and change nothing',
  catalogue: (date: string, before: string, dryRun: boolean) =>
    `${dryRun ? 'Verified' : 'Installed'}: the catalogue of ${date}.${since(before)}`,
  facts: (file: string, date: string, before: string | null, dryRun: boolean) =>
    `${dryRun ? 'Verified' : 'Installed'}: facts of ${file} of ${date}.${since(before)}`,
  release: (version: string, date: string, files: readonly string[]) =>
    `Verified: Punchdown ${version} of ${date}. Start the installer: ${files.join(', ')}`,
}
