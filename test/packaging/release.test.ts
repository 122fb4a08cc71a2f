/** What the release workflow does before and after packing, without packing. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import { describe, expect, it } from 'vitest'
import { differencesBetween } from '#electron/packaging/compare-apps.ts'
import { notesOf, whyNot } from '#electron/packaging/release-notes.ts'
import { signingLines } from '#electron/packaging/signing.ts'
import { tryProgram } from '#electron/packaging/try-program.ts'
import { temporaryFolder } from '../support/core.ts'

const changelog = `# Changelog

## [Unreleased]

- later

## [1.2.0] - 2026-12-01

### Added

- a thing

## [1.1.0] - 2026-11-01

- older
`

describe('the notes of a release', () => {
  it('are the text below its heading', () => {
    expect(notesOf(changelog, '1.2.0')).toBe('### Added\n\n- a thing')
    expect(notesOf(changelog, '1.1.0')).toBe('- older')
  })

  it.each([
    ['v1.2.0', '1.2.0', true],
    ['v1.2.0', '1.3.0', false],
    ['v1.3.0', '1.3.0', false],
    ['1.2.0', '1.2.0', false],
    ['vUnreleased', 'Unreleased', false],
  ])('tag %s of version %s can be released: %s', (tag, version, can) => {
    expect(whyNot(tag, version, changelog) === null).toBe(can)
  })
})

describe('two packed apps', () => {
  const app = async (folder: string, name: string, text: string): Promise<string> => {
    const source = join(folder, `${name}-files`)
    mkdirSync(join(source, 'out'), { recursive: true })
    writeFileSync(join(source, 'package.json'), '{}')
    writeFileSync(join(source, 'out', 'main.js'), text)
    const asar = join(folder, `${name}.asar`)
    await createPackage(source, asar)
    mkdirSync(`${asar}.unpacked`)
    writeFileSync(join(`${asar}.unpacked`, 'native.node'), text)
    return asar
  }

  it('are the same when each file is, beside the archive too', async () => {
    using folder = temporaryFolder()
    const one = await app(folder.path, 'one', 'a')
    expect(differencesBetween(one, await app(folder.path, 'two', 'a'))).toEqual([])
    expect(differencesBetween(one, await app(folder.path, 'three', 'b'))).toEqual([
      'native.node',
      'out/main.js',
    ])
  })
})

describe('the signatures of a build', () => {
  it('are named with the secrets that are missing', () => {
    expect(signingLines('win32', {}).join()).toMatch(
      /NOT signed.*WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD, or AZURE/,
    )
    expect(signingLines('win32', { WIN_CSC_LINK: 'x', WIN_CSC_KEY_PASSWORD: 'y' }).join()).toMatch(/^Signed/)
    const apple = signingLines('darwin', { CSC_LINK: 'x', CSC_KEY_PASSWORD: 'y', APPLE_API_KEY: '' })
    expect(apple.map((line) => line.startsWith('Signed'))).toEqual([true, false])
    expect(signingLines('linux', {})).toHaveLength(1)
  })
})

describe.skipIf(process.platform === 'win32')('the try of a packed program', () => {
  it('succeeds when the program opens a database in its data folder', async () => {
    const script = 'mkdir -p "$PUNCHDOWN_DATA"; : > "$PUNCHDOWN_DATA/punchdown.db"; exec sleep 60'
    expect(await tryProgram('/bin/sh', ['-c', script])).toBeNull()
  })

  it('fails when the program ends, or cannot be started', async () => {
    expect(await tryProgram('/bin/sh', ['-c', 'exit 3'])).toContain('3')
    expect(await tryProgram(join(import.meta.dirname, 'no-such-program'))).toContain('ENOENT')
  })
})
