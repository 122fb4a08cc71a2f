/** The practice Gigaset base against a provisioning server and registrar: its files, handsets, check-sync, firmware, SIP PnP. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, start } from '#test/support/programs.ts'
import { startPnpServer } from '../pnp-server.ts'
import { type Service, startService } from '../service.ts'
import { file, handset, param, startGigaset } from './base.ts'

const agent = 'Gigaset N870 IP PRO/83.V2.52.0+build.a546b91;7C2F80E0D605'
const common = '/provisioning.xml'
const own = '/7c2f80e0d605.xml'

type Base = Awaited<ReturnType<typeof startGigaset>>
const handsets = ({ practice }: Base) => practice.site.status().devices[0]?.handsets ?? []
const registeredHandsets = (base: Base) =>
  handsets(base).flatMap(({ ipei, registered }) => (registered ? [ipei] : []))
const paths = ({ fetched }: Service) => fetched.map(({ path }) => path)

async function point(base: Base, url: string): Promise<void> {
  await base.fill('/auto-configuration', { 'Provisioning server': url })
  await base.fill('/restart', {})
}

describe.skipIf(!isHere('curl'))(`the practice Gigaset N870 is pointed to a server${missing('curl')}`, () => {
  it('fetches both files after a restart, and its first handset registers', async () => {
    await using service = await startService()
    service.files.set(common, file(handset('00001', 'desk', service.registrar)))
    await using base = await startGigaset({ pace: 0.001 })
    await base.fill('/auto-configuration', { 'Provisioning server': service.url })
    expect(service.fetched).toEqual([])
    await base.fill('/restart', {})
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
    expect(service.registers.at(-1)?.aor).toBe('sip:desk@127.0.0.1')
    expect(service.fetched).toEqual([
      { path: common, agent },
      { path: own, agent },
    ])
  })

  it.each([
    { typed: '/gigaset/%MACD.xml', asked: '/gigaset/7C2F80E0D605.xml' },
    { typed: '/a/file.xml', asked: '/a/file.xml' },
  ])('asks for $asked alone when $typed is typed', async ({ typed, asked }) => {
    await using service = await startService()
    service.files.set(asked, file(param('DmGlobal.0.SuotaEnable', '1')))
    await using base = await startGigaset({ pace: 0.001, options: { macInFileNames: 'upper' } })
    await point(base, `${service.url}${typed}`)
    await expect.poll(() => paths(service)).toEqual([asked])
  })

  it('does not use a file of another product', async () => {
    await using service = await startService()
    const nvm = handset('00001', 'desk', service.registrar)
    service.files.set(common, file(nvm).replace('"e2"', '"42"'))
    service.files.set(own, file(param('Provisioning.global.ProvisioningServer', `${service.url}/next`)))
    service.files.set('/next/provisioning.xml', file(param('DmGlobal.0.SuotaEnable', '1')))
    await using base = await startGigaset({ pace: 0.001 })
    await point(base, service.url)
    await expect.poll(() => paths(service)).toEqual([common, own, `/next${common}`, `/next${own}`])
    expect((await base.open('/')).body).not.toContain('00001')
    expect(service.registers).toEqual([])
  })

  it('registers no handset without a band, or in a window that has ended', async () => {
    await using service = await startService()
    const account = handset('00001', 'desk', service.registrar, 0.5)
    service.files.set(common, file(account + param('DmGlobal.0.SystemRegDomain', 'EUR')))
    await using base = await startGigaset({ pace: 0.001, options: { band: '' } })
    expect((await base.open('/')).body).toContain('DECT band')
    await base.fill('/', { 'DECT band': 'EUR' })
    await point(base, service.url)
    await expect.poll(() => paths(service)).toContain(own)
    await expect.poll(async () => (await base.open('/')).body).toContain('<td>ToReg</td>')
    expect(registeredHandsets(base)).toEqual([])
    await base.fill('/', {})
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
  })

  it('fetches when a handset of the Teams onboarding was added, and removes what a file does not have', async () => {
    await using service = await startService()
    await using base = await startGigaset({ pace: 0.001 })
    service.files.set(common, file(param('DmGlobal.0.SuotaEnable', '1')))
    await point(base, service.url)
    await expect.poll(() => paths(service)).toEqual([common, own])
    service.files.set(
      common,
      file(`<oper name="DeleteNotProvisionedHS"/>${handset('00002', 'desk', service.registrar)}`),
    )
    const provider = 'Microsoft Teams onboarding'
    await expect
      .poll(async () => (await base.fill('/add', { IPUI: '02b6ed6051', 'VoIP provider': provider })).status)
      .toBe(200)
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
    expect((await base.open('/')).body).not.toContain('02b6ed6051')
  })

  it('dials, and takes check-sync from a registered account only; a restart needs the permission of a file', async () => {
    await using service = await startService()
    service.files.set(common, file(handset('00001', 'desk', service.registrar)))
    await using base = await startGigaset({ pace: 0.001 })
    const { site, deviceId } = base.practice
    await site.dial(deviceId, '02B6ED6050', '*55*123456')
    expect(handsets(base)[0]?.tones).toEqual(['fast-busy'])
    await point(base, service.url)
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
    await site.dial(deviceId, '02B6ED6050', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    expect(await service.notify(contact.replace('desk', 'nobody'), 'check-sync;reboot=false')).toBe(404)
    expect(await service.notify(contact, 'check-sync;reboot=true')).toBe(200)
    expect(paths(service)).toEqual([common, own])
    service.files.set(common, file(param('SystemSettings.global.CheckSyncRebootEnabled', '1')))
    expect(await service.notify(contact, 'check-sync;reboot=false')).toBe(200)
    await expect.poll(() => paths(service)).toEqual([common, own, common, own])
    expect(await service.notify(contact, 'check-sync;reboot=true')).toBe(200)
    expect(registeredHandsets(base)).toEqual([])
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
  })

  it('loads the firmware that its file names', async () => {
    await using service = await startService()
    const path = '/Gigaset-Nx70-V2.53.0-build.4fa8a54.bin'
    service.files.set(path, 'a firmware')
    service.files.set(common, file('', `<file version="2.53.0" url="${service.url}${path}"/>`))
    await using base = await startGigaset({ pace: 0.001 })
    await point(base, service.url)
    await expect.poll(() => base.practice.site.status().devices[0]?.firmware).toBe('83.V2.53.0')
    await expect
      .poll(() => service.fetched.at(-1)?.agent)
      .toBe('Gigaset N870 IP PRO/83.V2.53.0+build.4fa8a54;7C2F80E0D605')
  })

  it('fetches nothing from outside this laptop', async () => {
    await using service = await startService()
    service.files.set(common, file(param('Provisioning.global.ProvisioningServer', 'http://192.0.2.1')))
    await using base = await startGigaset({ pace: 0.001 })
    await point(base, service.url)
    await expect.poll(async () => (await base.open('/auto-configuration')).body).toContain('http://192.0.2.1')
    expect(paths(service)).toEqual([common, own])
  })
})

describe('SIP PnP of the practice Gigaset N870', () => {
  it('asks at its start and takes the URL of the NOTIFY', async () => {
    await using service = await startService()
    service.files.set(common, file(handset('00001', 'desk', service.registrar)))
    await using server = await startPnpServer()
    await using base = await startGigaset({ options: { pnpDestination: server.destination } })
    const subscribe = await server.subscribe
    expect(subscribe).toMatch(/^SUBSCRIBE sip:MAC%3A7C2F80E0D605@224\.0\.1\.75 SIP\/2\.0\r\n/)
    expect(subscribe).toContain(`\r\nUser-Agent: ${agent}\r\n`)
    await server.announce('no URL', 'text/plain')
    await expect.poll(() => server.answers).toContainEqual(expect.stringMatching(/^SIP\/2\.0 415 /))
    await server.announce(service.url)
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
  })

  it.skipIf(!isHere('sipp'))(`takes the URL of sipp in the place of a server${missing('sipp')}`, async () => {
    await using service = await startService()
    service.files.set(common, file(handset('00001', 'desk', service.registrar)))
    using folder = temporaryFolder()
    const port = await freeUdpPort()
    const sipp = start(
      'sipp',
      [
        ...['-sf', join(import.meta.dirname, '..', 'sipp', 'pnp-server.xml'), '-m', '1', '-timeout', '20'],
        ...['-key', 'url', service.url, '-nostdin', '-i', '127.0.0.1', '-p', String(port), '127.0.0.1:9'],
      ],
      folder.path,
    )
    await using base = await startGigaset({ options: { pnpDestination: `127.0.0.1:${port}` } })
    const { code, output } = await sipp.ended
    expect(code, output).toBe(0)
    await expect.poll(() => registeredHandsets(base)).toEqual(['02B6ED6050'])
  })
})

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}
