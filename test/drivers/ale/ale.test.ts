/** The files that Punchdown writes for ALE phones, and the practice phone that a rehearsal onboards with them. */
import { describe, expect, it } from 'vitest'
import { aleConfiguration } from '#electron/drivers/ale/configuration.ts'
import phoneData from '#resources/practice/ale-m3.json' with { type: 'json' }
import { isHere, missing } from '#test/support/programs.ts'
import { rehearseByHand } from '../rehearsal-by-hand.ts'

const nextUrl = 'http://192.0.2.1/device/ob/1/lang_en/config.3c28a620089e.xml'
const account = {
  ...{ identity: 'a@practice.test', user: 'a', authUser: 'au', password: 'p"w', displayName: 'A <B>' },
  ...{ registrar: '192.0.2.1:5070', transport: 'udp' as const },
}

describe('a file for rehearsal of an ALE phone', () => {
  it.each([
    ['config.3c28a620089e.xml', '3C28A620089E'],
    ['config.3C28A620089E.xml', '3C28A620089E'],
    ['config.M3.xml', null],
    ['config.xml', null],
    ['config.001122334455.xml', null],
    ['config.3c28a620089e.xml.bak', null],
    ['3c28a620089e.xml', null],
  ])('is named %s: %s', (file, id) => {
    expect(aleConfiguration.hardwareIdOf(file, '')).toBe(id)
  })

  it.each([
    ['ALE M3-CE 2.11.01.1604 3c28a620089e', true],
    ['ALE M8 2.14.03.000.2345 3c28a620089e', true],
    ['ALE 8028s-GE 1.51.52.2204 487a55023075', false],
    ['', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(aleConfiguration.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the folder of the next URL, and the account', () => {
    expect(aleConfiguration.write({ nextUrl, account })).toEqual({
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <setting id="DeviceProvisionServerUrl" value="http://192.0.2.1/device/ob/1/lang_en"/>
  <setting id="Account1Enable" value="true"/>
  <setting id="Account1RegName" value="au"/>
  <setting id="Account1Password" value="p&quot;w"/>
  <setting id="Account1UserName" value="a"/>
  <setting id="Account1DisplayName" value="A &lt;B&gt;"/>
  <setting id="Account1Server1Address" value="practice.test"/>
  <setting id="Account1OutboundProxy1Address" value="192.0.2.1"/>
  <setting id="Account1OutboundProxy1Port" value="5070"/>
</settings>
`,
    })
  })

  it('has no account before the sign-in', () => {
    expect(aleConfiguration.write({ nextUrl, account: null }).body).not.toContain('Account')
  })
})

it.skipIf(!isHere('curl'))(
  `the practice ALE M3 is onboarded after its URL was set by hand${missing('curl')}`,
  () =>
    rehearseByHand(aleConfiguration, phoneData, async (visitor, url) => {
      await visitor.fill('/provisioning', { 'Provisioning server URL': url })
      await visitor.fill('/restart', {})
    }),
)
