import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { drivers } from '#electron/drivers/index.ts'
import { gradeOfDriver, proofsOf } from '#electron/drivers/ways-in.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { modelProofs } from '#shared/model/model-proofs.ts'
import { proofsPage, proofsPath } from './proofs-page.ts'

const documented = { source: 'manual', confidence: 'documented' as const }
const inferred = { source: 'ours', confidence: 'inferred' as const }

describe('the proofs of a model', () => {
  const [row] = loadCatalogue().rows
  if (row === undefined) throw new Error('the catalogue is empty')

  it('count its sources by confidence, the strongest first', () => {
    const [proof] = modelProofs([row], () => ({
      ...{ way: 'driver', by: 'x', grade: 'silver', sources: [inferred, documented, inferred] },
    }))
    expect(proof?.sources).toEqual([
      { confidence: 'documented', count: 1 },
      { confidence: 'inferred', count: 2 },
    ])
  })

  it.each([
    ['driver', 'silver', 'recording'],
    ['driver', null, 'recording'],
    ['driver', 'gold', 'nothing'],
    ['guided-card', null, 'driver'],
    ['generic-card', null, 'driver'],
    ['through-base', null, 'nothing'],
  ] as const)('with a %s of grade %s want %s', (way, grade, wanted) => {
    expect(modelProofs([row], () => ({ way, by: null, grade, sources: [] }))).toMatchObject([{ wanted }])
  })

  it('are one line for a model with several rows', () => {
    const way = () => ({ way: 'generic-card' as const, by: 'generic', grade: null, sources: [] })
    expect(modelProofs([row, { ...row, minimum: '1' }], way)).toHaveLength(1)
  })
})

describe('the built-in catalogue', () => {
  it('has a way in for every model', () => {
    const catalogue = loadCatalogue()
    const proofs = proofsOf(catalogue)
    expect(new Set(proofs.map(({ vendor, model }) => `${vendor} ${model}`))).toEqual(
      new Set(catalogue.rows.map(({ vendor, model }) => `${vendor} ${model}`)),
    )
    for (const { way, by } of proofs) expect(by === null).toBe(way === 'through-base')
  })

  it('leaves a model whose driver only reads to its guided card', () => {
    const reading = drivers.filter(({ provisioningSuffix }) => provisioningSuffix === undefined)
    expect(reading).not.toEqual([])
    const proofs = proofsOf(loadCatalogue()).filter(({ vendor }) =>
      reading.some((driver) => driver.vendor === vendor),
    )
    expect(new Set(proofs.map(({ way }) => way))).toEqual(new Set(['guided-card', 'through-base']))
  })

  it('is in docs/proofs-per-model.md as it is now: run npm run proofs', () => {
    expect(readFileSync(proofsPath, 'utf8')).toBe(proofsPage())
  })

  it.each(drivers)("has the grade of $id in the driver's README", ({ id, folder = id }) => {
    const readme = readFileSync(
      join(resolve(import.meta.dirname, '../../electron/drivers'), folder, 'README.md'),
      'utf8',
    )
    expect(readme).toContain(`Grade: **${gradeOfDriver(id) ?? 'none'}**`)
  })
})
