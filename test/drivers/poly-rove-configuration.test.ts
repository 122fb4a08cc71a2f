/** The configuration files that a rehearsal gives to a Rove's handsets. */
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { configuration } from '#electron/drivers/poly-rove/configuration.ts'

const account: SipAccount = {
  identity: 'u1@onboarding.test',
  user: 'u1',
  authUser: 'a1',
  password: 'a secret',
  displayName: 'Front desk',
  registrar: '192.0.2.1:5070',
  transport: 'udp',
}

interface Profile {
  ParameterList: { O: { N: string; P: { N: string; V: string }[] }[] }
}
/** Object and name to value, as the device would take them. */
function valuesIn(body: string): Map<string, string> {
  expect(XMLValidator.validate(body)).toBe(true)
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => name === 'O' || name === 'P',
  })
  const profile: Profile = parser.parse(body)
  return new Map(profile.ParameterList.O.flatMap(({ N, P }) => P.map((each) => [`${N}${each.N}`, each.V])))
}

describe('a configuration file', () => {
  it.each([
    ['0003717C0E0A.cfg', '0003717C0E0A'],
    ['0003717c0e0a.cfg', '0003717C0E0A'],
    ['0003717C0E0A.xml', null],
    ['003717C0E0A.cfg', null],
    ['00003717C0E0A.cfg', null],
    ['4825670A1B2C.cfg', null],
    [`00\${IPEI}.cfg`, null],
    ['', null],
    ['../0003717C0E0A.cfg', null],
  ])('%s is of %s', (name, id) => {
    expect(configuration.hardwareIdOf(name)).toBe(id)
  })

  it('before an account there is only where to fetch next', () => {
    const { mediaType, body } = configuration.write({ nextUrl: 'http://192.0.2.1/s/1', account: null })
    expect(mediaType).toMatch(/^text\/xml/)
    expect([...valuesIn(body)]).toEqual([
      ['X_DeviceManagement.ITSPProvisioning.ConfigURL', 'http://192.0.2.1/s/1'],
    ])
  })

  it('with an account: registrar, transport and who signs in', () => {
    const values = valuesIn(configuration.write({ nextUrl: 'http://192.0.2.1/s/1', account }).body)
    const sip = 'VoiceService.1.VoiceProfile.1.SIP.'
    const line = 'VoiceService.1.VoiceProfile.1.Line.1.'
    expect(values.get(`${sip}RegistrarServer`)).toBe('192.0.2.1')
    expect(values.get(`${sip}RegistrarServerPort`)).toBe('5070')
    expect(values.get(`${sip}ProxyServerTransport`)).toBe('UDP')
    expect(values.get(`${line}SIP.AuthUserName`)).toBe('a1')
    expect(values.get(`${line}SIP.AuthPassword`)).toBe('a secret')
    expect(values.get(`${line}SIP.URI`)).toBe('u1@onboarding.test')
    expect(values.get(`${line}CallingFeatures.CallerIDName`)).toBe('Front desk')
  })

  it('carries any name, password and URL', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((each) => each.isWellFormed() && !/[\p{Cc}\ufffe\uffff]/u.test(each))
    fc.assert(
      fc.property(text, text, text, (displayName, password, nextUrl) => {
        const { body } = configuration.write({ nextUrl, account: { ...account, displayName, password } })
        const values = [...valuesIn(body).values()]
        for (const each of [displayName, password, nextUrl]) expect(values).toContain(each)
      }),
    )
  })
})
