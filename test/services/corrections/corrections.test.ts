import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { factFile } from '#electron/drivers/fact-file.ts'
import { factFiles } from '#electron/drivers/index.ts'
import { rove } from '#electron/drivers/poly-rove/data.ts'
import { createLog } from '#electron/platform/log.ts'
import { openCorrections } from '#electron/services/corrections/index.ts'
import { toPatch } from '#shared/model/vendor-facts.ts'
import { temporaryFolder } from '#test/support/core.ts'

const maker = { source: 'manual', confidence: 'documented' as const }
const schema = z
  .object({
    restart: z.object({
      path: z.string().startsWith('/'),
      provenance: z.looseObject({ source: z.string() }),
    }),
    least: z.number().int(),
    most: z.number().int(),
  })
  .refine(({ least, most }) => least <= most)
const builtIn = { restart: { path: '/restart', provenance: maker }, least: 1, most: 5 }

function opened(folder: string | null, text: unknown = builtIn) {
  const log = createLog(50)
  let data: z.infer<typeof schema> | null = null
  const file = factFile('maker', text, schema, (next) => {
    data = next
  })
  const corrections = openCorrections({ factFiles: [file], folder, log })
  return {
    corrections,
    data: () => data,
    logged: () => log.lines().map(({ path }) => path),
    lines: () => log.lines().map(({ path, fields }) => ({ path, fields })),
  }
}

const path = '/restart/path'
const stored = (folder: string) => join(folder, 'corrections', 'maker.json')

describe('a corrected fact', () => {
  it('is used at once, names its source, and shows the built-in value', () => {
    const { corrections, data } = opened(null)
    corrections.set('maker', path, '/reboot')
    expect(data()?.restart).toMatchObject({ path: '/reboot', provenance: { confidence: 'field-report' } })
    expect(corrections.files()[0]?.facts[0]).toMatchObject({
      pointer: path,
      value: '/reboot',
      builtIn: '/restart',
      provenance: { confidence: 'field-report' },
    })
  })

  it('is stored as a JSON Patch and used after a restart', () => {
    using folder = temporaryFolder()
    opened(folder.path).corrections.set('maker', path, '/reboot')
    expect(readFileSync(stored(folder.path), 'utf8')).toBe(
      toPatch([{ pointer: path, from: '/restart', to: '/reboot' }]),
    )
    expect(opened(folder.path).data()?.restart.path).toBe('/reboot')
  })

  it('with its built-in value is no correction', () => {
    using folder = temporaryFolder()
    const { corrections, data } = opened(folder.path)
    corrections.set('maker', path, '/reboot')
    corrections.set('maker', path, '/restart')
    expect(data()?.restart).toEqual(builtIn.restart)
    expect(corrections.files()[0]?.facts.filter((fact) => fact.builtIn !== undefined)).toEqual([])
    expect(readdirSync(join(folder.path, 'corrections'))).toEqual([])
  })

  it('is corrected again from its built-in value', () => {
    const { corrections } = opened(null)
    corrections.set('maker', path, '/reboot')
    corrections.set('maker', path, '/again')
    expect(JSON.parse(corrections.patch('maker'))).toMatchObject([{ value: '/restart' }, { value: '/again' }])
  })
})

describe('a correction is refused and changes nothing', () => {
  it.each([
    ['of another form', path, 'no-slash', 'not-valid'],
    ['of another type', path, 7, 'not-valid'],
    ['against the whole file', '/least', 9, 'not-valid'],
    ['of no fact', '/nothing', 'x', 'no-such-fact'],
  ])('%s', (_, pointer, value, reason) => {
    using folder = temporaryFolder()
    const { corrections, data } = opened(folder.path)
    corrections.set('maker', '/most', 6)
    expect(() => corrections.set('maker', pointer, value)).toThrow(
      expect.objectContaining({ code: 'correction-refused', facts: expect.objectContaining({ reason }) }),
    )
    expect(data()).toMatchObject({ restart: { path: '/restart' }, least: 1, most: 6 })
    expect(opened(folder.path).data()).toEqual(data())
  })

  it('in a file that does not exist', () => {
    expect(() => opened(null).corrections.set('other', path, '/x')).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    )
  })

  it('when the disk refuses it', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'corrections'), 'a file in the place of the folder')
    const { corrections, data } = opened(folder.path)
    expect(() => corrections.set('maker', path, '/reboot')).toThrow(
      expect.objectContaining({ code: 'data-folder-refused' }),
    )
    expect(data()?.restart.path).toBe('/restart')
    expect(corrections.files()[0]?.facts.some((fact) => fact.builtIn !== undefined)).toBe(false)
  })
})

describe('stored corrections', () => {
  it('of a fact whose built-in value is another one in a later version are shown and not used', () => {
    using folder = temporaryFolder()
    opened(folder.path).corrections.set('maker', path, '/reboot')
    const later = opened(folder.path, { ...builtIn, restart: { path: '/newer', provenance: maker } })
    expect(later.data()?.restart.path).toBe('/newer')
    expect(later.corrections.files()[0]?.unused).toEqual([
      { pointer: path, from: '/restart', to: '/reboot', problem: 'built-in-changed' },
    ])
    // another correction does not lose the first
    later.corrections.set('maker', '/most', 6)
    expect(opened(folder.path).data()).toMatchObject({ restart: { path: '/reboot' }, most: 6 })
  })

  it('that do not fit together are not used', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'corrections'))
    const both = toPatch([
      { pointer: '/least', from: 1, to: 4 },
      { pointer: '/most', from: 5, to: 3 },
    ])
    writeFileSync(stored(folder.path), both)
    const { data, corrections, logged } = opened(folder.path)
    expect(data()).toEqual(builtIn)
    expect(corrections.files()[0]?.unused.map(({ problem }) => problem)).toEqual(['not-valid', 'not-valid'])
    expect(logged()).toEqual(['corrections.not-used', 'corrections.not-used'])
  })

  it('that cannot be read are logged and stay', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'corrections'))
    writeFileSync(stored(folder.path), 'not a patch')
    const { data, logged } = opened(folder.path)
    expect(data()).toEqual(builtIn)
    expect(logged()).toEqual(['corrections.unreadable'])
    expect(readFileSync(stored(folder.path), 'utf8')).toBe('not a patch')
  })

  it('that are not there are no problem, and a folder in their place is logged', () => {
    using folder = temporaryFolder()
    expect(opened(folder.path).lines()).toEqual([])
    mkdirSync(stored(folder.path), { recursive: true })
    expect(opened(folder.path).lines()).toEqual([
      { path: 'corrections.unreadable', fields: { file: 'maker', reason: 'EISDIR' } },
    ])
  })

  it('that are not used are logged with their fact and the reason', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'corrections'))
    writeFileSync(stored(folder.path), toPatch([{ pointer: '/nothing', from: 1, to: 2 }]))
    expect(opened(folder.path).lines()).toEqual([
      {
        path: 'corrections.not-used',
        fields: { file: 'maker', pointer: '/nothing', problem: 'no-such-fact' },
      },
    ])
  })

  it('are removed all at once', () => {
    using folder = temporaryFolder()
    const { corrections, data } = opened(folder.path)
    corrections.set('maker', path, '/reboot')
    corrections.set('maker', '/most', 9)
    corrections.reset('maker')
    expect(data()).toEqual(builtIn)
    expect(opened(folder.path).data()).toEqual(builtIn)
  })
})

describe('corrections of another installation', () => {
  it('replace those of this one', () => {
    const from = opened(null)
    from.corrections.set('maker', path, '/reboot')
    const { corrections, data } = opened(null)
    corrections.set('maker', '/most', 9)
    corrections.importPatch('maker', from.corrections.patch('maker'))
    expect(data()).toMatchObject({ restart: { path: '/reboot' }, most: 5 })
  })

  it.each([
    ['is no patch', '[]]', 'no-patch'],
    [
      'has a fact of another version',
      toPatch([
        { pointer: '/most', from: 5, to: 8 },
        { pointer: path, from: '/old', to: '/x' },
      ]),
      'built-in-changed',
    ],
  ])('are refused as a whole when the text %s', (_, text, reason) => {
    const { corrections, data } = opened(null)
    corrections.set('maker', path, '/reboot')
    expect(() => corrections.importPatch('maker', text)).toThrow(
      expect.objectContaining({ code: 'correction-refused', facts: expect.objectContaining({ reason }) }),
    )
    expect(data()).toMatchObject({ restart: { path: '/reboot' }, most: 5 })
  })
})

describe('the files of the drivers', () => {
  it('state a source for every fact of a driver', () => {
    // the other two files also have facts that need none: the kinds of steps, the names of classes
    const ofDrivers = factFiles.filter(({ id }) => !['provisioning-urls', 'guided'].includes(id))
    expect(ofDrivers.length).toBeGreaterThan(1)
    const open = ofDrivers.flatMap((file) =>
      file
        .facts()
        .flatMap(({ pointer, provenance }) => (provenance === null ? [`${file.id} ${pointer}`] : [])),
    )
    expect(open).toEqual([])
  })

  it('are corrected in the data that the drivers read', () => {
    const file = factFiles.find(({ id }) => id === 'poly-rove')
    const menu = file?.facts().find(({ pointer }) => pointer === '/requests/menu/path')
    try {
      const correction = { pointer: '/requests/menu/path', from: menu?.value ?? null, to: '/other.xml' }
      expect(file?.correct([correction], maker).size).toBe(0)
      expect(rove.requests.menu).toEqual({ path: '/other.xml', provenance: maker })
    } finally {
      file?.correct([], maker)
    }
  })
})
