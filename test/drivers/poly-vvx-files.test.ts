/** Which phones the driver of Poly phones takes, its data, and its configuration files. */
import { describe, expect, it } from 'vitest'
import { vvxData } from '#electron/drivers/poly-vvx/data.ts'
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'

describe('which devices it takes', () => {
  it.each([
    ['Poly', 'VVX 411', true],
    ['poly', 'VVX250', true],
    ['Poly', 'Omegaline VVX250', true],
    ['Poly', 'HP Poly VVX_601', true],
    ['Poly', 'Polycom Trio 8800', true],
    ['Poly', 'RealPresence Trio 8500', true],
    ['Poly', 'Trio C60', true],
    ['Poly', 'Edge E350', true],
    ['Poly', 'VVX D230', false],
    ['Poly', 'VVX 41A', false],
    ['Poly', 'Trio 8900', false],
    ['Poly', 'VVX 150 OBi Edition', false],
    ['Poly', 'Edge B20', false],
    ['Poly', 'CCX 500', false],
    ['Poly', 'Rove B2', false],
    ['Poly', 'My VVX 411', false],
    ['Poly', null, false],
    [null, 'VVX 411', false],
    ['Yealink', 'VVX 411', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    const identity = { vendor, model, firmware: null, mac: null, serial: null, kind: null } as const
    const none = { level: 'exact', evidence: [], contradictions: [] } as const
    expect(polyVvx.recognise({ ...identity, ...none, evidence: [], contradictions: [] }, [])).toBe(takes)
  })

  it('has its name, its source, and the capabilities of each family', () => {
    expect([polyVvx.id, polyVvx.vendor, polyVvx.provenance]).toEqual(['poly-vvx', 'Poly', vvxData.provenance])
    const identity = {
      vendor: 'Poly',
      model: 'Edge E350',
      firmware: null,
      mac: null,
      serial: null,
      kind: null,
    }
    expect(polyVvx.capabilitiesOf({ ...identity, level: 'exact', evidence: [], contradictions: [] })).toEqual(
      ['provisioning', 'restart', 'fetch-now'],
    )
  })

  it('has a URL suffix and a source for each family and for each way of a reset', () => {
    for (const family of vvxData.families) {
      const known = provisioningFacts.classes.find(({ id }) => id === family.class)
      expect(known?.suffix, family.name).toMatchObject({
        choices: [{ value: polyVvx.provisioningSuffix?.template }],
      })
    }
    expect(new Set(vvxData.factoryReset.map(({ way }) => way))).toEqual(new Set(['rest', 'web', 'keys']))
  })
})

describe('a configuration file for rehearsal', () => {
  const { configuration } = polyVvx
  const account = {
    ...{ identity: 'a&b@practice.test', user: 'a', authUser: 'au', password: 'p"w', displayName: 'A <B>' },
    ...{ registrar: '192.0.2.1:5070', transport: 'tcp' as const },
  }
  const nextUrl = 'https://192.0.2.1/device/ob/1/lang_en/64167f0a1b2c.cfg'

  it.each([
    ['64167f0a1b2c.cfg', '64167F0A1B2C'],
    ['4825670A1B2C.cfg', '4825670A1B2C'],
    ['0004f20a1b2c.cfg', '0004F20A1B2C'],
    ['000000000000.cfg', null],
    ['001122334455.cfg', null],
    ['64167f0a1b2c-own.cfg', null],
    ['x64167f0a1b2c.cfg', null],
    ['64167f0a1b2c.xml', null],
    ['64167f0a1b2c.cfg.bak', null],
  ])('is named %s: %s', (file, id) => {
    expect(configuration?.hardwareIdOf(file, '')).toBe(id)
  })

  it.each([
    ['FileTransport PolycomVVX-VVX_411-UA/6.4.3.5814 Type/Application', true],
    ['PolycomVVX', false],
    ['', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(configuration?.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the next server without the file, and the account', () => {
    const { mediaType, body } = configuration?.write({ nextUrl, account }) ?? { mediaType: '', body: '' }
    expect(mediaType).toBe('text/xml; charset=utf-8')
    expect(body).toBe(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PHONE_CONFIG>
  <ALL device.set="1" device.prov.serverName.set="1" device.prov.serverName="https://192.0.2.1/device/ob/1/lang_en" device.prov.serverType.set="1" device.prov.serverType="HTTPS" reg.1.address="a&amp;b@practice.test" reg.1.label="A &lt;B&gt;" reg.1.displayName="A &lt;B&gt;" reg.1.auth.userId="au" reg.1.auth.password="p&quot;w" reg.1.server.1.address="192.0.2.1" reg.1.server.1.port="5070" reg.1.server.1.transport="TCPOnly"/>
</PHONE_CONFIG>
`)
    const udp = { ...account, registrar: '192.0.2.1', transport: 'udp' as const }
    expect(configuration?.write({ nextUrl, account: udp }).body).toContain(
      'reg.1.server.1.port="5060" reg.1.server.1.transport="UDPOnly"',
    )
  })

  it('has no account before the sign-in', () => {
    const { body = '' } =
      configuration?.write({ nextUrl: nextUrl.replace('https', 'http'), account: null }) ?? {}
    expect(body).toContain('device.prov.serverType="HTTP"')
    expect(body).not.toContain('reg.1')
  })
})
