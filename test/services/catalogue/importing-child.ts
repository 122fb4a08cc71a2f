/** Imports one page after another until it is killed. */
import { createLog } from '#electron/platform/log.ts'
import { openInstalledCatalogue } from '#electron/services/catalogue/installed.ts'
import { of2025 } from './pages.ts'

const folder = process.argv[2] ?? ''
const catalogue = openInstalledCatalogue({ folder, clock: { now: Date.now }, log: createLog() })
const pages = [of2025, of2025.replace('2/28/2025', '3/1/2025')]
for (let count = 0; ; count++) {
  catalogue.importPage({ name: 'plan.md', text: pages[count % 2] ?? '', older: true })
  if (count === 0) process.stdout.write('importing\n')
}
