/** The configuration files that the Snom driver writes for rehearsal. */
import { describe, expect, it } from 'vitest'
import { snom } from '#electron/drivers/snom/driver.ts'

const { configuration } = snom
const nextUrl = 'http://192.0.2.1/device/ob/1/lang_en/snomD735-000413922D24.htm?a=1&b=2'
const account = {
  ...{ identity: 'a@practice.test', user: 'a', authUser: 'au', password: 'p"w', displayName: 'A <B>' },
  ...{ registrar: '192.0.2.1:5070', transport: 'tcp' as const },
}

describe('a file for rehearsal', () => {
  it.each([
    ['snomD735-000413922D24.htm', '000413922D24'],
    ['snomD717-1c7126922d24.htm', '1C7126922D24'],
    ['snomD735.htm', null],
    ['snomD735-001122334455.htm', null],
    ['snomD735-000413922D24.xml', null],
    ['snomD735-000413922D24.htm.bak', null],
    ['xsnomD735-000413922D24.htm', null],
    ['snom-000413922D24.htm', null],
    ['000413922D24.htm', null],
  ])('is named %s: %s', (file, id) => {
    expect(configuration?.hardwareIdOf(file, '')).toBe(id)
  })

  it.each([
    [
      'Mozilla/4.0 (compatible; snomD735-SIP 10.1.141.13 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)',
      true,
    ],
    ['Mozilla/4.0 (compatible; MSIE 6.0)', false],
    ['', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(configuration?.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the next URL and the account', () => {
    expect(configuration?.write({ nextUrl, account })).toEqual({
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="utf-8"?>
<settings>
  <phone-settings>
    <setting_server perm="RW">http://192.0.2.1/device/ob/1/lang_en/snomD735-000413922D24.htm?a=1&amp;b=2</setting_server>
    <user_active idx="1" perm="RW">on</user_active>
    <user_realname idx="1" perm="RW">A &lt;B&gt;</user_realname>
    <user_name idx="1" perm="RW">a</user_name>
    <user_pname idx="1" perm="RW">au</user_pname>
    <user_pass idx="1" perm="RW">p&quot;w</user_pass>
    <user_host idx="1" perm="RW">practice.test</user_host>
    <user_outbound idx="1" perm="RW">192.0.2.1:5070;transport=tcp</user_outbound>
  </phone-settings>
</settings>
`,
    })
  })

  it('has no account before the sign-in', () => {
    expect(configuration?.write({ nextUrl, account: null }).body).not.toContain('user_')
  })
})
