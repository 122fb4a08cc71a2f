/** Composes a problem report from a data folder. It needs no core, so that it can be made when the core does not start. */
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { arch, homedir, hostname, release, totalmem, type, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ProblemReport } from '#shared/model/problem-report.ts'
import { systemClock } from '../platform/clock.ts'
import { keptLines } from '../platform/kept-log.ts'
import { createLog, type LogLine } from '../platform/log.ts'
import { openInstalledCatalogue } from '../services/catalogue/index.ts'
import { problemReport } from '../services/problem-report/index.ts'
import { version } from './version.ts'

const about = () => ({
  punchdown: version,
  node: process.versions.node,
  electron: process.versions.electron ?? null,
  chrome: process.versions.chrome ?? null,
  system: `${type()} ${release()}`,
  architecture: arch(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  language: Intl.DateTimeFormat().resolvedOptions().locale,
})

/** Names and sizes of the files in the data folder, without what is in them. */
function filesIn(dataFolder: string): { readonly name: string; readonly octets: number }[] {
  try {
    return readdirSync(dataFolder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => ({ name: file.slice(dataFolder.length + 1), octets: statSync(file).size }))
  } catch {
    return []
  }
}

/** Corrections of vendor facts, as they are stored. */
const correctionsIn = (dataFolder: string): { readonly file: string; readonly stored: string }[] =>
  globSync('corrections/*.json', { cwd: dataFolder }).map((file) => ({
    file,
    stored: readFileSync(join(dataFolder, file), 'utf8'),
  }))

function settingsOf(folder: string | null): Readonly<Record<string, unknown>> {
  using catalogue = openInstalledCatalogue({ folder, clock: systemClock, log: createLog(1) })
  return {
    catalogue: catalogue.status(),
    corrections: folder === null ? [] : correctionsIn(folder),
    dataFolder: folder === null ? [] : filesIn(folder),
  }
}

/** @param lines of a core that keeps nothing on disk; by default those that are kept in the data folder */
export function composeProblemReport(
  dataFolder: string,
  lines: readonly LogLine[] = keptLines(dataFolder),
): ProblemReport {
  return problemReport({
    now: systemClock.now(),
    about: about(),
    settings: settingsOf(dataFolder === ':memory:' ? null : dataFolder),
    lines,
    here: { homeFolder: homedir(), userName: userInfo().username, hostName: hostname() },
  })
}
