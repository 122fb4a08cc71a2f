/** The configuration files of Cisco phones for rehearsal, and a practice phone that is onboarded with them. */
import { describe, expect, it } from 'vitest'
import { ciscoMpp } from '#electron/drivers/cisco/driver.ts'
import phoneData from '#resources/practice/cisco-8851.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { rehearse } from './rehearsal.ts'

const { configuration } = ciscoMpp
const agent = 'Cisco-CP-8851-3PCC/12.0.3 (00562b0a1b2c)'
const account = {
  ...{ identity: 'a@practice.test', user: 'a', authUser: 'au', password: 'p<w', displayName: 'A & B' },
  ...{ registrar: '192.0.2.1:5070', transport: 'udp' as const },
}

describe('a file for rehearsal', () => {
  it.each([
    ['8851-3PCC.xml', agent, '00562B0A1B2C'],
    ['8851.xml', agent, '00562B0A1B2C'],
    ['8851-3PCC.xml', '', null],
    ['8851-3PCC.xml', `${agent} x`, null],
    ['8851-3PCC.xml', 'Cisco/ATA191-MPP-11-1-0-MSR4 (FCH2443D9R4)', null],
    ['9999-3PCC.xml', agent, null],
    ['8851-3PCC.cfg', agent, null],
    ['x8851.xml', agent, null],
    ['mac.cfg', agent, null],
  ])('%s of %j is for %s', (file, userAgent, id) => {
    expect(configuration?.hardwareIdOf(file, userAgent)).toBe(id)
    expect(configuration?.isUserAgent(userAgent)).toBe(userAgent === agent)
  })

  it('has the URL of the next stage and the account', () => {
    expect(
      configuration?.write({ nextUrl: 'http://192.0.2.1/device/ob/1/lang_en/8851-3PCC.xml', account }),
    ).toEqual({
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>
<flat-profile>
  <Profile_Rule ua="na">http://192.0.2.1/device/ob/1/lang_en/8851-3PCC.xml</Profile_Rule>
  <Line_Enable_1_ ua="na">Yes</Line_Enable_1_>
  <SIP_Transport_1_ ua="na">UDP</SIP_Transport_1_>
  <Proxy_1_ ua="na">192.0.2.1:5070</Proxy_1_>
  <Register_1_ ua="na">Yes</Register_1_>
  <Display_Name_1_ ua="na">A &amp; B</Display_Name_1_>
  <User_ID_1_ ua="na">a</User_ID_1_>
  <Password_1_ ua="na">p&lt;w</Password_1_>
  <Use_Auth_ID_1_ ua="na">Yes</Use_Auth_ID_1_>
  <Auth_ID_1_ ua="na">au</Auth_ID_1_>
</flat-profile>
`,
    })
  })

  it('lets the gateway core onboard a practice phone', async () => {
    await using practice = await startPractice({ pace: 0.001, devices: [phoneData] })
    const peer = {
      ...{ httpPort: practice.httpPort, ports: practice.site.status().ports, pace: 0.001 },
      ...{ user: phoneData.user, password: phoneData.password },
      misbehave: () => {},
      [Symbol.asyncDispose]: async () => {},
    }
    await rehearse(ciscoMpp, peer, phoneData.mac, '/$PSN.xml')
  })
})
