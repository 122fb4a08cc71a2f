/** What is said about the service carries its source; what is our own choice is labelled so. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadService, serviceFileSchema } from '#electron/gateway/service-settings.ts'
import { resourcesFolder } from '#electron/platform/folders.ts'

const file = serviceFileSchema.parse(
  JSON.parse(readFileSync(join(resourcesFolder, 'gateway', 'service.json'), 'utf8')),
)

describe('resources/gateway/service.json', () => {
  it.each(file.facts)('$id names sources that are listed', ({ source }) => {
    for (const name of source.split(', ')) expect(Object.keys(file.sources)).toContain(name)
  })

  it('has no fact twice', () => {
    const ids = file.facts.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(Object.entries(file.settings))('setting %s is ours, or rests on a fact', (_name, setting) => {
    if (setting.confidence === 'ours') return
    const id = /^[A-C]\d+\.[\w-]+/.exec(setting.source)?.[0]
    const fact = file.facts.find((each) => each.id === id)
    expect(fact?.confidence).toBe(setting.confidence)
  })

  it('keeps to reserved names and to numbers for drama', () => {
    const { settings, users } = loadService()
    expect(settings.domain).toMatch(/\.test$/)
    expect(settings.temporaryDomain).toMatch(/\.test$/)
    for (const { number } of users) expect(number).toMatch(/^\+442079460\d{3}$/)
    expect(new Set(users.map(({ number }) => number)).size).toBe(users.length)
  })

  it('makes sign-in codes without characters that look alike', () => {
    expect(loadService().settings.signInAlphabet).not.toMatch(/[01OIL]/i)
  })

  it('lets a test put its own value in the place of one', () => {
    expect(loadService({ progressMs: 7 }).settings).toMatchObject({ progressMs: 7, verificationHours: 24 })
  })
})
