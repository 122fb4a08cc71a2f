/** Small things everything stands on: secrets, logs, folders, TLS by runtime. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  defaultDataFolder,
  portableDataFolder,
  resourcesFolder,
  rootFolder,
} from '#electron/platform/folders.ts'
import { createLog } from '#electron/platform/log.ts'
import { oldTls, oldTlsIn } from '#electron/platform/old-tls.ts'
import { Secret } from '#electron/platform/secret.ts'
import { temporaryFolder } from '#test/support/core.ts'
import fc from '#test/support/property.ts'

it('a secret is masked in every form except reveal()', () => {
  const secret = new Secret('hush-hush')
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }),
    inspect(secret),
  ]
  expect(shown.join()).not.toContain('hush')
  expect(Object.values(secret).join()).toBe('')
  expect(structuredClone({ ...secret })).toEqual({})
  expect(secret.reveal()).toBe('hush-hush')
})

describe('a log', () => {
  it('keeps the newest lines, oldest first, and passes each to the sink', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 60 }), (size, count) => {
        let now = 0
        const passed: number[] = []
        const log = createLog(
          size,
          () => ++now,
          ({ at }) => passed.push(at),
        )
        for (let line = 0; line < count; line++) log.write('a.b', { line })
        const every = Array.from({ length: count }, (_, index) => index + 1)
        expect(passed).toEqual(every)
        expect(log.lines().map(({ at }) => at)).toEqual(every.slice(-size))
      }),
    )
  })
  it('returns lines that later writes do not change', () => {
    const log = createLog()
    log.write('a')
    const before = log.lines()
    log.write('b')
    expect(before).toHaveLength(1)
  })
})

describe('folders', () => {
  it('of the project are found from this file', () => {
    expect(join(rootFolder, 'test', 'platform')).toBe(import.meta.dirname)
    expect(resourcesFolder).toBe(join(rootFolder, 'resources'))
  })
  it('for data are the one in PUNCHDOWN_DATA, else in the folder of the platform', () => {
    expect(defaultDataFolder({ PUNCHDOWN_DATA: '/somewhere' })).toBe('/somewhere')
    expect(defaultDataFolder({ PUNCHDOWN_DATA: '' })).not.toBe('')
    if (process.platform === 'linux') {
      expect(defaultDataFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/punchdown')
    }
  })
  it('of a portable installation is beside the program, once it was made', () => {
    using folder = temporaryFolder()
    const program = join(folder.path, 'Punchdown.exe')
    expect(portableDataFolder(program)).toBeNull()
    mkdirSync(join(folder.path, 'Punchdown data'))
    expect(portableDataFolder(program)).toBe(join(folder.path, 'Punchdown data'))
  })
})

describe('TLS towards old devices', () => {
  it('sets a security level for OpenSSL, and none in Electron', () => {
    expect(oldTlsIn({}).ciphers).toBe('DEFAULT@SECLEVEL=0')
    expect(oldTlsIn({ electron: '1.0.0' })).not.toHaveProperty('ciphers')
    expect(oldTls).toEqual(oldTlsIn(process.versions))
  })
})
