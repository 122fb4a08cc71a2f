/** An import whose process is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { openInstalledCatalogue } from '#electron/services/catalogue/installed.ts'
import { temporaryFolder } from '#test/support/core.ts'

const clock = { now: () => 1_800_000_000_000 }

it('a process that is killed during an import leaves the complete old pack or the complete new one', async () => {
  using folder = temporaryFolder()
  const child = join(import.meta.dirname, 'importing-child.ts')
  for (let round = 0; round < 4; round++) {
    const importing = spawn(process.execPath, [child, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(importing, 'exit')
    await once(importing.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, round * 7))
    importing.kill('SIGKILL')
    await exited
    const log = createLog()
    using catalogue = openInstalledCatalogue({ folder: folder.path, clock, log })
    expect(['2025-02-28', '2025-03-01']).toContain(catalogue.status().date)
    expect(log.lines()).toEqual([])
  }
})
