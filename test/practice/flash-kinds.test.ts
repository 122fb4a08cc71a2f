/** Each practice device of a table keeps its written value over a power cut, and starts with factory values from a damaged file. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { kinds } from './kinds.ts'

const names = ['ALE M3', 'Ascom IPBS2', 'Gigaset N870', 'Poly OBi 302', 'Spectralink IP-DECT Server 400']

describe.skipIf(!isHere('curl'))(`flash memory${missing('curl')}`, () => {
  it.each(kinds.filter(({ name }) => names.includes(name)))(
    'of $name keeps a write, and no damaged file',
    async (kind) => {
      using folder = temporaryFolder()
      {
        await using device = await kind.start(0, folder.path)
        await device.write('81')
        await expect.poll(device.stored).toBe('81')
      }
      {
        await using device = await kind.start(0, folder.path)
        expect(await device.stored()).toBe('81')
      }
      for (const file of readdirSync(folder.path)) writeFileSync(join(folder.path, file), '{"values": [')
      await using device = await kind.start(0, folder.path)
      expect(await device.stored()).not.toBe('81')
      expect((await device.read()).status).toBe(200)
    },
  )
})
