/** The files that Punchdown writes for Gigaset bases, and the practice base that a rehearsal onboards with them. */
import { describe, expect, it } from 'vitest'
import { gigasetConfiguration } from '#electron/drivers/gigaset/configuration.ts'
import baseData from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import { isHere, missing } from '#test/support/programs.ts'
import { startPnpServer } from '../../practice/pnp-server.ts'
import { rehearseByHand } from '../rehearsal-by-hand.ts'

const configuration = gigasetConfiguration({ now: () => 1_764_560_000_500 })
const nextUrl = 'http://192.0.2.1/device/ob/1/lang_en/7c2f80e0d605.xml?a=1&b=2'
const account = {
  ...{ identity: 'a@practice.test', user: 'a', authUser: 'au', password: 'p"w', displayName: 'A <B>' },
  ...{ registrar: '192.0.2.1:5070', transport: 'tcp' as const },
}

describe('a file for rehearsal of a Gigaset base', () => {
  it.each([
    ['7c2f80e0d605.xml', '7C2F80E0D605'],
    ['7C2F80E0D605.xml', '7C2F80E0D605'],
    ['provisioning.xml', null],
    ['001122334455.xml', null],
    ['7c2f80e0d605.xml.bak', null],
    ['config.7c2f80e0d605.xml', null],
    ['7c2f80e0d605.cfg', null],
  ])('is named %s: %s', (file, id) => {
    expect(configuration.hardwareIdOf(file, '')).toBe(id)
  })

  it.each([
    ['Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605', true],
    ['N670 IP PRO/83.V2.52.0;7C2F80E0D605;Handset=1', true],
    ['Gigaset C610A IP/42', false],
    ['', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(configuration.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the next URL, adds one handset with the account, and opens the registration window', () => {
    expect(configuration.write({ nextUrl, account })).toEqual({
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1" productID="e2">
  <nvm>
    <param name="Provisioning.global.ProvisioningServer" value="http://192.0.2.1/device/ob/1/lang_en/7c2f80e0d605.xml?a=1&amp;b=2"/>
    <oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper>
    <param name="hs.00001.DECT_AC" value="0000"/>
    <param name="SipAccount.00001.AuthName" value="au"/>
    <param name="SipAccount.00001.AuthPassword" value="p&quot;w"/>
    <param name="SipAccount.00001.UserName" value="a"/>
    <param name="SipAccount.00001.DisplayName" value="A &lt;B&gt;"/>
    <param name="SipAccount.00001.ProviderId" value="1"/>
    <param name="SipProvider.1.Domain" value="practice.test"/>
    <param name="SipProvider.1.ProxyServerAddress" value="192.0.2.1"/>
    <param name="SipProvider.1.ProxyServerPort" value="5070"/>
    <param name="SipProvider.1.RegServerAddress" value="192.0.2.1"/>
    <param name="SipProvider.1.RegServerPort" value="5070"/>
    <param name="SipProvider.1.TransportProtocol" value="2"/>
    <oper name="update_dm" value="local"><param name="RegStart" value="1764560000"/><param name="RegDuration" value="900"/><param name="DMPpasswd" value="Gigaset"/></oper>
  </nvm>
</provisioning>
`,
    })
  })

  it('has neither a handset nor a window before the account, and never the band or a removal', () => {
    const before = configuration.write({ nextUrl, account: null }).body
    expect(before).not.toMatch(/<oper|SipAccount|SipProvider/)
    for (const body of [before, configuration.write({ nextUrl, account }).body]) {
      expect(body).not.toMatch(/SystemRegDomain|DeleteNotProvisionedHS/)
    }
  })
})

describe('the practice Gigaset N870 in a rehearsal', () => {
  it.skipIf(!isHere('curl'))(`is onboarded after its URL was set by hand${missing('curl')}`, () =>
    rehearseByHand(gigasetConfiguration(), baseData, async (visitor, url) => {
      await visitor.fill('/auto-configuration', { 'Provisioning server': url })
      await visitor.fill('/restart', {})
    }),
  )

  it('is onboarded after a SIP PnP answer at its start', async () => {
    await using server = await startPnpServer()
    const data = { ...baseData, options: { ...baseData.options, pnpDestination: server.destination } }
    await rehearseByHand(gigasetConfiguration(), data, (_visitor, url) => server.announce(url))
  })
})
