/** The practice MPP phone against a provisioning server and registrar: its files, its account, its calls, its firmware. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { type Service, startService } from '../service.ts'
import { startPhone } from './phone.ts'

const profile = (values: Readonly<Record<string, string>>): string =>
  `<device><flat-profile>${Object.entries(values)
    .map(([name, value]) => `<${name} ua="na">${value}</${name}>`)
    .join('')}</flat-profile></device>`

const account = ({ registrar }: Service): Record<string, string> => ({
  User_ID_1_: 'desk',
  Password_1_: 'a secret',
  Proxy_1_: registrar,
})

const registered = (service: Service) => expect.poll(() => service.registers.at(-1)?.aor)

describe.skipIf(!isHere('curl'))(`the practice Cisco 8851 is pointed to a server${missing('curl')}`, () => {
  it.each(['8851', '8851-3PCC'])('fetches the file %s of its rule, and registers', async (shortName) => {
    await using service = await startService()
    service.files.set(`/${shortName}.xml`, profile(account(service)))
    await using phone = await startPhone({ options: { shortName } })
    await phone.submit('Profile Rule', `${service.url}/$PSN.xml`)
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect(service.fetched).toEqual([
      { path: `/${shortName}.xml`, agent: 'Cisco-CP-8851-3PCC/12.0.3 (00562b0a1b2c)' },
    ])
    await expect
      .poll(async () => (await phone.web('/admin/status.xml')).body)
      .toContain('<Registration_State>Registered<')
  })

  it('fetches once from a resync URL, and keeps the rule that the file has', async () => {
    await using service = await startService()
    const rule = `${service.url}/$PSN.xml?a=b`
    service.files.set('/first?x=1', profile({ Profile_Rule: rule }))
    service.files.set('/8851.xml?a=b', profile({ ...account(service), Profile_Rule: rule }))
    await using phone = await startPhone()
    expect((await phone.web(`/admin/resync?${service.url}/first?x=1`)).status).toBe(200)
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect(service.fetched.map(({ path }) => path)).toEqual(['/first?x=1', '/8851.xml?a=b'])
    expect(await phone.value('Profile_Rule')).toBe(rule)
    expect((await phone.web('/admin/log/messages')).body).toContain(
      'CP-8851-3PCC 00:56:2B:0A:1B:2C -- Successful resync ',
    )
  })

  it('tries again after a missing file, and not after a refused address', async () => {
    await using service = await startService()
    await using phone = await startPhone()
    await phone.submit('Profile Rule', `${service.url}/$MA.cfg`)
    const path = '/00562b0a1b2c.cfg'
    await expect.poll(() => service.fetched.length).toBeGreaterThan(1)
    service.files.set(path, profile(account(service)))
    await registered(service).toBe('sip:desk@127.0.0.1')
    await phone.submit('Profile Rule', 'http://192.0.2.1/$PSN.xml')
    await expect
      .poll(async () => (await phone.web('/admin/log/messages')).body)
      .toContain('Resync failed: 192.0.2.1 is not this laptop')
  })

  it('dials the digits of its keypad, and fetches again after a NOTIFY', async () => {
    await using service = await startService()
    service.files.set('/8851.xml', profile(account(service)))
    await using phone = await startPhone()
    const { site, deviceId } = phone.practice
    const handset = () => site.status().devices[0]?.handsets[0]
    await site.dial(deviceId, '00562B0A1B2C', '*55*123456')
    expect(handset()?.tones).toEqual(['fast-busy'])
    await phone.submit('Profile Rule', `${service.url}/$PSN.xml`)
    await expect.poll(() => handset()?.registered).toBe(true)
    await site.dial(deviceId, '00562B0A1B2C', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact, 'report')).toBe(200)
    expect(await service.notify(contact, 'resync')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(2)
    expect(await service.notify(contact, 'talk')).toBe(489)
  })

  it('restarts from its reboot URL, fetches again, and says why it restarted', async () => {
    await using service = await startService()
    service.files.set('/8851.xml', profile(account(service)))
    await using phone = await startPhone()
    await phone.submit('Profile Rule', `${service.url}/$PSN.xml`)
    await registered(service).toBe('sip:desk@127.0.0.1')
    expect((await phone.web('/admin/reboot')).status).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(2)
    expect((await phone.web('/admin/status.xml')).body).toMatch(/<Reboot_Reason_1>\[[^\]]+\]User Triggered</)
  })

  it('upgrades from a firmware file, and not from another', async () => {
    await using service = await startService()
    const path = '/sip88xx.12-0-7MPP0001-9.loads'
    service.files.set(path, 'a firmware')
    await using phone = await startPhone()
    await phone.web(`/admin/upgrade?${service.url}/notes.txt`)
    const log = async () => (await phone.web('/admin/log/messages')).body
    await expect.poll(log).toContain('Upgrade failed: not a firmware file')
    expect((await phone.web(`/admin/upgrade?${service.url}${path}`)).status).toBe(200)
    const firmware = () => phone.practice.site.status().devices[0]?.firmware
    await expect.poll(firmware).toBe('sip88xx.12-0-7MPP0001-9')
    expect(service.fetched.map((each) => each.path)).toEqual([path])
  })
})
