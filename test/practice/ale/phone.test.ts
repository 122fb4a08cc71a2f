/** The practice ALE phone: pages with curl, files, account, check-sync. */
import { describe, expect, it } from 'vitest'
import phoneData from '#resources/practice/ale-m3.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { visit } from '../manual/client.ts'
import { type Service, startService } from '../service.ts'

const agent = 'ALE M3-CE 2.14.03.000.2345 3c28a620089e'
const common = '/config.M3.xml'
const own = '/config.3c28a620089e.xml'

async function startAle() {
  const practice = await startPractice({ pace: 0.001, devices: [phoneData] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  const visitor = visit(url, phoneData.user, phoneData.password)
  return {
    ...{ practice, ...visitor },
    as: (user: string, password: string) => visit(url, user, password),
    handset: () => practice.site.status().devices[0]?.handsets[0],
    async point(server: string) {
      await visitor.fill('/provisioning', { 'Provisioning server URL': server })
      await visitor.fill('/restart', {})
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const file = (settings: Readonly<Record<string, string>>): string => {
  const elements = Object.entries(settings).map(([id, value]) => `<setting id="${id}" value="${value}" />`)
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<settings>\n${elements.join('\n')}\n</settings>`
}

function account({ registrar }: Service): Readonly<Record<string, string>> {
  const [host = '', port = ''] = registrar.split(':')
  return {
    ...{ Account1Enable: 'true', Account1RegName: 'desk', Account1Password: 'a secret' },
    ...{ Account1UserName: 'desk', Account1DisplayName: 'Front desk' },
    ...{ Account1Server1Address: host, Account1Server1Port: port },
  }
}

const paths = ({ fetched }: Service) => fetched.map(({ path }) => path)

describe.skipIf(!isHere('curl'))(`the practice ALE M3${missing('curl')}`, () => {
  it('fetches the file of its model and its own after a restart, registers and dials', async () => {
    await using service = await startService()
    service.files.set(common, file({ DeviceSecurityUserPwd: 'another' }))
    service.files.set(own, file(account(service)))
    await using phone = await startAle()
    await phone.point(`${service.url}/`)
    await expect.poll(phone.handset).toMatchObject({ registered: true, display: 'Front desk' })
    expect(service.fetched).toEqual([
      { path: common, agent },
      { path: own, agent },
    ])
    const { site, deviceId } = phone.practice
    await site.dial(deviceId, '3C28A620089E', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
  })

  it('follows the server of its file, and uses the file names that a file gives', async () => {
    await using service = await startService()
    service.files.set(
      own,
      file({ DeviceProvisionServerUrl: `${service.url}/next`, DeviceProvisionFileFirst: '$mac-$model.xml' }),
    )
    service.files.set('/next/3c28a620089e-M3.xml', file(account(service)))
    await using phone = await startAle()
    await phone.point(service.url)
    await expect.poll(phone.handset).toMatchObject({ registered: true })
    expect(paths(service)).toEqual([common, own, '/next/3c28a620089e-M3.xml', `/next${own}`])
  })

  it('restores a factory value for an empty one, and ignores unknown ids and other documents', async () => {
    await using service = await startService()
    service.files.set(common, '<config><setting id="Account1Enable" value="true"/></config>')
    service.files.set(own, file({ ...account(service), Unknown: 'x' }))
    await using phone = await startAle()
    await phone.point(service.url)
    await expect.poll(phone.handset).toMatchObject({ registered: true })
    service.files.set(own, file({ Account1Enable: '' }))
    expect(await service.notify(service.registers.at(-1)?.contact ?? '', 'check-sync')).toBe(200)
    await expect.poll(phone.handset).toMatchObject({ registered: false })
    await expect.poll(() => service.registers.at(-1)?.expires).toBe(0)
    expect(paths(service)).toEqual([common, own, common, own])
  })

  it.each(['user', 'var'])(
    'shows the status alone to the level %s, whose factory password is its name',
    async (name) => {
      await using phone = await startAle()
      const visitor = phone.as(name, name)
      expect((await visitor.open('/')).body).toContain('<td>3C:28:A6:20:08:9E</td>')
      expect((await visitor.open('/provisioning')).status).toBe(404)
      expect((await phone.as(name, 'another').open('/')).body).toContain('User or password is wrong')
    },
  )

  it('changes the password of the administrator', async () => {
    await using phone = await startAle()
    await phone.fill('/password', { 'New password': 'another-1', 'Repeat password': 'another-1' })
    expect((await phone.open('/')).body).toContain('User or password is wrong')
    expect((await phone.as('admin', 'another-1').open('/')).body).toContain('Status')
    expect(phone.practice.site.status().devices[0]?.password).toBe('another-1')
  })
})
