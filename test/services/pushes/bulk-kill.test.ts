/** kill -9 in the middle of a run of 200 devices: it continues, and no device is written twice. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { openFarm } from './bulk-farm.ts'

const count = 200

it('a run of 200 that is killed three times writes every device once', async () => {
  using folder = temporaryFolder()
  await using farm = await openFarm()
  const start = () =>
    spawn(
      process.execPath,
      [join(import.meta.dirname, 'bulk-child.ts'), folder.path, String(farm.port), String(count)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
  // in the canaries, and twice among the rest
  for (const writes of [3, 70, 150]) {
    const child = start()
    const exited = once(child, 'exit')
    const before = farm.writes.size
    // ends early with its code when the child fails
    await Promise.race([farm.stored(writes), exited])
    child.kill('SIGKILL')
    expect(await exited).toEqual([null, 'SIGKILL'])
    expect(farm.writes.size).toBeGreaterThan(before)
    expect(farm.writes.size).toBeLessThan(count)
  }
  const last = start()
  expect(JSON.parse(await text(last.stdout))).toEqual({ done: count })
  expect(farm.writes.size).toBe(count)
  expect([...new Set(farm.writes.values())]).toEqual([1])
  expect([...new Set(farm.held.values())]).toEqual(['new'])
}, 120_000)
