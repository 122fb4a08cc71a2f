/** THIRD-PARTY-NOTICES.txt: the licence of each package in a build. */
import type { NpmPackage } from './packages.ts'

const rule = '-'.repeat(80)

const introduction = `Punchdown contains the packages below, under the licences below.

The installers contain Electron as well, with Chromium and Node.js: see LICENSE.electron.txt and LICENSES.chromium.html beside the
program. SQLite, in better-sqlite3, is in the public domain.`

export const titleOf = ({ name, version, licence }: NpmPackage): string =>
  `${name} ${version} (${licence ?? 'no licence named'})`

/** Each name and version once, in alphabetical order. */
export function noticesOf(packages: readonly NpmPackage[]): string {
  const byTitle = new Map(packages.map((each) => [titleOf(each), each]))
  const entries = [...byTitle]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([title, { text }]) =>
        `${rule}\n${title}\n${rule}\n\n${text === '' ? 'The package has no licence file.' : text}\n`,
    )
  return `${introduction}\n\n${entries.join('\n')}`
}
