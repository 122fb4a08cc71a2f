/** The base's web pages with curl, a program and a browser. */
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { formKey } from '#electron/practice/kit/obi-software.ts'
import { chromiumArgs, findChromium } from '#test/support/chromium.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { itspNames, openWeb, provisionedBy, templateAt, until } from './bench.ts'

const provisioning = 'DM_S_.xml'
const admin = 'DM_MISC_.xml'
const adminPassword = 'X_DeviceManagement.WebServer.AdminPassword'

it.each([
  // vendor research 1.5, 1.6 and 3.4
  ['X_DeviceManagement.ITSPProvisioning.Method', '79d6d10d'],
  ['X_DeviceManagement.ITSPProvisioning.Interval', '4e5fccb1'],
  ['X_DeviceManagement.ITSPProvisioning.ConfigURL', '7f7d0175'],
  ['X_DeviceManagement.ITSPProvisioning.ProvisioningOption', '64b1544c'],
  ['X_DeviceManagement.FirmwareUpdate.Method', '46eb45e6'],
  ['X_DeviceManagement.FirmwareUpdate.FirmwareServer', '2bbb8619'],
  ['VoiceService.1.X_HS.OpenRegistration', '85958586'],
])('the form key of %s is %s', (name, key) => expect(formKey(name)).toBe(key))

describe.skipIf(!isHere('curl'))(`curl --digest${missing('curl')}`, () => {
  const curl = (...args: string[]) => run('curl', ['-sS', '--noproxy', '*', ...args])

  it('is challenged, then served; a wrong password is refused', async () => {
    await using practice = await startPractice()
    const url = `http://127.0.0.1:${practice.httpPort}`
    const challenge = await curl('-i', `${url}/menu.htm`)
    expect(challenge.output).toMatch(/^HTTP\/1\.1 401/)
    expect(challenge.output).toMatch(/^WWW-Authenticate: Digest realm="admin@Rove B2"/im)
    expect(challenge.output).toMatch(/^Server: Rove B2\r?$/m)
    const good = await curl('--digest', '-u', 'admin:admin', `${url}/menu.htm`)
    expect(good.output).toMatch(/onclick="e\('DM_S_\.xml'\)">Auto Provisioning</)
    for (const user of ['admin:456', 'Polycom:456', 'user:user']) {
      const bad = await curl('--digest', '-u', user, '-o', '-', '-w', '%{http_code}', `${url}/menu.htm`)
      expect(bad.output).toMatch(/401$/)
      expect(bad.output).not.toContain('DM_S_')
    }
  })

  it('submits a form, encoded twice, and reads it back', async () => {
    await using practice = await startPractice()
    const url = `http://127.0.0.1:${practice.httpPort}`
    const sign = ['--digest', '-u', 'admin:admin']
    const value = templateAt('http://127.0.0.1:9')
    const list = `7f7d0175=${encodeURIComponent(value)}&4e5fccb1=3600`
    await curl(...sign, '--data-urlencode', `ParameterList=${list}`, `${url}/result.html`)
    const page = await curl(...sign, `${url}/${provisioning}`)
    expect(page.output).toContain(`hash="7f7d0175" type="input" default="" current="${value}"`)
    expect(page.output).toContain('hash="4e5fccb1" type="input" default="0" current="3600"')
  })
})

describe('a program', () => {
  it('finds every page of the menu as XML, each key the hash of a name', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    const { body } = await web.get('/menu.htm')
    const links = new Map(
      [...body.matchAll(/onclick="e\('([^']+)'\)">([^<]+)</g)].map(([, file = '', title = '']) => [
        title,
        file,
      ]),
    )
    expect([...links.keys()].sort()).toEqual([
      'Auto Provisioning',
      'Device Admin',
      'Handset Summary',
      'Syslog',
      'System Status',
    ])
    for (const file of links.values()) {
      const page = await web.get(`/${file}`)
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/xml'])
      expect(page.body).toMatch(/<model reboot_req="false">/)
    }
    expect((await web.get('/none.xml')).status).toBe(404)
    expect((await web.get('/callstatus.htm')).body).toContain('Number of Active Calls: 0')
  })

  it('reads the identity of the base and of its handsets', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    expect(await web.current('DI_S_.xml', 'DeviceInfo.ModelName')).toBe('Rove B2')
    expect(await web.current('DI_S_.xml', 'DeviceInfo.SoftwareVersion')).toBe('8.0.3.0010')
    expect(await web.current('DI_S_.xml', 'WAN.MACAddress')).toMatch(/^482567[0-9A-F]{6}$/)
    expect(await web.current('DI_S_.xml', 'DeviceInfo.UpTime')).toMatch(/^0 Days {2}0:0\d:\d\d {4}\(1\)$/)
    const ipeis = [1, 2, 3].map((slot) => web.current('DW_HS_.xml', `VoiceService.1.X_HS.Handset${slot}IPEI`))
    for (const ipei of await Promise.all(ipeis)) expect(ipei).toMatch(/^0[0-9A-F]{9}$/)
  })

  it.each([
    ['the article’s swapped interval', itspNames.interval, 'Config URL'],
    ['the article’s swapped option', itspNames.option, '3600'],
    ['a method that is none', itspNames.method, 'Sometimes'],
    ['an interval below zero', itspNames.interval, '-1'],
  ])('%s is answered with 200 and not stored', async (_, name, value) => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    expect((await web.submit({ [name]: value })).status).toBe(200)
    expect(await web.current(provisioning, name)).toBeUndefined()
  })

  it('an unknown key, a read-only key and a missing list change nothing', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    expect((await web.submit({ 'No.Such.Name': 'x', 'DeviceInfo.ModelName': 'Another' })).status).toBe(200)
    expect((await web.submit({})).status).toBe(200)
    expect(await web.current('DI_S_.xml', 'DeviceInfo.ModelName')).toBe('Rove B2')
  })

  it('the word default restores the factory value', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit({ [itspNames.interval]: '60' })
    expect(await web.current(provisioning, itspNames.interval)).toBe('60')
    await web.submit({ [itspNames.interval]: 'default' })
    expect(await web.current(provisioning, itspNames.interval)).toBeUndefined()
  })

  it('a form that is too long is refused completely', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    const { status } = await web.submit({ [itspNames.interval]: '60', [itspNames.url]: 'x'.repeat(70_000) })
    expect(status).toBe(413)
    expect(await web.current(provisioning, itspNames.interval)).toBeUndefined()
  })

  it('a password is never shown; stars keep it, another text replaces it', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit({ [adminPassword]: '********' })
    expect(await web.current(admin, adminPassword)).toBeUndefined()
    await web.submit({ [adminPassword]: 'a better one' })
    expect((await web.get(`/${admin}`)).status).toBe(401)
    await using again = openWeb(practice.httpPort, 'admin', 'a better one')
    expect(await again.current(admin, adminPassword)).toBe('********')
  })

  it('restarts on request: the reply breaks off, and the count of starts rises by one', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await expect(web.get('/rebootgetconfig.htm')).rejects.toThrow()
    await expect.poll(() => web.current('DI_S_.xml', 'DeviceInfo.UpTime').catch(() => '')).toMatch(/\(2\)$/)
  })
})

const browser = await findChromium({ install: false })
describe.skipIf(browser.path === null)(
  `a browser${browser.path === null ? ` (skipped: ${browser.why})` : ''}`,
  () => {
    it('stores a submitted value only with Default unticked', async () => {
      if (browser.path === null) return
      await using practice = await startPractice()
      const chrome = await chromium.launch({ executablePath: browser.path, args: [...chromiumArgs] })
      try {
        const context = await chrome.newContext({ httpCredentials: { username: 'admin', password: 'admin' } })
        const page = await context.newPage()
        await page.goto(`http://127.0.0.1:${practice.httpPort}/`)
        await page.getByRole('link', { name: 'Auto Provisioning' }).click()
        const itsp = page.getByRole('table', { name: 'ITSP Provisioning' })
        const url = templateAt('http://127.0.0.1:9')
        await itsp.getByLabel('ConfigUrl', { exact: true }).fill(url)
        await itsp.getByLabel('ConfigUrl default').uncheck()
        await itsp.getByLabel('Interval', { exact: true }).fill('77')
        const submitted = page.waitForResponse('**/result.html')
        const reloaded = page.waitForResponse(`**/${provisioning}`)
        await page.getByRole('button', { name: 'Submit' }).click()
        expect((await submitted).status()).toBe(200)
        await reloaded
        await page.waitForLoadState()
        expect(await itsp.getByLabel('ConfigUrl', { exact: true }).inputValue()).toBe(url)
        expect(await itsp.getByLabel('ConfigUrl default').isChecked()).toBe(false)
        expect(await itsp.getByLabel('Interval', { exact: true }).inputValue()).toBe('0')
        expect(await itsp.getByLabel('Interval default').isChecked()).toBe(true)
      } finally {
        await chrome.close()
      }
    })
  },
)

it('a provisioning URL takes effect only with its method and option', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  const url = templateAt('http://192.0.2.1')
  await web.submit({ [itspNames.url]: url })
  expect(await web.log()).not.toContain('refused')
  await web.submit(provisionedBy(url))
  await expect.poll(() => web.log()).toContain('refused')
  await until(practice.site, (device) => device.handsets.every((each) => each.display !== 'Searching'))
})
