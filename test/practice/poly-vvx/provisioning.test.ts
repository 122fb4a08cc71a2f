/** The practice VVX against a provisioning server and registrar: its files, its account, its calls. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { type Service, startService } from '../service.ts'
import { replyIn, startPhone } from './phone.ts'

const mac = '64167f0a1b2c'
const own = `/${mac}.cfg`
const shared = '/000000000000.cfg'

/** Parameters as attributes of one element. */
const file = (parameters: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" standalone="yes"?><PHONE_CONFIG><ALL ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/></PHONE_CONFIG>`

const account = ({ registrar }: Service): Record<string, string> => {
  const [host = '', port = ''] = registrar.split(':')
  return {
    'reg.1.address': 'desk@practice.test',
    'reg.1.auth.userId': 'desk',
    'reg.1.auth.password': 'a secret',
    'reg.1.server.1.address': host,
    'reg.1.server.1.port': port,
    'reg.1.server.1.transport': 'UDPOnly',
  }
}

async function pointed(service: Service) {
  const phone = await startPhone()
  const data = { 'device.prov.serverName': service.url, 'device.prov.serverType': 'HTTP' }
  expect(replyIn(await phone.rest('v1/mgmt/config/set', { data })).Status).toBe('2000')
  expect(service.fetched).toEqual([])
  expect(replyIn(await phone.rest('v1/mgmt/safeRestart', {})).Status).toBe('2000')
  return phone
}

const registered = (service: Service) => expect.poll(() => service.registers.at(-1)?.aor)

describe.skipIf(!isHere('curl'))(`the practice VVX 411 is pointed to a server${missing('curl')}`, () => {
  it('fetches its own file first, then the common file, and registers', async () => {
    await using service = await startService()
    service.files.set(shared, file(account(service)))
    await using phone = await pointed(service)
    await registered(service).toBe('sip:desk@practice.test')
    expect(service.fetched.map(({ path }) => path)).toEqual([own, shared])
    expect(service.fetched[0]?.agent).toBe('FileTransport PolycomVVX-VVX_411-UA/6.4.3.5814 Type/Application')
    await expect
      .poll(async () => replyIn(await phone.rest('v1/mgmt/lineInfo')).data)
      .toMatchObject([
        { RegistrationStatus: 'registered', SIPAddress: 'desk@practice.test', Protocol: 'SIP' },
      ])
    const get = await phone.rest('v1/mgmt/config/get', { data: ['reg.1.address', 'reg.1.auth.password'] })
    expect(replyIn(get).data).toEqual({
      'reg.1.address': { Value: 'desk@practice.test', Source: 'config' },
      'reg.1.auth.password': { Value: '', Source: 'config' },
    })
  })

  it('follows a master file, and the first file that names a parameter wins', async () => {
    await using service = await startService()
    const master =
      '<?xml version="1.0"?><APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="[PHONE_MAC_ADDRESS]-own.cfg, all.cfg"/>'
    service.files.set(own, master)
    service.files.set(`/${mac}-own.cfg`, file({ 'reg.1.label': 'Desk' }))
    service.files.set('/all.cfg', file({ ...account(service), 'reg.1.label': 'All' }))
    await using phone = await pointed(service)
    await registered(service).toBe('sip:desk@practice.test')
    expect(service.fetched.map(({ path }) => path)).toEqual([own, `/${mac}-own.cfg`, '/all.cfg'])
    expect(replyIn(await phone.rest('v1/mgmt/lineInfo')).data).toMatchObject([{ Label: 'Desk' }])
  })

  it('accepts a device.* parameter only with both of its .set parameters, and follows the server in it', async () => {
    await using service = await startService()
    const next = { 'device.prov.serverName': `${service.url}/next` }
    service.files.set(own, file({ ...next, 'device.prov.serverName.set': '1', 'device.set': '1' }))
    service.files.set(
      `/next${own}`,
      file({ ...account(service), 'device.prov.serverName': 'http://127.0.0.1:9', 'device.set': '1' }),
    )
    await using phone = await pointed(service)
    await registered(service).toBe('sip:desk@practice.test')
    expect(service.fetched.map(({ path }) => path)).toEqual([own, `/next${own}`])
    expect(replyIn(await phone.rest('v1/mgmt/network/info')).data).toMatchObject({
      ProvServerAddress: `${service.url}/next`,
    })
  })

  it('dials over REST, and fetches again after a NOTIFY', async () => {
    await using service = await startService()
    service.files.set(own, file(account(service)))
    await using phone = await pointed(service)
    await registered(service).toBe('sip:desk@practice.test')
    const dial = { data: { Dest: '*55*123456', Line: '1', Type: 'TEL' } }
    await expect.poll(async () => replyIn(await phone.rest('v1/callctrl/dial', dial)).Status).toBe('2000')
    await expect.poll(() => service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact, 'check-sync')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(2)
  })

  it('restarts at check-sync with the parameter for it', async () => {
    await using service = await startService()
    service.files.set(
      own,
      file({ ...account(service), 'voIpProt.SIP.specialEvent.checkSync.alwaysReboot': '1' }),
    )
    await using phone = await pointed(service)
    await registered(service).toBe('sip:desk@practice.test')
    const before = service.registers.length
    expect(await service.notify(service.registers.at(-1)?.contact ?? '', 'check-sync')).toBe(200)
    await expect.poll(() => service.registers.length).toBeGreaterThan(before)
    expect((await phone.rest('v1/mgmt/device/info')).status).toBe(200)
  })

  it('fetches nothing from an FTP server and nothing from outside this laptop', async () => {
    await using service = await startService()
    await using phone = await startPhone()
    const log = async () => (await phone.web('/Diagnostics/log?value=app')).body
    await phone.web('/auth.htm', '-X', 'POST')
    for (const server of [service.url.replace('http:', 'ftp:'), 'http://192.0.2.1']) {
      await phone.rest('v1/mgmt/config/set', { data: { 'device.prov.serverName': server } })
      await phone.rest('v1/mgmt/safeRestart', {})
      await expect.poll(log).toContain(`refused ${server}`)
    }
    expect(service.fetched).toEqual([])
  })
})
