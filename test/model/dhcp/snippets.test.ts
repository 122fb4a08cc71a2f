/** Snippets for servers that cannot be run here: their syntax, their escapes and their notes. */
import { describe, expect, it } from 'vitest'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import { PunchdownError } from '#shared/errors.ts'
import { dhcpOffer } from '#shared/model/dhcp-options.ts'
import { dhcpSnippet } from '#shared/model/dhcp-snippets.ts'
import { dhcpServerSchema } from '#shared/model/provisioning-facts.ts'
import fc from '#test/support/property.ts'

const classOf = (id: string) => provisioningFacts.classes.find((each) => each.id === id) ?? null
const url = 'http://emea.ipp.sdg.teams.microsoft.com/$PSN.xml'
const octets = Buffer.from(url).toString('hex')
const cisco = dhcpOffer(classOf('cisco-mpp'), { url, ntp: ['192.0.2.1', '192.0.2.2'], utcOffset: -3600 })

const refusal = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return error instanceof PunchdownError ? [error.code, error.facts.field ?? null] : error
  }
}

describe('snippets', () => {
  it('for Windows Server define the option, a class, a policy, and its values', () => {
    const { text, notes } = dhcpSnippet('windows-server', cisco)
    expect(text.split('\n')).toEqual([
      "$scope = '192.168.10.0'",
      "Add-DhcpServerv4OptionDefinition -OptionId 160 -Name 'Provisioning URL 160' -Type String",
      "Add-DhcpServerv4Class -Name 'punchdown-cisco-mpp-1' -Type Vendor -Data 'CP-'",
      "Add-DhcpServerv4Policy -Name 'punchdown-cisco-mpp' -ScopeId $scope -Condition Or -VendorClass EQ,'punchdown-cisco-mpp-1*'",
      `Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'punchdown-cisco-mpp' -OptionId 160 -Value '${url}'`,
      "Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'punchdown-cisco-mpp' -OptionId 42 -Value '192.0.2.1','192.0.2.2'",
      "Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName 'punchdown-cisco-mpp' -OptionId 2 -Value 0xfffff1f0",
      '',
    ])
    expect(notes).toEqual(['own-names', 'only-when-asked'])
    const quoted = dhcpSnippet('windows-server', dhcpOffer(null, { url: "http://a/'$x", option: 66 }))
    expect(quoted.text).toContain("-OptionId 66 -Value 'http://a/''$x'")
  })

  it('for Cisco IOS set the options of the pool; a character that the console expands makes them octets', () => {
    const { text, notes } = dhcpSnippet('cisco-ios', cisco)
    expect(text.split('\n')).toEqual([
      'ip dhcp pool VOICE',
      ` option 160 ascii "${url}"`,
      ' option 42 ip 192.0.2.1 192.0.2.2',
      ' option 2 hex ffff.f1f0',
      '',
    ])
    expect(notes).toEqual(['server-without-classes', 'own-names'])
    const asked = dhcpSnippet('cisco-ios', dhcpOffer(null, { url: 'http://a/?b', option: 66 }))
    expect(asked.text).toContain(' option 66 hex 6874.7470.3a2f.2f61.2f3f.62')
  })

  it('for MikroTik make a set of options for a matcher, or for the network', () => {
    expect(dhcpSnippet('mikrotik', cisco).text).toContain(`code=160 force=yes value=0x${octets}`)
    expect(dhcpSnippet('mikrotik', cisco).text).toContain('code=60 matching-type=substring value="CP-"')
    const plain = dhcpSnippet('mikrotik', dhcpOffer(null, { url: 'http://a.example/x', option: 66 }))
    expect(plain.text).toContain(`value="s'http://a.example/x'"`)
    expect(plain.text).toContain('/ip dhcp-server network')
    expect(plain.notes).toEqual(['no-vendor-class', 'option-unknown', 'own-names'])
  })

  it('for Technitium and UniFi are rows of their forms', () => {
    const [first] = dhcpSnippet('technitium', cisco).text.split('\n')
    expect(first?.replaceAll(':', '').toLowerCase()).toBe(`160|${octets}`)
    expect(
      dhcpSnippet('unifi', cisco)
        .text.split('\n')
        .map((line) => line.split('  ')[0]),
    ).toEqual([...['160', '42', '2', '']])
  })

  it('keep an unknown option unknown', () => {
    const ascom = classOf('ascom')
    expect(refusal(() => dhcpOffer(ascom, { url }))).toEqual(['bad-input', 'option'])
    expect(dhcpOffer(ascom, { url, option: 66 }).notes).toEqual(['no-vendor-class', 'option-unknown'])
  })

  it('warn about a URL that is longer than the device reads', () => {
    const long = `${url}/${'x'.repeat(40)}`
    expect(dhcpOffer(classOf('gigaset-base'), { url: long }).notes).toContain('url-too-long')
    expect(dhcpOffer(classOf('gigaset-base'), { url: long, option: 66 }).notes).not.toContain('url-too-long')
  })

  it.each([
    [{ url: '' }, ['url-not-allowed', null]],
    [{ url: 'http://a b' }, ['url-not-allowed', null]],
    [{ url: 'http://a/\ndhcp-script=/x' }, ['url-not-allowed', null]],
    [{ url: `http://${'a'.repeat(250)}` }, ['url-not-allowed', null]],
    [{ url, option: 255 }, ['bad-input', 'option']],
    [{ url, ntp: ['time.example'] }, ['bad-input', 'ntp']],
    [{ url, utcOffset: 1e6 }, ['bad-input', 'utc-offset']],
  ])('refuse %j', (wish, refused) => {
    expect(refusal(() => dhcpOffer(classOf('cisco-mpp'), wish))).toEqual(refused)
  })

  it('have the same number of lines for any URL, so that a URL adds no directive', () => {
    const urls = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(urls, fc.constantFrom(...dhcpServerSchema.options), (any, server) => {
        const lines = (text: string) =>
          dhcpSnippet(server, dhcpOffer(classOf('cisco-mpp'), { url: text })).text.split('\n').length
        expect(lines(any)).toBe(lines('x'))
      }),
    )
  })
})
