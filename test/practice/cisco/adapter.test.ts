/** The practice ATA 191 with requests of public clients, sent by curl, and against a provisioning server and registrar. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { type Service, startService } from '../service.ts'
import { fieldOf, startAdapter } from './adapter.ts'

const ports = ['00562B0A1910:001', '00562B0A1910:002'] as const

/** A profile with an account for each line. */
const profile = ({ registrar }: Service): string =>
  `<flat-profile>${[1, 2]
    .map(
      (line) =>
        `<User_ID_${line}_ ua="na">port${line}</User_ID_${line}_><Password_${line}_ ua="na">a secret</Password_${line}_><Proxy_${line}_ ua="na">${registrar}</Proxy_${line}_>`,
    )
    .join('')}</flat-profile>`

const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)<`, 'g'))].map((found) => found[1] ?? '')

describe.skipIf(!isHere('curl'))(`the practice Cisco ATA 191${missing('curl')}`, () => {
  it('shows a sign-in page, and a blank page after a wrong password', async () => {
    await using adapter = await startAdapter()
    const page = await curl(`${adapter.url}/`)
    expect([page.status, page.headers.get('server')]).toEqual([200, 'httpd'])
    expect(page.body).toMatch(/<title>Login Page<\/title>.*Phone Adapter Configuration Utility/)
    const wrong = await curl('-d', 'user=admin&pwd=wrong', `${adapter.url}/login.cgi`)
    expect(wrong.body).toBe('<html><head></head><body></body></html>')
    expect(await adapter.signIn()).toMatch(/^[0-9a-f]{32}$/)
  })

  it('repeats the registration of each port in its status, in their order', async () => {
    await using service = await startService()
    service.files.set('/mac.cfg', profile(service))
    await using adapter = await startAdapter()
    const { body } = await adapter.status('admin')
    expect(all(body, 'Product_Name')).toEqual(['ATA191-MPP'])
    expect(all(body, 'Registration_State')).toEqual(['Not Registered', 'Not Registered'])
    expect(all(body, 'Hook_State_2_')).toEqual(['On'])
    expect((await adapter.status('wrong')).status).toBe(401)
    await adapter.submit('Provisioning', 'Profile Rule', `${service.url}/mac.cfg`)
    const states = async () => all((await adapter.status('admin')).body, 'Registration_State')
    await expect.poll(states).toEqual(['Registered', 'Registered'])
    expect(new Set(service.registers.map(({ aor }) => aor))).toEqual(
      new Set(['sip:port1@127.0.0.1', 'sip:port2@127.0.0.1']),
    )
    expect(service.fetched[0]).toEqual({
      path: '/mac.cfg',
      agent: 'Cisco/ATA191-MPP-11-2-2MPP0101-013 (FCH2443P191)',
    })
    expect((await adapter.page('/admin/voice/')).body).toContain(
      '<td>Line 2 Registration State:</td><td>Registered</td>',
    )
  })

  it('dials at each port', async () => {
    await using service = await startService()
    service.files.set('/191.cfg', profile(service))
    await using adapter = await startAdapter()
    const { site, deviceId } = adapter.practice
    const handsets = () => site.status().devices[0]?.handsets ?? []
    expect(handsets().map(({ ipei }) => ipei)).toEqual(ports)
    await adapter.submit('Provisioning', 'Profile Rule', `${service.url}/$PSN.cfg`)
    await expect.poll(() => handsets().every(({ registered }) => registered)).toBe(true)
    await site.dial(deviceId, ports[1], '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    expect(all((await adapter.status('admin')).body, 'Last_Called_Number_2_')).toEqual(['*55*123456'])
  })

  it('stores a field of the section that it was read from', async () => {
    await using adapter = await startAdapter()
    await adapter.submit('Line 2', 'User ID', 'second')
    const values = async () => {
      const page = await adapter.page('/admin/voice/')
      return ['Line 1', 'Line 2'].map((section) => {
        const id = fieldOf(page, section, 'User ID')
        return new RegExp(`name="${id}" value="([^"]*)"`).exec(page.body)?.[1]
      })
    }
    await expect.poll(values).toEqual(['', 'second'])
  })

  it('has the router status at the places that a public client reads', async () => {
    await using adapter = await startAdapter()
    const { body } = await adapter.page('/Status_Router.asp')
    const cells = (kind: string) =>
      [...body.matchAll(new RegExp(`<tr class="TABLECONTENT_${kind}">.*?</td><td [^>]*>([^<]*)<`, 'g'))].map(
        (found) => found[1],
      )
    expect([cells('S')[0], cells('D')[1], cells('D')[2]]).toEqual([
      'ATA191-MPP',
      '11-2-2MPP0101-013 Apr 25 2022',
      '00:56:2B:0A:19:10',
    ])
  })

  it('restarts with the session of its status, and not without', async () => {
    await using service = await startService()
    service.files.set('/mac.cfg', profile(service))
    await using adapter = await startAdapter()
    await adapter.submit('Provisioning', 'Profile Rule', `${service.url}/mac.cfg`)
    await expect.poll(() => service.fetched.length).toBe(1)
    const [session = ''] = all((await adapter.status('admin')).body, 'Session_ID')
    const reboot = (id: string, key: string) =>
      curl(
        '-d',
        `submit_button=Reboot&gui_action=Apply&need_reboot=1&session_key=${key}&closeflg=1`,
        `${adapter.url}/apply.cgi;session_id=${id}`,
      )
    for (const [id, key] of [
      ['', ''],
      [session, 'another'],
      ['0'.repeat(32), '0'.repeat(32)],
    ] as const)
      expect((await reboot(id, key)).body).toContain('Login Page')
    expect(service.fetched.length).toBe(1)
    expect((await reboot(session, session)).body).toContain('Applying')
    // it fetches its profile again when it starts
    await expect.poll(() => service.fetched.length).toBe(2)
  })

  it('answers nothing on the network side while remote management is off', async () => {
    await using adapter = await startAdapter({ options: { remoteManagement: false } })
    const reply = await adapter.status('admin')
    expect(reply.status).toBe(0)
  })
})
