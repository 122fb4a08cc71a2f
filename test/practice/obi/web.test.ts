/** The pages of the practice OBi 302, with curl. */
import { describe, expect, it } from 'vitest'
import ataData from '#resources/practice/poly-ata-402.json' with { type: 'json' }
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { startObi, valuesOf } from './adapter.ts'

const configUrl = '7f7d0175'
const method = '79d6d10d'

describe.skipIf(!isHere('curl'))(`pages of the practice OBi 302${missing('curl')}`, () => {
  it('names itself before a sign-in', async () => {
    await using adapter = await startObi()
    const refused = await curl(`${adapter.url}/`)
    expect([refused.status, refused.headers.get('server')]).toEqual([401, 'OBi302'])
    expect(refused.headers.get('www-authenticate')).toMatch(/^Digest realm="admin@OBi302"/)
  })

  it('has a menu of its pages without the one of provisioning, which it serves', async () => {
    await using adapter = await startObi()
    const { body } = await adapter.web('/menu.htm')
    const files = [...body.matchAll(/onclick="e\('([^']+)'\)"/g)].map(([, file = '']) => file)
    expect(files).toEqual(expect.arrayContaining(['DI_S_.xml', 'PI_FXS_1_Stats.xml', 'PI_FXS_2_Stats.xml']))
    expect(files).not.toContain('DM_S_.xml')
    for (const file of [...files, 'DM_S_.xml']) {
      const page = await adapter.web(`/${file}`)
      expect([file, page.status, page.headers.get('content-type')]).toEqual([file, 200, 'text/xml'])
    }
    expect((await adapter.web('/absent.xml')).status).toBe(404)
  })

  it('has the keys, factory values and texts of the published status page', async () => {
    await using adapter = await startObi()
    const { body } = await adapter.web('/DI_S_.xml')
    expect(body).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<\?xml-stylesheet type="text\/xsl" href="default\.xsl"\?>\n<model reboot_req="false" >\n\t<object name="WAN Status" /,
    )
    for (const value of [
      'hash="498fd365" type="list" default="DHCP" ></value>',
      'hash="bf7d3c16" type="input" default="" current="9CADEF217B04" ></value>',
      'hash="90dd1eb2" type="input" default="Disabled" ></value>',
      'hash="5104bca1" type="input" default="OBi100" current="OBi302" ></value>',
      'hash="55e7b780" type="input" default="" current="3.2.5 (Build: 8732)" ></value>',
      'hash="1f095dc0" type="input" default="Installed" ></value>',
      'hash="f84a7e6" type="input" default="" current="Service Not Configured" ></value>',
      'hash="5b7a8d20" type="input" default="" current="0 Active Calls" ></value>',
      'hash="d44a2689" type="input" default="" current="Service Not Configured" ></value>',
    ])
      expect(body).toContain(value)
    expect(valuesOf(body).get('1d8e7503')).toMatch(/^ \d+ Days {2}\d+:\d\d:\d\d {4}\(\d+\)$/)
    expect((await adapter.web('/callstatus.htm')).body).toContain('Number of Active Calls: 0')
    expect(valuesOf((await adapter.web('/PI_FXS_1_Stats.xml')).body).get('9faa5b84')).toBe('On Hook')
  })

  it('stores a list that is encoded twice, asks for a restart, and restores the factory value', async () => {
    await using adapter = await startObi()
    const stored = async () => valuesOf((await adapter.web('/DM_S_.xml')).body)
    expect((await stored()).get(configUrl)).toBeNull()
    await adapter.submit({ [configUrl]: 'http://127.0.0.2/a b#c=d', [method]: 'Periodically' })
    expect((await stored()).get(configUrl)).toBe('http://127.0.0.2/a b#c=d')
    expect((await adapter.web('/DI_S_.xml')).body).toContain('reboot_req="true"')
    await adapter.submit({ [configUrl]: 'default' })
    expect((await stored()).get(configUrl)).toBeNull()
    expect((await stored()).get(method)).toBe('Periodically')
  })

  it('stores a value of the query as it was sent', async () => {
    await using adapter = await startObi()
    await adapter.web(`/result.html?${configUrl}=http://127.0.0.2/x%20y`, '-d', '')
    expect(valuesOf((await adapter.web('/DM_S_.xml')).body).get(configUrl)).toBe('http://127.0.0.2/x%20y')
  })

  it.each([
    ['an unknown key', { '1': 'x' }],
    ['another value than the choices', { [method]: 'Sometimes' }],
    ['a read-only key', { '5104bca1': 'OBi508' }],
  ])('answers 200 and stores nothing for %s', async (_name, values) => {
    await using adapter = await startObi()
    const page = async () => (await adapter.web('/DM_S_.xml')).body
    const before = await page()
    expect((await adapter.submit(values)).status).toBe(200)
    expect(await page()).toBe(before)
  })

  it('shows tables with all pages to a browser', async () => {
    await using adapter = await startObi()
    const { body } = await adapter.web('/DM_S_.xml', '-H', 'Accept: text/html')
    expect(body).toContain('<tr data-key="7f7d0175"><td>ConfigURL</td>')
    expect(body).toContain('<a href="/DM_S_.xml">Auto Provisioning</a>')
    expect((await adapter.web('/', '-H', 'Accept: text/html')).body).toContain('<td>OBi302</td>')
  })

  it('hides a password, and keeps it when the stars are submitted', async () => {
    await using adapter = await startObi()
    const [key = ''] = valuesOf((await adapter.web('/DM_MISC_.xml')).body).keys()
    const shown = async () => valuesOf((await adapter.web('/DM_MISC_.xml')).body).get(key)
    expect(await shown()).toBe('********')
    await adapter.submit({ [key]: '********' })
    expect(await shown()).toBe('********')
    await adapter.submit({ [key]: 'another' })
    expect((await adapter.web('/DM_MISC_.xml')).status).toBe(401)
    expect(adapter.practice.site.status().devices[0]?.password).toBe('another')
  })

  it('cuts the reply of a restart', async () => {
    await using adapter = await startObi()
    await adapter.submit({ [configUrl]: 'x' })
    expect([18, 52, 56]).toContain((await adapter.restart()).exit)
    await expect.poll(async () => (await adapter.web('/DI_S_.xml')).body).toContain('reboot_req="false"')
  })

  it('has closed pages until keys on a telephone open them', async () => {
    await using adapter = await startObi({ options: { accessFromWan: false } })
    expect((await adapter.web('/')).status).toBe(0)
    const { site, deviceId } = adapter.practice
    await site.dial(deviceId, '9CADEF217B04:002', '***030#11#1')
    expect((await adapter.web('/')).status).toBe(200)
  })
})

describe.skipIf(!isHere('curl'))(`the practice ATA 402${missing('curl')}`, () => {
  it('asks at the first sign-in for another password, on every page', async () => {
    await using adapter = await startObi({ data: ataData, password: ataData.factoryPassword })
    const page = await adapter.web('/DM_S_.xml')
    expect(page.headers.has('server')).toBe(false)
    const [first, second] = [...page.body.matchAll(/type="password" name="(\w+)"/g)].map(([, name]) => name)
    const path = /action="([^"]+)"/.exec(page.body)?.[1] ?? ''
    await adapter.submit({ [configUrl]: 'x' })
    await adapter.web(path, '-d', `${first}=admin&${second}=admin`)
    await adapter.web(path, '-d', `${first}=another&${second}=different`)
    expect((await adapter.web('/DM_S_.xml')).body).toContain('type="password"')
    await adapter.web(path, '-d', `${first}=another&${second}=another`)
    const after = await curl('--digest', '-u', 'admin:another', `${adapter.url}/DM_S_.xml`)
    expect(valuesOf(after.body).get(configUrl)).toBeNull()
    expect(after.body).toContain(`hash="${configUrl}"`)
  })
})
