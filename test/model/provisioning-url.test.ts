import { describe, expect, it } from 'vitest'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import page from '#resources/catalogue/sip-gateway-2025-02-28.json' with { type: 'json' }
import { confidenceSchema } from '#shared/model/confidence.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import { choicesIn, deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl, type OpenPoint } from '#shared/model/provisioning-url.ts'
import { isServiceUrl, languageSchema, regionSchema, segmentOrderSchema } from '#shared/model/region.ts'
import { isWarning } from '#shared/model/url-fault.ts'
import fc from '#test/support/property.ts'

const facts = provisioningFacts
const tenant = '6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11'
const classOf = (vendor: string, model: string) => deviceClassOf(facts, vendor, model)
const codes = (open: readonly OpenPoint[]) => open.map(({ code }) => code)

/** Every object with a `source` or an `unknown` anywhere in the data. */
function provenancesIn(value: unknown, found: unknown[] = []): unknown[] {
  if (typeof value !== 'object' || value === null) return found
  if ('source' in value || 'unknown' in value) found.push(value)
  for (const each of Object.values(value)) provenancesIn(each, found)
  return found
}

describe('facts about provisioning URLs', () => {
  it('each has a source and a known confidence, or names the searched source', () => {
    const found = provenancesIn(facts)
    expect(found.length).toBeGreaterThan(facts.classes.length * 5)
    for (const each of found) {
      if (typeof each !== 'object' || each === null) continue
      if ('unknown' in each) expect(each.unknown).toMatch(/\S/)
      else expect(each).toMatchObject({ source: expect.stringMatching(/\S/) })
      if ('confidence' in each) expect(confidenceSchema.options).toContain(each.confidence)
    }
  })

  it('cover every maker of the catalogue, every row of it, and 2N', () => {
    const missing = page.rows.filter(({ vendor, model }) => classOf(vendor, model) === null)
    expect(missing).toEqual([])
    expect(classOf('2N', 'IP Verso')?.id).toBe('2n')
    expect(new Set(facts.classes.map(({ id }) => id)).size).toBe(facts.classes.length)
  })

  it.each([
    ['Poly', 'VVX411', 'poly-vvx'],
    ['Poly', 'VVX 411', 'poly-vvx'],
    ['Poly', 'Poly Trio 8800', 'poly-phone'],
    ['Poly', 'OBi 302', 'poly-ata'],
    ['Poly', 'Rove 30', 'poly-rove'],
    ['Cisco', '8851', 'cisco-mpp'],
    ['Cisco', 'CP-8851-3PCC', 'cisco-mpp'],
    ['Cisco', '8875', 'cisco-phoneos'],
    ['Cisco', 'ATA191-MPP', 'cisco-ata'],
    ['AudioCodes', 'MP112', 'audiocodes-ata'],
    ['AudioCodes', 'C450HD', 'audiocodes-phone'],
    ['Yealink', 'W70B EMEA', 'yealink-dect'],
    ['Yealink', 'SIP-T46U', 'yealink-phone'],
  ])('%s %s is of class %s', (vendor, model, id) => {
    expect(classOf(vendor, model)?.id).toBe(id)
  })

  it('of an unlisted maker are absent', () => {
    expect(classOf('Grandstream', 'GXP2170')).toBeNull()
    expect(deviceClassOf(facts, null, 'VVX411')).toBeNull()
  })
})

describe('building', () => {
  it.each([
    ['Yealink', 'T46U', { region: 'emea' }, 'http://emea.ipp.sdg.teams.microsoft.com', []],
    [
      ...(['Cisco', '8851', { region: 'emea', language: 'ja' }] as const),
      'http://emea.ipp.sdg.teams.microsoft.com/lang_ja/$PSN.xml',
      [],
    ],
    [
      ...(['AudioCodes', 'MP118-FXS', { region: 'noam', tenant }] as const),
      `http://noam.ipp.sdg.teams.microsoft.com/tenantid/${tenant}/mac.ini`,
      [],
    ],
    [
      ...(['Poly', 'OBi 300', { region: 'apac' }] as const),
      'http://apac.ipp.sdg.teams.microsoft.com/$mac.cfg',
      ['suffix-choice'],
    ],
    [
      ...(['Poly', 'OBi 300', { region: 'apac', suffix: '/mac.cfg' }] as const),
      'http://apac.ipp.sdg.teams.microsoft.com/mac.cfg',
      ['suffix-choice'],
    ],
    [
      ...(['Yealink', 'T46U', { region: 'emea', language: 'ja' }] as const),
      'http://emea.ipp.sdg.teams.microsoft.com/lang_ja',
      ['language-not-offered'],
    ],
    [
      ...(['Poly', 'VVX411', { region: 'emea', language: 'ja', tenant }] as const),
      `http://emea.ipp.sdg.teams.microsoft.com/lang_ja/tenantid/${tenant}`,
      ['language-partial', 'tenant-unknown', 'order-choice'],
    ],
    [
      ...(['Spectralink', 'IP-DECT Server 400', { region: 'emea' }] as const),
      'http://emea.ipp.sdg.teams.microsoft.com',
      ['suffix-unknown'],
    ],
    ['Cisco', '8851', { region: 'emea', tenant: 'contoso.example' }, null, ['tenant-malformed']],
  ] as const)('%s %s %j is %s', (vendor, model, wish, url, open) => {
    const built = buildProvisioningUrl(facts, classOf(vendor, model), wish)
    expect([built.url, codes(built.open)]).toEqual([url, open])
    if (built.url !== null) expect(built.parts.map(({ text }) => text).join('')).toBe(built.url)
  })

  it('gives each part its source, and null to undocumented parts', () => {
    const { parts } = buildProvisioningUrl(facts, classOf('Poly', 'VVX411'), {
      ...{ region: 'emea', language: 'de', tenant },
    })
    expect(parts.map(({ part, provenance }) => [part, provenance?.confidence ?? null])).toEqual([
      ['host', 'documented'],
      ['language', 'documented'],
      ['tenant', null],
    ])
  })

  it('a built URL is read without a fault, with the same parts', () => {
    const wishes = fc.record({
      region: fc.constantFrom(...regionSchema.options),
      language: fc.constantFrom(...languageSchema.options),
      tenant: fc.option(fc.uuid(), { nil: undefined }),
      order: fc.constantFrom(...segmentOrderSchema.options),
    })
    const device = fc
      .constantFrom(...facts.classes)
      .chain((found) =>
        fc
          .constantFrom(...choicesIn(found.suffix).map(({ value }) => value), undefined)
          .map((suffix) => ({ found, suffix })),
      )
    fc.assert(
      fc.property(wishes, device, fc.boolean(), (wish, { found, suffix }, isKnown) => {
        const built = buildProvisioningUrl(facts, found, { ...wish, suffix })
        const reading = readPasted(built.url ?? '', facts, isKnown ? found : null)
        expect(reading.faults.filter((each) => !isWarning(each))).toEqual([])
        expect([reading.stage, reading.corrected]).toEqual(['entry', null])
        const both = wish.language !== 'en' && wish.tenant !== undefined
        expect(reading.parts).toEqual({
          scheme: 'http',
          host: `${wish.region}.ipp.sdg.teams.microsoft.com`,
          region: wish.region,
          language: wish.language === 'en' ? null : wish.language,
          tenant: wish.tenant ?? null,
          order: both ? wish.order : null,
          suffix: suffix ?? choicesIn(found.suffix)[0]?.value ?? '',
        })
      }),
    )
  })
})

describe('a URL of the service', () => {
  it.each([
    ['http://emea.ipp.sdg.teams.microsoft.com', true],
    [' HTTP://NOAM.ipp.sdg.teams.microsoft.com:80/lang_de/x.cfg', true],
    ['https://apac.ipp.sdg.teams.microsoft.com/tenantid/1', true],
    ['http://emea.ipp.sdg.teams.microsoft.com.example/', false],
    ['http://pbx.example/?to=http://emea.ipp.sdg.teams.microsoft.com', false],
    ['http://127.0.0.1:39479/', false],
    ['emea.ipp.sdg.teams.microsoft.com', false],
    ['', false],
  ])('%j: %s', (text, expected) => expect(isServiceUrl(text)).toBe(expected))
})
