/** The practice Spectralink server: SNMP with Net-SNMP, pages with curl, fetch, registrations. */
import { describe, expect, it } from 'vitest'
import serverData from '#resources/practice/spectralink-400.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { fieldValue, visit } from '../manual/client.ts'
import { startService } from '../service.ts'

async function startServer(pace = 0.001) {
  const practice = await startPractice({ pace, devices: [serverData] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  const visitor = visit(url, serverData.user, serverData.password)
  const subscribe = (choice: 'yes' | 'no') => visitor.fill('/subscription', { 'Allow subscription': choice })
  return {
    ...{ practice, url, ...visitor, subscribe },
    handsets: () => practice.site.status().devices[0]?.handsets ?? [],
    addUser: (ipei: string, userName: string) =>
      visitor.fill('/user', {
        ...{ IPEI: ipei, 'Access code': '0000', Name: 'Front desk', Username: userName },
        ...{ Extension: '201', 'SIP password': 'a secret' },
      }),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const mac = 0x2a7c
const ipei = (position: number) => `0031A${(mac * 16 + position).toString(16).toUpperCase()}`

describe.skipIf(!isHere('snmpwalk'))(`SNMP of the practice Spectralink server${missing('snmpwalk')}`, () => {
  /** Values of the eleven objects, in the order of the published list. */
  async function walk(port: number): Promise<readonly string[]> {
    const target = `127.0.0.1:${port}`
    const args = ['-v2c', '-c', 'public', '-On', '-Oq', '-t', '2', '-r', '1', target, '.1.3.6.1.4.1.9749']
    const { output } = await run('snmpwalk', args)
    return output
      .split('\n')
      .flatMap((line) => /^\.1\.3\.6\.1\.4\.1\.9749\.\S+ (\d+|".*")$/.exec(line)?.[1] ?? [])
  }

  it('has firmware, ARI and bases, and counts users, subscribed and registered handsets', async () => {
    await using service = await startService()
    await using server = await startServer()
    const counts = async () => (await walk(server.practice.snmpPort)).slice(5, 8)
    const all = await walk(server.practice.snmpPort)
    expect(all).toEqual(['"SL4000080271"', '"PCS24B"', '"10024E48"', '3', '1', '0', '0', '0', '12', '0', '0'])
    await server.addUser(ipei(0), 'desk')
    await server.addUser(ipei(1), '')
    expect(await counts()).toEqual(['2', '0', '0'])
    await server.subscribe('yes')
    expect(await counts()).toEqual(['2', '2', '0'])
    await server.fill('/sip', { 'SIP server': service.registrar })
    await expect.poll(counts).toEqual(['2', '2', '1'])
    expect(service.registers.at(-1)?.aor).toBe('sip:desk@127.0.0.1')
  })

  it('has no system description', async () => {
    await using server = await startServer()
    const target = `127.0.0.1:${server.practice.snmpPort}`
    const { output } = await run('snmpget', ['-v2c', '-c', 'public', '-On', target, '.1.3.6.1.2.1.1.1.0'])
    expect(output).toContain('No Such')
  })
})

describe.skipIf(!isHere('curl'))(`pages of the practice Spectralink server${missing('curl')}`, () => {
  it('names the maker only, and shows a sign-in', async () => {
    await using server = await startServer()
    const page = await curl(`${server.url()}/`)
    expect(page.headers.get('server')).toBe('KirkHTTPServer/1.0')
    expect(page.body).toContain('type="password"')
    expect(page.body).not.toContain('PPID')
  })

  it('moves a handset to the newer user of its IPEI, and refuses what is no IPEI', async () => {
    await using server = await startServer()
    expect((await server.addUser('1234', 'desk')).body).toContain('no IPEI')
    await server.addUser(ipei(0), 'desk')
    await server.addUser(ipei(0), 'hall')
    const { body } = await server.open('/')
    const cells = [...body.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text)
    // the printed form of 0031A2A7C0
    const printed = '00794 0174016 6'
    expect(cells).toEqual(['1', printed, '201', 'Front desk', '', 'hall', '', 'not registered', '0000'])
  })

  it('asks for the URL as it was typed after a restart, and ignores the content', async () => {
    await using service = await startService()
    service.files.set('/spectralink', 'anything')
    await using server = await startServer()
    await server.fill('/provisioning', { 'Provisioning server': `${service.url}/spectralink` })
    expect(service.fetched).toEqual([])
    await server.fill('/restart', {})
    await expect.poll(() => service.fetched).toEqual([{ path: '/spectralink', agent: '' }])
    const stored = async () => fieldValue((await server.open('/provisioning')).body, 'Provisioning server')
    await expect.poll(stored).toBe(`${service.url}/spectralink`)
  })

  it('dials with a registered handset, and removes the registration of one without a user', async () => {
    await using service = await startService()
    await using server = await startServer()
    const { site, deviceId } = server.practice
    await server.addUser(ipei(0), 'desk')
    await server.subscribe('yes')
    await server.fill('/sip', { 'SIP server': service.registrar })
    await expect.poll(() => server.handsets()[0]).toMatchObject({ ipei: ipei(0), registered: true })
    await site.dial(deviceId, ipei(0), '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
    await server.fill('/sip', { 'SIP server': '' })
    await expect.poll(() => service.registers.at(-1)?.expires).toBe(0)
    expect(server.handsets()[0]?.registered).toBe(false)
  })
})
