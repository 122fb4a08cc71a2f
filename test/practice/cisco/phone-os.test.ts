/** The practice Cisco 9841 with curl, and against a provisioning server and registrar. */
import { describe, expect, it } from 'vitest'
import phoneData from '#resources/practice/cisco-9841.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { curl } from '../curl.ts'
import { startService } from '../service.ts'

const deviceWith = (profileRule: string) => ({
  ...phoneData,
  options: { ...phoneData.options, profileRule },
})

describe.skipIf(!isHere('curl'))(`the practice Cisco 9841${missing('curl')}`, () => {
  it('tells MAC address and serial number without a sign-in, over HTTP and HTTPS', async () => {
    await using practice = await startPractice({ devices: [phoneData] })
    for (const scheme of ['http', 'https']) {
      const reply = await curl(`${scheme}://127.0.0.1:${practice.httpPort}/api/deviceinfo`)
      expect([reply.status, reply.headers.get('server')]).toEqual([200, 'miniweb'])
      expect(reply.body).toContain(
        '<TR><TD><B> MAC address</B></TD><td width=20></TD><TD><B>00562B0A9841</B></TD></TR>',
      )
      expect(reply.body).toContain('<TD><B>FCH00009841</B></TD>')
    }
  })

  it.each([
    ['', 'No password configured. Administrator needs to reset credentials using security token.'],
    ['set', 'Unauthorized'],
  ])('refuses its administration with the password %j', async (password, text) => {
    await using practice = await startPractice({ devices: [{ ...phoneData, password }] })
    const url = `http://127.0.0.1:${practice.httpPort}`
    for (const path of ['/api/admin/authenticate', '/api/admin/reboot', '/api/admin/resetcredential']) {
      const reply = await curl('-d', 'username=admin&password=set', `${url}${path}`)
      expect([reply.status, reply.body.includes(text)]).toEqual([401, true])
    }
    expect((await curl('-d', '1=2', `${url}/admin/bcisco.csc`)).status).toBe(404)
  })

  it('fetches the rule that was entered by hand, registers and dials', async () => {
    await using service = await startService()
    const values = { User_ID_1_: 'desk', Password_1_: 'a secret', Proxy_1_: service.registrar }
    const elements = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`)
    service.files.set('/9841.xml', `<flat-profile>${elements.join('')}</flat-profile>`)
    await using practice = await startPractice({ devices: [deviceWith(`${service.url}/$PSN.xml`)] })
    const { site, deviceId } = practice
    await expect.poll(() => site.status().devices[0]?.handsets[0]?.registered).toBe(true)
    expect(service.fetched).toEqual([{ path: '/9841.xml', agent: '' }])
    await site.dial(deviceId, '00562B0A9841', '*55*123456')
    expect(service.dialled).toContainEqual(expect.stringMatching(/^sip:\*55\*123456@/))
  })
})
