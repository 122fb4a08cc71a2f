/** The practice Yealink devices against a provisioning server and registrar; the Action URI; SIP PnP. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { type Service, startService } from '../service.ts'
import { jsonBody, jsonSignIn, request } from './client.ts'
import { type StartedYealink, startYealink } from './device.ts'

const common = '/y000000000108.cfg'
const own = '/805ec00a1b2c.cfg'

const cfg = (values: Readonly<Record<string, string>>): string =>
  `#!version:1.0.0.1\n${Object.entries(values)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')}`

function account({ registrar }: Service, id = 1, user = 'desk'): Record<string, string> {
  const [host = '', port = ''] = registrar.split(':')
  return {
    [`account.${id}.enable`]: '1',
    [`account.${id}.display_name`]: user,
    [`account.${id}.user_name`]: `${user}@practice.test`,
    [`account.${id}.auth_name`]: user,
    [`account.${id}.password`]: 'a secret',
    [`account.${id}.sip_server.1.address`]: host,
    [`account.${id}.sip_server.1.port`]: port,
  }
}

async function pointed(phone: StartedYealink, AutoProvisionServerURL: string): Promise<void> {
  const session = await jsonSignIn(phone.url, phone.password)
  if (!session.ok) throw new Error(session.refusal.body)
  const args = [...session.cookie, '-H', `X-CSRFToken: ${session.token}`]
  const body = jsonBody({ formData: { AutoProvisionServerURL } })
  await request(...args, ...body, `${phone.url}/api/inner/writeconfig?p=SettingAutop`)
  const now = await request(...args, '-X', 'POST', `${phone.url}/api/autop/now?p=SettingAutop`)
  expect(now.body).toBe('{"ret":"ok","data":true}')
}

const registered = (service: Service) => expect.poll(() => service.registers.at(-1)?.aor)
const paths = ({ fetched }: Service) => fetched.map(({ path }) => path)

describe.skipIf(!isHere('curl'))(`practice Yealink devices are pointed to a server${missing('curl')}`, () => {
  it('fetches the common file and its own, and registers', async () => {
    await using service = await startService()
    service.files.set(common, cfg({ ...account(service), 'account.1.display_name': 'all' }))
    service.files.set(own, cfg({ 'account.1.display_name': '"Desk = 1"' }))
    await using phone = await startYealink('t46u')
    await pointed(phone, `${service.url}/`)
    await registered(service).toBe('sip:desk@practice.test')
    expect(paths(service)).toEqual([common, own])
    expect(service.fetched[1]?.agent).toBe('Yealink SIP-T46U 108.86.5.1 80:5e:c0:0a:1b:2c')
    expect(phone.practice.site.status().devices[0]?.handsets).toMatchObject([{ registered: true }])
  })

  it('follows the URL in its file to the next stage, with a name without static.', async () => {
    await using service = await startService()
    service.files.set(own, cfg({ 'auto_provision.server.url': `${service.url}/device/state/lang_en/` }))
    service.files.set(`/device/state/lang_en${own}`, cfg(account(service)))
    await using phone = await startYealink('t46u')
    await pointed(phone, service.url)
    await registered(service).toBe('sip:desk@practice.test')
    expect(paths(service)).toEqual([
      common,
      own,
      `/device/state/lang_en${common}`,
      `/device/state/lang_en${own}`,
    ])
  })

  it('keeps settings that were made by hand when they are protected', async () => {
    await using service = await startService()
    const values = { 'static.auto_provision.custom.protect': '1', ...account(service) }
    service.files.set(own, cfg({ ...values, 'static.auto_provision.server.url': `${service.url}/other` }))
    await using phone = await startYealink('t46u')
    await pointed(phone, service.url)
    await expect.poll(() => paths(service)).toContain(`/other${own}`)
    await pointed(phone, service.url)
    await expect.poll(() => service.fetched.length).toBe(6)
    await registered(service).toBe('sip:desk@practice.test')
    expect(paths(service).slice(4)).toEqual([common, own])
  })

  it('dials, and obeys check-sync as sip.notify_reboot_enable says', async () => {
    await using service = await startService()
    service.files.set(own, cfg({ ...account(service), 'sip.notify_reboot_enable': '0' }))
    await using phone = await startYealink('t46u')
    await pointed(phone, service.url)
    await registered(service).toBe('sip:desk@practice.test')
    const { site, deviceId } = phone.practice
    const keys = site.status().devices[0]?.handsets[0]?.ipei ?? ''
    await expect
      .poll(async () => {
        await site.dial(deviceId, keys, '*55*123456')
        return service.dialled
      })
      .toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    const contact = service.registers.at(-1)?.contact ?? ''
    const before = service.fetched.length
    expect(await service.notify(contact, 'check-sync')).toBe(200)
    await expect.poll(() => service.fetched.length).toBe(before + 2)
    expect(await service.notify(contact, 'message-summary')).toBe(489)
  })

  it('registers an account for each handset of a base', async () => {
    await using service = await startService()
    const both = { ...account(service), ...account(service, 2, 'yard') }
    service.files.set('/805e0c0a1b70.cfg', cfg(both))
    await using base = await startYealink('w70b')
    await pointed(base, service.url)
    const handsets = () => base.practice.site.status().devices[0]?.handsets
    await expect.poll(handsets).toMatchObject([
      { ipei: '0312345678', registered: true, display: 'desk' },
      { ipei: '0312345686', registered: true, display: 'yard' },
    ])
    expect(service.fetched[0]).toEqual({
      path: '/y000000000146.cfg',
      agent: 'Yealink W70B 146.85.5.2 80:5e:0c:0a:1b:70',
    })
    await base.practice.site.dial(base.practice.deviceId, '0312345686', '100')
    expect(service.dialled).toEqual([expect.stringMatching(/^sip:100@/)])
    await expect(base.practice.site.dial(base.practice.deviceId, '0300000000', '1')).rejects.toThrow()
  })

  it('fetches nothing from outside this laptop', async () => {
    await using service = await startService()
    await using phone = await startYealink('t46u')
    await pointed(phone, 'http://192.0.2.1')
    await pointed(phone, service.url)
    await expect.poll(() => service.fetched.length).toBe(2)
  })
})

describe.skipIf(!isHere('curl'))(`the Action URI of the practice T42S${missing('curl')}`, () => {
  it('refuses every address on a factory phone, before a sign-in', async () => {
    await using phone = await startYealink('t42s')
    const reply = await curl('-u', `admin:${phone.password}`, `${phone.url}/servlet?phonecfg=get`)
    expect(reply.status).toBe(403)
  })

  it.each([
    { limit: 'any', isAllowed: true },
    { limit: '10.10.*.*, 127.0.*.1', isAllowed: true },
    { limit: '127.0.0', isAllowed: false },
    { limit: '10.*.*.*', isAllowed: false },
  ])('allows by its list: $limit', async ({ limit, isAllowed }) => {
    await using phone = await startYealink('t42s', { options: { actionUriLimitIp: limit } })
    const sign = ['-u', `admin:${phone.password}`]
    const reply = await curl(...sign, `${phone.url}/servlet?phonecfg=get`)
    expect(reply.status).toBe(isAllowed ? 200 : 403)
    if (!isAllowed) return
    expect(reply.body).toContain('FirmwareVersion=66.86.5.1\nBuildVersion=')
    expect((await curl(`${phone.url}/servlet?phonecfg=get`)).status).toBe(401)
    expect((await curl('-u', 'admin:guess', `${phone.url}/servlet?key=AutoP`)).status).toBe(401)
    expect((await curl(...sign, `${phone.url}/servlet?key=AutoP`)).status).toBe(200)
    expect((await curl(...sign, `${phone.url}/servlet?key=Unknown`)).status).toBe(404)
  })
})

describe('SIP PnP of the practice T46U', () => {
  it('asks for a URL when it has none, and takes the one of the NOTIFY', async () => {
    await using service = await startService()
    service.files.set(own, cfg(account(service)))
    const server = createSocket('udp4')
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    const asked: Promise<[Buffer, { port: number }]> = new Promise((resolve) =>
      server.once('message', (message, from) => resolve([message, from])),
    )
    const destination = `127.0.0.1:${server.address().port}`
    await using phone = await startYealink('t46u', { options: { pnp: { destination } } })
    const [message, { port }] = await asked
    const subscribe = message.toString('utf8')
    expect(subscribe).toMatch(/^SUBSCRIBE sip:MAC%3a805ec00a1b2c@224\.0\.1\.75 SIP\/2\.0\r\n/)
    expect(subscribe).toContain(
      'Event: ua-profile;profile-type="device";vendor="Yealink";model="T46U";version="108.86.5.1"',
    )
    expect(subscribe).toMatch(/\r\nUser-Agent: Yealink SIP-T46U 108\.86\.5\.1 80:5e:c0:0a:1b:2c\r\n/)
    const header = (name: string) => new RegExp(`\r\n(${name}: [^\r]+)`).exec(subscribe)?.[1] ?? ''
    const notify = [
      `NOTIFY sip:127.0.0.1:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${destination};branch=z9hG4bK1`,
      ...['From', 'To', 'Call-ID'].map(header),
      'CSeq: 3 NOTIFY',
      'Event: ua-profile;profile-type="device";vendor="a";model="b";version="1"',
      'Content-Type: application/url',
      `Content-Length: ${service.url.length}`,
      '',
      service.url,
    ].join('\r\n')
    const answered = once(server, 'message')
    server.send(subscribe.replace(/^SUBSCRIBE[^\r]*/, 'SIP/2.0 200 OK'), port)
    server.send(notify, port, '127.0.0.1')
    expect(String((await answered)[0])).toMatch(/^SIP\/2\.0 200 /)
    await registered(service).toBe('sip:desk@practice.test')
    await new Promise<void>((resolve) => server.close(() => resolve()))
    expect(phone.practice.site.status().devices[0]?.faults).toEqual([])
  })
})
