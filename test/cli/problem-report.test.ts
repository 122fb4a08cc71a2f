/** `punchdown problem-report`, after a core crashed in the data folder. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { punchdown } from './punchdown.ts'

/** Starts a core in a folder, lets an error end its process, and resolves when it has ended. */
async function crash(dataFolder: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crashing-core-child.ts'), dataFolder], {
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  expect(code).not.toBe(0)
}

describe('problem-report', () => {
  it('has the error that ended the core', async () => {
    using folder = temporaryFolder()
    const dataFolder = join(folder.path, 'data')
    await crash(dataFolder)
    const file = join(folder.path, 'report.zip')
    const env = { PUNCHDOWN_DATA: dataFolder }
    const { code, objects } = await punchdown(['problem-report', file, '--json'], { env })
    expect([code, objects[0]?.file]).toEqual([0, file])
    const archive = unzipSync(readFileSync(file))
    expect(Object.keys(archive)).toEqual(objects[0]?.files)
    const problems = strFromU8(archive['problems.jsonl'] ?? new Uint8Array())
    expect(problems).toContain('core.crashed')
    expect(problems).toContain('a planted crash')
    expect((await punchdown(['problem-report', file], { env })).code).toBe(2)
  })

  it('shows the same and writes nothing with --show, also without a data folder', async () => {
    using folder = temporaryFolder()
    const env = { PUNCHDOWN_DATA: join(folder.path, 'none') }
    const { code, objects } = await punchdown(['problem-report', '--show', '--json'], { env })
    expect(code).toBe(0)
    expect(objects.map(({ name }) => name)).toEqual([
      'about.json',
      'settings.json',
      'problems.jsonl',
      'log.jsonl',
    ])
    expect(existsSync(join(folder.path, 'none'))).toBe(false)
  })
})
