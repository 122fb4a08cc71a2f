/** Signed updates: what is trusted, and what each kind does. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { factFile } from '#electron/drivers/fact-file.ts'
import { updateFrom } from '#electron/packaging/sign-update.ts'
import { createLog } from '#electron/platform/log.ts'
import { openInstalledCatalogue } from '#electron/services/catalogue/index.ts'
import { openCorrections } from '#electron/services/corrections/index.ts'
import { applyUpdate, isNewer, signUpdate, type Update } from '#electron/services/updates/index.ts'
import fc from '#test/support/property.ts'
import { temporaryFolder } from '../../support/core.ts'
import { pageOf } from '../catalogue/pages.ts'

const trusted = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const idOf = (id: string, key: KeyObject) => ({
  id,
  publicKey: key.export({ type: 'spki', format: 'der' }).toString('base64'),
})
const keys = [idOf('2026-a', trusted.publicKey)]

const vendorSchema = z.object({ restart: z.string().startsWith('/') })

/** Catalogue, corrections and updates of one data folder. */
function openUpdates(folder: string) {
  const log = createLog(50)
  const catalogue = openInstalledCatalogue({ folder, clock: { now: () => Date.UTC(2026, 11, 1) }, log })
  const file = factFile('maker', { restart: '/restart' }, vendorSchema, () => undefined)
  const corrections = openCorrections({ factFiles: [file], folder, log })
  const parts = { keys, version: '1.9.3', dataFolder: folder, catalogue, corrections }
  const restart = () => corrections.files()[0]?.facts[0]?.value
  const apply = (text: string, dryRun = false, from = folder) =>
    applyUpdate(parts, { text, folder: from, dryRun })
  return { catalogue, corrections, restart, apply, [Symbol.dispose]: () => catalogue[Symbol.dispose]() }
}

const signed = (update: Update, key = trusted.privateKey, id = '2026-a') => signUpdate(update, id, key)
const facts = (date: string, to: string): Update => ({
  kind: 'facts',
  date,
  file: 'maker',
  patch: JSON.stringify([
    { op: 'test', path: '/restart', value: '/restart' },
    { op: 'replace', path: '/restart', value: to },
  ]),
})
const refusal = (code: string, reason: string) =>
  expect.objectContaining({ code, facts: expect.objectContaining({ reason }) })

describe('an update is trusted only', () => {
  const text = signed(facts('2026-12-01', '/reboot'))
  const changed = { ...JSON.parse(text) }

  it.each([
    ['with a signature', 'not-signed', JSON.stringify(facts('2026-12-01', '/reboot'))],
    ['as JSON', 'not-signed', 'hello'],
    ['with a known key', 'unknown-key', signed(facts('2026-12-01', '/reboot'), other.privateKey, '2027-a')],
    ['with the key that it names', 'wrong-signature', signed(facts('2026-12-01', '/x'), other.privateKey)],
    [
      'with the content that was signed',
      'wrong-signature',
      JSON.stringify({ ...changed, content: String(changed.content).replace('/reboot', '/format') }),
    ],
    ['with a whole signature', 'wrong-signature', JSON.stringify({ ...changed, signature: 'AAAA' })],
  ])('%s: %s', async (_, reason, update) => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    await expect(here.apply(update)).rejects.toEqual(refusal('update-not-trusted', reason))
    expect(here.restart()).toBe('/restart')
  })

  it('octet by octet', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), fc.nat(25), async (at, letter) => {
        const next = String.fromCharCode(97 + letter)
        fc.pre(text[at] !== next)
        const attempt = `${text.slice(0, at)}${next}${text.slice(at + 1)}`
        // a letter of base64 that carries no octet of the signature may change
        await here.apply(attempt, true).then(
          () => expect(JSON.parse(attempt).content).toBe(changed.content),
          () => undefined,
        )
      }),
    )
  })

  it('when this version can read it', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    const content = JSON.stringify({ kind: 'of a later version', date: '2027-01-01' })
    const signature = sign(null, Buffer.from(content), trusted.privateKey).toString('base64')
    const later = JSON.stringify({ format: 'punchdown-update-1', key: '2026-a', signature, content })
    await expect(here.apply(later)).rejects.toEqual(refusal('update-not-usable', 'malformed'))
  })
})

describe('facts', () => {
  it('are installed, with their date, and by a newer update again', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    expect(await here.apply(signed(facts('2026-12-01', '/reboot')))).toEqual({
      kind: 'facts',
      file: 'maker',
      date: '2026-12-01',
      before: null,
    })
    expect(here.restart()).toBe('/reboot')
    expect(await here.apply(signed(facts('2026-12-02', '/newer')))).toMatchObject({ before: '2026-12-01' })
    expect(here.restart()).toBe('/newer')
  })

  it('are not installed by an older update, nor by a dry run', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    await here.apply(signed(facts('2026-12-02', '/newer')), true)
    expect(here.restart()).toBe('/restart')
    await here.apply(signed(facts('2026-12-02', '/newer')))
    await expect(here.apply(signed(facts('2026-12-01', '/reboot')))).rejects.toEqual(
      refusal('update-not-usable', 'older'),
    )
    expect(here.restart()).toBe('/newer')
  })

  it('do not overwrite what was corrected on this computer', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    here.corrections.set('maker', '/restart', '/mine')
    await expect(here.apply(signed(facts('2026-12-02', '/newer')))).rejects.toEqual(
      refusal('update-not-usable', 'own-corrections'),
    )
    expect(here.restart()).toBe('/mine')
  })
})

describe('a catalogue', () => {
  const update = (page: string): Update => ({ kind: 'catalogue', date: '2026-12-01', name: 'plan.md', page })

  it('is installed, and shown with its date', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    const before = here.catalogue.status().date
    const page = pageOf({ rows: ['|Maker|M1|1.0|1.1| | |'], date: '12/01/2026' })
    expect(await here.apply(signed(update(page)))).toEqual({ kind: 'catalogue', date: '2026-12-01', before })
    expect(here.catalogue.status()).toMatchObject({ date: '2026-12-01', imported: { name: 'plan.md' } })
  })

  it('is not installed when it is not the page', async () => {
    using folder = temporaryFolder()
    using here = openUpdates(folder.path)
    await expect(here.apply(signed(update('hello')))).rejects.toMatchObject({
      code: 'catalogue-not-the-page',
    })
    expect(here.catalogue.status().imported).toBeNull()
  })
})

describe('a release', () => {
  const names = ['Punchdown-1.10.0-win-x64.exe', 'Punchdown-1.10.0-linux-amd64.deb']

  /** The downloaded files, and what is signed about them. */
  function release(folder: string, version: string): Update {
    for (const name of names) writeFileSync(join(folder, name), `installer ${name}`)
    const made = updateFrom(['release', '2026-12-01', folder])
    if (made?.kind !== 'release') throw new Error('no release')
    return { ...made, version }
  }

  it('is verified by the files that were downloaded', async () => {
    using folder = temporaryFolder()
    using downloads = temporaryFolder()
    using here = openUpdates(folder.path)
    const update = release(downloads.path, '1.10.0')
    const paths = names.map((name) => join(downloads.path, name)).sort()
    expect(await here.apply(signed(update), false, downloads.path)).toMatchObject({ files: paths })
  })

  it.each([
    [
      'a changed file',
      'file-changed',
      '1.10.0',
      (folder: string) =>
        writeFileSync(join(folder, names[0] ?? ''), 'installer Punchdown-1.10.0-win-x64.exX'),
    ],
    ['an older version', 'older', '1.9.3', () => undefined],
  ])('is refused for %s', async (_, reason, version, change) => {
    using folder = temporaryFolder()
    using downloads = temporaryFolder()
    using here = openUpdates(folder.path)
    const text = signed(release(downloads.path, version))
    change(downloads.path)
    await expect(here.apply(text, false, downloads.path)).rejects.toEqual(
      refusal('update-not-usable', reason),
    )
  })

  it('is refused without any of its files', async () => {
    using folder = temporaryFolder()
    using downloads = temporaryFolder()
    using here = openUpdates(folder.path)
    const text = signed(release(downloads.path, '1.10.0'))
    await expect(here.apply(text)).rejects.toEqual(refusal('update-not-usable', 'file-missing'))
  })

  it.each([
    ['1.10.0', '1.9.3', true],
    ['1.9.3', '1.10.0', false],
    ['2.0.0', '1.99.99', true],
    ['1.9.3', '1.9.3', false],
    ['1.9.4', '1.9.3', true],
  ])('%s is newer than %s: %s', (version, than, newer) => {
    expect(isNewer(version, than)).toBe(newer)
  })
})

describe('updates are made from', () => {
  it('a page, a patch or a folder, and nothing else', () => {
    using folder = temporaryFolder()
    const page = join(folder.path, 'plan.md')
    writeFileSync(page, 'a page')
    expect(updateFrom(['catalogue', '2026-12-01', page])).toEqual({
      kind: 'catalogue',
      date: '2026-12-01',
      name: 'plan.md',
      page: readFileSync(page, 'utf8'),
    })
    expect(updateFrom(['facts', '2026-12-01', 'maker', page])).toMatchObject({
      file: 'maker',
      patch: 'a page',
    })
    for (const args of [
      [],
      ['facts', '2026-12-01', 'maker'],
      ['release'],
      ['new-key'],
      ['other', 'a', 'b', 'c'],
    ]) {
      expect(updateFrom(args)).toBeNull()
    }
  })
})
