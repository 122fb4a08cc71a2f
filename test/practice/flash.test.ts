/** Flash memory: an answered write survives a power cut at any time. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { itspNames, openWeb, until, updatedTo } from './bench.ts'

const page = 'DM_S_.xml'

async function startChild(folder: string) {
  const child = fork(join(import.meta.dirname, 'site-child.ts'), [folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const [port]: unknown[] = await once(child, 'message')
  const cutPower = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return { port: Number(port), cutPower, [Symbol.asyncDispose]: cutPower }
}

describe('kill -9', () => {
  it('during a write loses no answered form', async () => {
    using folder = temporaryFolder()
    let value = 0
    let answered = 0
    for (let round = 1; round <= 5; round++) {
      await using child = await startChild(folder.path)
      await using web = openWeb(child.port)
      const found = Number((await web.current(page, itspNames.interval)) ?? 0)
      expect(found).toBeGreaterThanOrEqual(answered)
      expect(found).toBeLessThanOrEqual(value)
      for (let turn = 0; turn < round * 3; turn++) {
        await web.submit({ [itspNames.interval]: String(++value) })
        answered = value
      }
      // one more write is under way when the power is cut
      const late = web.submit({ [itspNames.interval]: String(++value) }).catch(() => undefined)
      await child.cutPower()
      await late
    }
    await using practice = await startPractice({ flashFolder: folder.path })
    await using web = openWeb(practice.httpPort)
    expect(Number(await web.current(page, itspNames.interval))).toBeGreaterThanOrEqual(answered)
  }, 60_000)

  it('keeps the installed firmware', async () => {
    using folder = temporaryFolder()
    {
      await using child = await startChild(folder.path)
      await using web = openWeb(child.port)
      await web.submit(updatedTo('8005', '0002'))
      await expect
        .poll(() => web.current('DI_S_.xml', 'DeviceInfo.SoftwareVersion').catch(() => ''))
        .toBe('8.0.5.0002')
      await child.cutPower()
    }
    await using practice = await startPractice({ flashFolder: folder.path })
    await until(practice.site, (device) => device.firmware === '8.0.5.0002')
  })
})

it.each([
  ['nothing', ''],
  ['half a file', '{"firmware":"8.0.5.0002","settings":{'],
  ['something else', '{"firmware":8}'],
])('a flash with %s gives the factory values', async (_, content) => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'practice-rove-b2.json')
  writeFileSync(file, content)
  await using practice = await startPractice({ flashFolder: folder.path })
  await using web = openWeb(practice.httpPort)
  expect(await web.current('DI_S_.xml', 'DeviceInfo.SoftwareVersion')).toBe('8.0.3.0010')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ firmware: '8.0.3.0010', bootCount: 1 })
})

it('a base continues when its flash cannot be written', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'a file')
  writeFileSync(file, '')
  await using practice = await startPractice({ flashFolder: join(file, 'below it') })
  await using web = openWeb(practice.httpPort)
  await web.submit({ [itspNames.interval]: '60' })
  expect(await web.current(page, itspNames.interval)).toBe('60')
})

it('without a folder nothing is stored', async () => {
  for (const _ of [1, 2]) {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    expect(await web.current(page, itspNames.interval)).toBeUndefined()
    await web.submit({ [itspNames.interval]: '60' })
  }
})
