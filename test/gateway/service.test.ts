/** Facts about the service have a source; our own choices are labelled as such. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadService, serviceFileSchema } from '#electron/gateway/service-settings.ts'
import { resourcesFolder } from '#electron/platform/folders.ts'

const file = serviceFileSchema.parse(
  JSON.parse(readFileSync(join(resourcesFolder, 'gateway', 'service.json'), 'utf8')),
)

describe('resources/gateway/service.json', () => {
  it.each(file.facts)('$id refers to listed sources', ({ source }) => {
    for (const name of source.split(', ')) expect(Object.keys(file.sources)).toContain(name)
  })

  it('has no duplicate fact', () => {
    const ids = file.facts.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(Object.entries(file.settings))('setting %s is ours, or rests on a fact', (_name, setting) => {
    if (setting.confidence === 'ours') return
    const id = /^[A-C]\d+\.[\w-]+/.exec(setting.source)?.[0]
    const fact = file.facts.find((each) => each.id === id)
    expect(fact?.confidence).toBe(setting.confidence)
  })

  it('uses reserved names and telephone numbers reserved for drama only', () => {
    const { settings, users } = loadService()
    expect(settings.domain).toMatch(/\.test$/)
    expect(settings.temporaryDomain).toMatch(/\.test$/)
    for (const { number } of users) expect(number).toMatch(/^\+442079460\d{3}$/)
    expect(new Set(users.map(({ number }) => number)).size).toBe(users.length)
  })

  it('has an alphabet of sign-in codes without similar characters', () => {
    expect(loadService().settings.signInAlphabet).not.toMatch(/[01OIL]/i)
  })

  it('allows a value to be overridden', () => {
    expect(loadService({ progressMs: 7 }).settings).toMatchObject({ progressMs: 7, verificationHours: 24 })
  })
})
