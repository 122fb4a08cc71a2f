/** The practice Snom phone against a provisioning server and registrar: its files, account, calls, firmware, SIP PnP. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { startPnpServer } from '../pnp-server.ts'
import { type Service, startService } from '../service.ts'
import { startSnom } from './phone.ts'

const common = '/snomD735.htm'
const own = '/snomD735-000413922D24.htm'
const agent =
  'Mozilla/4.0 (compatible; snomD735-SIP 10.1.141.13 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)'

const file = (elements: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<settings><phone-settings e="2">${elements}</phone-settings></settings>`

const account = ({ registrar }: Service): string =>
  [
    '<user_realname idx="1" perm="">Front desk</user_realname><user_name idx="1" perm="">desk</user_name>',
    '<user_pname idx="1" perm="">desk</user_pname><user_pass idx="1" perm="">a secret</user_pass>',
    `<user_host idx="1" perm="">${registrar}</user_host>`,
  ].join('')

const registered = (service: Service) => expect.poll(() => service.registers.at(-1)?.aor)
const paths = ({ fetched }: Service) => fetched.map(({ path }) => path)

describe.skipIf(!isHere('curl'))(`the practice Snom D735 is pointed to a server${missing('curl')}`, () => {
  it('fetches both files after a restart, and registers', async () => {
    await using service = await startService()
    service.files.set(common, file('<phone_name perm="RW">Hall</phone_name>'))
    service.files.set(own, file(account(service)))
    await using phone = await startSnom({ pace: 0.001 })
    await phone.point(`${service.url}/`)
    expect(service.fetched).toEqual([])
    await phone.web('/advanced_update.htm?reboot=Reboot')
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect(service.fetched).toEqual([
      { path: common, agent },
      { path: own, agent },
    ])
    await expect.poll(async () => (await phone.web('/')).body).toContain('<title>Hall</title>')
  })

  it('follows the setting server of its file, a macro in it, and keeps a locked setting', async () => {
    await using service = await startService()
    const next = `${service.url}/stage/{mac}.xml`
    service.files.set(own, file(`<setting_server perm="R">${next}</setting_server>`))
    service.files.set('/stage/000413922D24.xml', file(account(service)))
    await using phone = await startSnom({ pace: 0.001 })
    await phone.point(service.url)
    await phone.web('/advanced_update.htm?reboot=Reboot')
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect(paths(service)).toEqual([common, own, '/stage/000413922D24.xml'])
    expect((await phone.point('http://127.0.0.2')).status).toBe(200)
    expect(await phone.server()).toBe(next)
  })

  it('dials, and fetches again after check-sync', async () => {
    await using service = await startService()
    service.files.set(own, file(account(service)))
    await using phone = await startSnom({ pace: 0.001 })
    const { site, deviceId } = phone.practice
    const handset = () => site.status().devices[0]?.handsets[0]
    await site.dial(deviceId, '000413922D24', '*55*123456')
    expect(handset()?.tones).toEqual(['fast-busy'])
    await phone.point(service.url)
    await phone.web('/advanced_update.htm?reboot=Reboot')
    await expect.poll(handset).toMatchObject({ registered: true, display: 'Front desk' })
    await site.dial(deviceId, '000413922D24', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact, 'check-sync;reboot=false')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(4)
    expect(await service.notify(contact, 'message-summary')).toBe(489)
  })

  it('loads the firmware of its model only', async () => {
    await using service = await startService()
    const path = '/fw/snomD735-10.1.152.12-SIP-r.bin'
    service.files.set(path, 'a firmware')
    await using phone = await startSnom()
    const firmware = () => phone.practice.site.status().devices[0]?.firmware
    const load = (url: string) => phone.web(`/dummy.htm?swload=load&firmware=${encodeURIComponent(url)}`)
    await load(`${service.url}/fw/snomD717-10.1.152.12-SIP-r.bin`)
    await load(`${service.url}${path}`)
    await expect.poll(firmware).toBe('10.1.152.12')
    expect(paths(service)).toEqual([path])
  })

  it('fetches nothing from outside this laptop', async () => {
    await using service = await startService()
    service.files.set(own, file('<setting_server>http://192.0.2.1</setting_server>'))
    await using phone = await startSnom({ pace: 0.001 })
    await phone.point(service.url)
    await phone.web('/advanced_update.htm?reboot=Reboot')
    await expect.poll(phone.server).toBe('http://192.0.2.1')
    expect(paths(service)).toEqual([common, own])
  })
})

describe('SIP PnP of the practice Snom D735', () => {
  it.each([
    { names: 'model', vendor: 'snom', model: 'snomD735' },
    { names: 'oem', vendor: 'OEM', model: 'OEM' },
  ])('asks for a URL with the names of $names, and takes the one of the NOTIFY', async (expected) => {
    await using service = await startService()
    service.files.set(own, file(account(service)))
    await using server = await startPnpServer()
    await using phone = await startSnom({
      options: { pnp: { destination: server.destination, names: expected.names } },
    })
    const subscribe = await server.subscribe
    expect(subscribe).toMatch(/^SUBSCRIBE sip:MAC%3a000413922D24@intern\.snom\.de SIP\/2\.0\r\n/)
    expect(subscribe).toContain(
      `Event: ua-profile;profile-type="device";vendor="${expected.vendor}";model="${expected.model}";version="10.1.141.13"`,
    )
    expect(subscribe).toMatch(/\r\nUser-Agent: snomD735\/10\.1\.141\.13\r\n/)
    await server.announce(service.url)
    await expect.poll(() => server.answers).toContainEqual(expect.stringMatching(/^SIP\/2\.0 200 /))
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect(await phone.server()).toBe('')
  })
})
