/** What the Algo driver reads: the description, the settings, the plan. */
import { describe, expect, it } from 'vitest'
import { algo } from '#electron/drivers/algo/driver.ts'
import { modelIn } from '#electron/drivers/algo/recognise.ts'
import type { Identity } from '#shared/model/identity.ts'
import { codeOf, json, sessionWith, speaker, url } from './speaker.ts'

const about = {
  'Product Name': 'Algo 8186 SIP Horn Speaker',
  'Firmware Version': '5.5_beta11',
  'MAC Address': '00:22:ee:0a:1b:86',
  'Hardware Info': ' Rev 2 ',
}
const withPages = (pages: Readonly<Record<string, object>>) => ({
  reply: ({ path }: { path: string }) => pages[path] ?? { status: 404 },
})

describe('a description', () => {
  const nothing = { model: null, firmware: null, mac: null, serial: null, hardware: null, upFor: null }
  const described = async (pages: Readonly<Record<string, object>>) =>
    (await sessionWith(withPages(pages))).describe()

  it('has the facts of the page', async () => {
    expect(await described({ '/api/info/about': json(about) })).toEqual({
      ...{ vendor: 'Algo', model: '8186', firmware: '5.5_beta11', mac: '00:22:EE:0A:1B:86' },
      ...{ serial: null, hardware: 'Rev 2', upFor: null },
    })
  })

  it.each<[string, Readonly<Record<string, object>>]>([
    ['firmware without the page', {}],
    ['a page with other names', { '/api/info/about': json({ product: '8186' }) }],
    [
      'empty values',
      { '/api/info/about': json({ 'Product Name': ' ', 'Firmware Version': '', 'MAC Address': 'none' }) },
    ],
    [
      'values of other kinds',
      { '/api/info/about': json({ 'Product Name': { a: 1 }, 'Firmware Version': null }) },
    ],
  ])('of %s leaves the facts null', async (_what, pages) => {
    expect(await described(pages)).toEqual({ vendor: 'Algo', ...nothing })
  })

  it('of an unexpected page fails', async () => {
    expect(await codeOf(described({ '/api/info/about': { body: '<html>' } }))).toBe('unexpected-page')
  })
})

describe('the name of a product', () => {
  it.each([
    ['Algo 8186 SIP Horn Speaker', '8186'],
    ['Algo 8190S IP Speaker - Clock & Visual Alerter', '8190s'],
    ['Algo 8190 IP Speaker', '8190'],
    ['Algo 8180 G2 SIP Audio Alerter', '8180g2'],
    ['Algo 8180G2 SIP Audio Alerter', '8180g2'],
    ['algo 8128g2', '8128g2'],
    ['8301', '8301'],
    ['Algo 8450 IP Console', '8450'],
    ['Algo', null],
    ['Algo Speaker 81', null],
    ['', null],
  ])('%j is %j', (product, model) => {
    expect(modelIn(product)).toBe(model)
  })
})

describe('the settings', () => {
  it('are those of the list that the device has, then its pages of information', async () => {
    const pages = {
      '/api/info/about': json({ 'Product Name': 'Algo 8186' }),
      '/api/info/status': json({
        'SIP Registration': ['Page, Successful', 1],
        'Provisioning Status': {},
        Relay: true,
      }),
    }
    const session = await sessionWith({
      settings: { 'prov.use': 1, 'sip.u1.user': 'desk' },
      ...withPages(pages),
    })
    const settings = await session.read()
    expect(
      settings.map(({ id, group, label, value, writable }) => [id, group, label, value, writable]),
    ).toEqual([
      ['admin.teams.use', 'admin.teams', 'admin.teams.use', '0', true],
      ['admin.teams.region', 'admin.teams', 'admin.teams.region', '', true],
      ['prov.use', 'prov', 'prov.use', '1', true],
      ['sip.u1.user', 'sip.u1', 'sip.u1.user', 'desk', true],
      ['/api/info/about#Product Name', '', 'Product Name', 'Algo 8186', false],
      ['/api/info/status#SIP Registration', '', 'SIP Registration', 'Page, Successful; 1', false],
      ['/api/info/status#Relay', '', 'Relay', 'true', false],
    ])
    expect(new Set(settings.map(({ page, isDefault }) => `${page} ${isDefault}`))).toEqual(
      new Set(['/api/settings false', '/api/info/about false', '/api/info/status false']),
    )
  })

  it('are requested without passwords', async () => {
    const kit = speaker(withPages({}))
    await (await algo.connect(kit)).read()
    expect(kit.asked.map(({ path }) => path).filter((path) => /pwd|pass/i.test(path))).toEqual([])
  })
})

describe('a plan', () => {
  it('sets the region and Teams', async () => {
    const { provisioning } = await sessionWith({ settings: { 'admin.teams.region': 'http://192.0.2.7' } })
    const plan = await provisioning?.plan(url)
    const row = { page: '/api/settings', group: 'admin.teams', secret: false }
    expect(plan).toMatchObject({
      after: 'at-next-start',
      provenance: { confidence: 'inferred' },
      edits: [
        {
          ...row,
          id: 'admin.teams.region',
          label: 'admin.teams.region',
          before: 'http://192.0.2.7',
          after: url,
        },
        { ...row, id: 'admin.teams.use', label: 'admin.teams.use', before: '0', after: '1' },
      ],
    })
    expect(plan?.edits.map(({ provenance }) => provenance?.confidence)).toEqual(['inferred', 'inferred'])
  })

  it.each(['', 'ftp://192.0.2.1', 'http://', 'http:///a', 'http://192.0.2.1/a b', ' http://192.0.2.1'])(
    'for %j is not allowed',
    async (wanted) => {
      const kit = speaker()
      const { provisioning } = await algo.connect(kit)
      await expect(provisioning?.plan(wanted)).rejects.toMatchObject({
        code: 'url-not-allowed',
        facts: { url: wanted },
      })
      expect(kit.asked).toHaveLength(1)
    },
  )

  it('for firmware without Teams ends with setting-missing', async () => {
    const kit = speaker()
    const { provisioning: full } = await algo.connect(kit)
    const edits = (await full?.plan(url))?.edits ?? []
    const old = speaker()
    const without = {
      ...old,
      request: async (request: Parameters<typeof old.request>[0]) =>
        request.path.endsWith('admin.teams.use')
          ? { status: 404, headers: {}, body: '' }
          : old.request(request),
    }
    const { provisioning } = await algo.connect(without)
    const missing = {
      code: 'setting-missing',
      facts: { setting: 'admin.teams.use', group: 'admin.teams', page: '/api/settings' },
    }
    await expect(provisioning?.plan(url)).rejects.toMatchObject(missing)
    await expect(provisioning?.apply(edits)).rejects.toMatchObject(missing)
    expect(await provisioning?.readBack(edits)).toMatchObject([
      { result: 'refused', found: '' },
      { result: 'refused', found: null },
    ])
    expect(old.asked.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

describe('which devices it takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    ...{ vendor, model, firmware: null, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each([
    ['Algo', '8186', true],
    ['algo', '8190(S)', true],
    ['Algo', '8180g2', true],
    ['Algo', '8450', false],
    ['Algo', '81861', false],
    ['Algo', '', false],
    ['Algo', null, false],
    [null, '8186', false],
    ['Another', '8186', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(algo.recognise(identity(vendor, model), [])).toBe(takes)
    expect(algo.capabilitiesOf(identity(vendor, model))).toEqual(['provisioning', 'restart', 'fetch-now'])
  })

  it('have the URL without a suffix', () => {
    expect(algo.provisioningSuffix?.template).toBe('')
    expect(algo.provenance.confidence).toBe('inferred')
  })
})
