/** The practice OBi 302 against a provisioning server and registrar: its files, ports, calls, resync. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { profile, type Service, startService } from '../service.ts'
import { startObi, valuesOf } from './adapter.ts'

const agent = 'OBIHAI/OBi302-3.2.5.8732'
const configUrl = '7f7d0175'

type Adapter = Awaited<ReturnType<typeof startObi>>
const ports = ({ practice }: Adapter) => practice.site.status().devices[0]?.handsets ?? []
const registeredPorts = (adapter: Adapter) =>
  ports(adapter).flatMap(({ ipei, registered }) => (registered ? [ipei] : []))
const desk = ({ registrar }: Service) => ({ registrar, identity: 'desk', authUser: 'desk' })

async function point(adapter: Adapter, url: string): Promise<void> {
  await adapter.submit({ [configUrl]: url })
  await adapter.restart()
}

describe.skipIf(!isHere('curl'))(`the practice OBi 302 is pointed to a server${missing('curl')}`, () => {
  it.each([
    { typed: '/$mac.cfg', asked: '/9cadef217b04.cfg' },
    { typed: '/$MAC-$DM-$FWV.xml', asked: '/9CADEF217B04-OBi302-3.2.5.8732.xml' },
  ])(
    'asks for $asked where $typed is typed, after a restart, and its first port registers',
    async ({ typed, asked }) => {
      await using service = await startService()
      service.files.set(asked, profile(null, desk(service)))
      await using adapter = await startObi()
      await adapter.submit({ [configUrl]: `${service.url}${typed}` })
      expect(service.fetched).toEqual([])
      await adapter.restart()
      await expect.poll(() => registeredPorts(adapter)).toEqual(['9CADEF217B04:001'])
      expect(service.fetched).toEqual([{ path: asked, agent }])
      const status = valuesOf((await adapter.web('/DI_S_.xml')).body)
      expect(status.get('f84a7e6')).toMatch(/^Registered \(server=127\.0\.0\.1:\d+; expire in \d+s\)$/)
      expect(status.get('fbc67cc7')).toBe('Service Not Configured')
    },
  )

  it('follows the URL of each file until one names its own', async () => {
    await using service = await startService()
    service.files.set('/entry.cfg', profile(`${service.url}/ob/$mac.cfg`, null))
    service.files.set('/ob/9cadef217b04.cfg', profile(`${service.url}/ob/9cadef217b04.cfg`, desk(service)))
    await using adapter = await startObi()
    await point(adapter, `${service.url}/entry.cfg`)
    await expect.poll(() => registeredPorts(adapter)).toEqual(['9CADEF217B04:001'])
    expect(service.fetched.map(({ path }) => path)).toEqual(['/entry.cfg', '/ob/9cadef217b04.cfg'])
  })

  it('fetches nothing with the method Disabled, or from outside this laptop', async () => {
    await using service = await startService()
    await using adapter = await startObi()
    await adapter.submit({ '79d6d10d': 'Disabled', [configUrl]: `${service.url}/a.cfg` })
    await adapter.restart()
    await expect.poll(async () => (await adapter.web('/DI_S_.xml')).body).toContain('reboot_req="false"')
    service.files.set('/b.cfg', profile('http://192.0.2.1/c.cfg', desk(service)))
    await adapter.submit({ '79d6d10d': 'System Start' })
    await point(adapter, `${service.url}/b.cfg`)
    await expect.poll(() => registeredPorts(adapter)).toEqual(['9CADEF217B04:001'])
    expect(service.fetched.map(({ path }) => path)).toEqual(['/b.cfg'])
  })

  it('takes the factory value for X_UD and long tag names, and nothing from another document', async () => {
    await using service = await startService()
    const line = 'VoiceService.1.VoiceProfile.1.Line.1.'
    service.files.set(
      '/a.cfg',
      profile(`${service.url}/b.cfg`, desk(service)).replace(
        '</ParameterList>',
        `<Object><Name>${line}CallingFeatures.</Name><Parameter><Name>CallerIDName</Name><Value>Hall</Value></Parameter></Object></ParameterList>`,
      ),
    )
    service.files.set('/b.cfg', '<html></html>')
    await using adapter = await startObi()
    await point(adapter, `${service.url}/a.cfg`)
    await expect.poll(() => service.fetched.map(({ path }) => path)).toContain('/b.cfg')
    service.files.set(
      '/b.cfg',
      `<ParameterList><O><N>${line}SIP.</N><P><N>AuthPassword</N><V X_UD="Y">secret</V></P></O></ParameterList>`,
    )
    const password = async () => valuesOf((await adapter.web('/VS_1_VP_1_L_1_.xml')).body)
    await expect
      .poll(async () => [...(await password()).values()])
      .toEqual([null, 'desk', null, 'desk', 'Hall'])
  })

  it('dials, and restarts after resync where it accepts that', async () => {
    await using service = await startService()
    service.files.set('/a.cfg', profile(null, desk(service)))
    await using adapter = await startObi()
    const { site, deviceId } = adapter.practice
    await site.dial(deviceId, '9CADEF217B04:001', '*55*123456')
    expect(ports(adapter)[0]?.tones).toEqual(['fast-busy'])
    await point(adapter, `${service.url}/a.cfg`)
    await expect.poll(() => registeredPorts(adapter)).toEqual(['9CADEF217B04:001'])
    await site.dial(deviceId, '9CADEF217B04:001', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact, 'check-sync')).toBe(489)
    expect(await service.notify(contact, 'resync')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(2)
    const resync = [...valuesOf((await adapter.web('/VS_1_VP_1_SIP_.xml')).body).keys()].at(-1) ?? ''
    await adapter.submit({ [resync]: 'no' })
    expect(await service.notify(contact, 'resync')).toBe(404)
  })
})
