/** The practice Ascom base: requests of public clients and pages with curl, SNMP with Net-SNMP, the file of users, registrations. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import baseData from '#resources/practice/ascom-ipbs2.json' with { type: 'json' }
import { temporaryFolder } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing, run } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { fieldValue, visit } from '../manual/client.ts'
import { startService } from '../service.ts'

const handset = '00131B1E70'
/** The printed form of that IPEI. */
const printed = '0030507286888'

async function startAscom(options: Partial<typeof baseData.options> = {}) {
  const device = { ...baseData, options: { ...baseData.options, ...options } }
  const practice = await startPractice({ pace: 0.001, devices: [device] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  const visitor = visit(url, baseData.user, baseData.password, 'basic')
  const sign = ['--anyauth', '-u', `${baseData.user}:${baseData.password}`]
  return {
    ...{ practice, url, ...visitor },
    web: (path: string, ...args: readonly string[]) => curl(...sign, ...args, `${url()}${path}`),
    handsets: () => practice.site.status().devices[0]?.handsets ?? [],
    system: (subscriptions: string, proxy: string) =>
      visitor.fill('/system', {
        ...{ Subscriptions: subscriptions, Proxy: proxy, 'Registration password': 'a secret' },
      }),
    /** Uploads a file of users. */
    async importUsers(text: string) {
      using folder = temporaryFolder()
      const file = join(folder.path, 'users.csv')
      writeFileSync(file, text)
      const name = /type="file" name="(f\w+)"/.exec((await visitor.open('/import')).body)?.[1]
      return await visitor.open('/import', '-F', `${name}=@${file}`)
    },
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

describe.skipIf(!isHere('curl'))(`requests to the practice Ascom IPBS2${missing('curl')}`, () => {
  it('names its model on the first page without a sign-in, and leads to the sign-in', async () => {
    await using base = await startAscom()
    const first = await curl(`${base.url()}/`)
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('text/xml')
    expect(first.headers.get('expires')).toBe('Friday, 25-Jul-97 00:00:00 GMT')
    expect(first.body).toMatch(
      /^<\?xml [^>]*\?><\?xml-stylesheet [^>]*href="admin\.xsl"\?><info product="Ascom IPBS2"/,
    )
    const signIn = '/GW-DECT/mod_cmd.xml?redirect=/admin.xml?xsl=admin.xsl'
    const refused = await curl(`${base.url()}${signIn}`)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Ascom IPBS2"',
    ])
    const led = await base.web(signIn)
    expect([led.status, led.headers.get('location')]).toEqual([302, '/admin.xml?xsl=admin.xsl'])
    expect((await base.web('/admin.xml?xsl=admin.xsl')).body).toContain('<th>IPEI/IPDI</th>')
  })

  it('takes Digest where it asks for that, and not Basic', async () => {
    await using base = await startAscom({ scheme: 'digest' })
    const path = '/GW-DECT/MASTER/mod_cmd.xml?xsl=dectmaster.xsl'
    expect((await base.web(path)).status).toBe(200)
    const basic = await curl('--basic', '-u', `${baseData.user}:${baseData.password}`, `${base.url()}${path}`)
    expect([basic.status, basic.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Digest /),
    ])
  })

  it.each([
    ['master', 'Master'],
    ['synchronized', 'synchronized'],
    ['searching', 'Searching for sync source'],
  ] as const)('says that it is %s', async (sync, text) => {
    await using base = await startAscom({ sync })
    const page = await base.web('/RFPSTAT0/mod_cmd.xml?cmd=rfp-stat2&xsl=rfpsyncstat.xsl')
    expect(page.body).toContain(text)
    expect((await base.web('/RFPSTAT0/mod_cmd.xml?cmd=another')).status).toBe(404)
  })

  it('restarts after a confirmed reset only', async () => {
    await using base = await startAscom()
    const path = '/CMD0/mod_cmd.xml?cmd=reset&xsl=reset.xsl'
    expect((await base.web(path)).body).not.toContain('reset=')
    expect((await base.web('/')).status).toBe(200)
    expect((await base.web(`${path}&reset=OK`)).body).toContain('reset="true"')
    await expect.poll(async () => (await curl(`${base.url()}/`)).status).toBe(200)
  })
})

describe.skipIf(!isHere('curl'))(`users of the practice Ascom IPBS2${missing('curl')}`, () => {
  const cells = (body: string) => [...body.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text)

  it('are imported from a file of nine fields, and register after their subscription', async () => {
    await using service = await startService()
    await using base = await startAscom()
    await base.importUsers(`201;;201;;;;${printed};;\r\n202;;202;;;;;;\r\n`)
    const users = async () => cells((await base.open('/admin.xml')).body)
    const second = ['202', '', '202', '', 'Not Subscribed', '']
    expect(await users()).toEqual(['201', '', '201', printed, 'Not Subscribed', '', ...second])
    await base.system('With User AC', service.registrar)
    await expect.poll(users).toEqual(['201', '', '201', printed, 'Subscribed', 'Registered', ...second])
    expect(service.registers.at(-1)?.aor).toBe('sip:201@127.0.0.1')
    const { site, deviceId } = base.practice
    await site.dial(deviceId, handset, '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
  })

  it.each([
    { text: '201;;201;;;;;;\n202;;202;;;;;', why: 'Line 2: nine fields are expected' },
    { text: `201;;201;;;;${printed.slice(0, -1)}9;;`, why: 'Line 1: this is no IPEI' },
    { text: `201;;201;;;;${printed};;\n202;;202;;;;${printed};;`, why: 'Line 2: the IPEI is in use' },
    { text: '201;;201;;;;;;\n201;;201;;;;;;', why: 'Line 2: the number is in use' },
    { text: `201;;${'2'.repeat(31)};;;;;;`, why: 'Line 1: a text is too long' },
    { text: '201;;;;;;;;', why: 'Line 1: the number is missing' },
  ])('are not imported: $why', async ({ text, why }) => {
    await using base = await startAscom()
    expect((await base.importUsers(text)).body).toContain(why)
    expect(cells((await base.open('/admin.xml')).body)).toEqual([])
  })

  it('of a handset without a user are listed as anonymous with a system code only', async () => {
    await using base = await startAscom()
    const anonymous = async () => cells((await base.open('/anonymous')).body)
    await base.system('With User AC', '')
    expect(await anonymous()).toEqual([])
    await base.system('With System AC', '')
    expect(await anonymous()).toContain(printed)
    await base.fill('/user', {
      'Long Name': 'Hall',
      Name: '',
      Number: '203',
      'IPEI/IPDI': handset,
      'Idle Display': '',
    })
    expect(await anonymous()).not.toContain(printed)
  })

  it('are not needed for the fetch of the URL that was typed', async () => {
    await using service = await startService()
    await using base = await startAscom()
    await base.fill('/provisioning', { 'Provisioning URL': `${service.url}/dect/` })
    expect(service.fetched).toEqual([])
    await base.fill('/restart', {})
    await expect.poll(() => service.fetched.at(0)).toEqual({ path: '/dect/', agent: '' })
    const stored = async () => fieldValue((await base.open('/provisioning')).body, 'Provisioning URL')
    await expect.poll(stored).toBe(`${service.url}/dect/`)
  })
})

describe.skipIf(!isHere('snmpget'))(`SNMP of the practice Ascom IPBS2${missing('snmpget')}`, () => {
  it('has its description, name and MAC address', async () => {
    await using base = await startAscom()
    const target = `127.0.0.1:${base.practice.snmpPort}`
    const { output } = await run('snmpget', [
      ...['-v2c', '-c', 'public', '-On', '-t', '2', target],
      ...['.1.3.6.1.2.1.1.1.0', '.1.3.6.1.2.1.1.5.0', '.1.3.6.1.2.1.2.2.1.6.1'],
    ])
    expect(output).toContain('"IPBS2[11.9.11], Bootcode[11.9.11], Hardware[IPBS2-C3/2B]"')
    expect(output).toContain('"IPBS2-19-b1-e7"')
    expect(output).toMatch(/Hex-STRING: 00 01 3E 19 B1 E7/)
  })
})
