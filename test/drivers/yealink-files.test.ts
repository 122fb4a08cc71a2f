/** Facts of the Yealink drivers: which models they are for, the files of rehearsals, corrections at a real device. */
import { describe, expect, it } from 'vitest'
import { yealinkFacts } from '#electron/drivers/yealink/data.ts'
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import { codeOf, kitWith, servletDevice, url } from './yealink-device.ts'

const identity = (vendor: string | null, model: string | null) => ({
  ...{ vendor, model, firmware: null, kind: null, mac: null, serial: null },
  ...{ level: 'exact' as const, evidence: [], contradictions: [] },
})

describe('a model', () => {
  it.each<[string | null, string | null, 'phone' | 'base' | null]>([
    ['Yealink', 'SIP-T46U', 'phone'],
    ['Yealink', 'T42S', 'phone'],
    ['YEALINK', 'Yealink SIP-T57W', 'phone'],
    ['Yealink', 'SIP-T21P_E2', 'phone'],
    ['Yealink', 'T54W', 'phone'],
    ['Yealink', 'W70B', 'base'],
    ['Yealink', 'W70B EMEA', 'base'],
    ['Yealink', 'W90 NOAM', 'base'],
    ['Yealink', 'W80DM', 'base'],
    // other interfaces
    ['Yealink', 'SIP-T21P', null],
    ['Yealink', 'SIP-T28P', null],
    ['Yealink', 'T58W', null],
    // a handset has no address
    ['Yealink', 'W73H', null],
    ['Yealink', 'my SIP-T46U', null],
    ['Yealink', null, null],
    [null, 'SIP-T46U', null],
    ['Snom', 'SIP-T46U', null],
  ])('%s %s is a %s', (vendor, model, expected) => {
    const given = identity(vendor, model)
    expect([yealinkPhone.recognise(given, []), yealinkBase.recognise(given, [])]).toEqual([
      expected === 'phone',
      expected === 'base',
    ])
  })

  it('has the capabilities of its kind', () => {
    const given = identity('Yealink', null)
    expect([yealinkPhone, yealinkBase].map((driver) => [driver.id, driver.capabilitiesOf(given)])).toEqual([
      ['yealink-phone', ['provisioning', 'restart', 'fetch-now']],
      ['yealink-dect', ['provisioning', 'handsets', 'restart', 'fetch-now']],
    ])
  })

  it('has the bare URL of its region, and the source of its driver', () => {
    expect(yealinkPhone.provisioningSuffix).toMatchObject({
      template: '',
      provenance: { confidence: 'documented' },
    })
    expect(yealinkBase.provisioningSuffix).toMatchObject({
      template: '',
      provenance: { confidence: 'inferred' },
    })
    expect(yealinkPhone.provenance.confidence).toBe('seen-in-public-code')
    expect(yealinkBase.provenance.confidence).toBe('inferred')
    expect([yealinkPhone.vendor, yealinkPhone.folder, yealinkBase.folder]).toEqual([
      'Yealink',
      'yealink',
      'yealink',
    ])
  })
})

describe('a plan', () => {
  const done = { body: '{"authstatus":"done"}' }

  it('of a base has the source of a base', async () => {
    const base = await yealinkBase.connect(kitWith(servletDevice(), done))
    expect((await base.provisioning?.plan(url))?.provenance).toEqual(yealinkBase.provenance)
  })

  it.each([
    '',
    'ftp://192.0.2.1/',
    '192.0.2.1',
    'http://',
    'http:///x',
    'http://192.0.2.1/a b',
    'xhttp://192.0.2.1',
  ])('for %j is not made', async (wrong) => {
    const phone = await yealinkPhone.connect(kitWith(servletDevice(), done))
    expect(await codeOf(phone.provisioning?.plan(wrong))).toBe('url-not-allowed')
  })

  it.each(['https://a', 'HTTP://192.0.2.1:8080/tenantid/1'])('for %j is made', async (right) => {
    const phone = await yealinkPhone.connect(kitWith(servletDevice(), done))
    expect((await phone.provisioning?.plan(right))?.edits).toMatchObject([{ after: right }])
  })
})

describe('a correction', () => {
  it('chooses another cipher of a sign-in, of those that are known for it', async () => {
    const problems = yealinkFacts.correct(
      [
        { pointer: '/servlets/0/signIn/cipher', from: 'rsa', to: 'rsa-aes' },
        { pointer: '/json/signIn/cipher', from: 'rsa', to: 'rsa-aes' },
      ],
      { source: 'a technician', confidence: 'field-report' },
    )
    try {
      expect([...problems]).toEqual([['/json/signIn/cipher', 'not-valid']])
      const kit = kitWith(servletDevice(), { body: '{"authstatus":"done"}' })
      await yealinkPhone.connect(kit)
      expect(kit.signIns).toMatchObject([
        {
          form: {
            cipher: 'rsa-aes',
            userField: 'username',
            textField: 'pwd',
            keyField: 'rsakey',
            vectorField: 'rsaiv',
          },
        },
      ])
    } finally {
      yealinkFacts.correct([], { source: '', confidence: 'ours' })
    }
  })
})

describe('a configuration file', () => {
  const { configuration } = yealinkPhone
  it.each([
    ['805ec00a1b2c.cfg', '805EC00A1B2C'],
    ['805EC00A1B2C.CFG', '805EC00A1B2C'],
    ['64167f0a1b2c.cfg', null],
    ['x805ec00a1b2c.cfg', null],
    ['805ec00a1b2c.cfg.bak', null],
    ['805ec00a1b2.cfg', null],
    ['805ec00a1b2c.boot', null],
    ['y000000000108.cfg', null],
  ])('%s is for %s', (name, expected) => {
    expect(configuration?.hardwareIdOf(name, '')).toBe(expected)
  })

  it.each([
    ['Yealink SIP-T46U 108.86.5.1 80:5e:c0:0a:1b:2c', true],
    ['yealink SIP-T18 18.0.0.80', true],
    ['Yealink', false],
    ['my Yealink SIP-T46U', false],
    ['', false],
  ])('is asked for by %j: %s', (text, expected) => {
    expect(configuration?.isUserAgent(text)).toBe(expected)
  })

  it('has the folder of the next stage alone, or with an account', () => {
    const nextUrl = 'http://192.0.2.1/next/805ec00a1b2c.cfg'
    const account = {
      ...{ identity: 'desk@practice.test', user: 'desk', authUser: 'auth', password: 'a = "b"' },
      ...{ displayName: 'A\r\naccount.2.enable = 1', registrar: '192.0.2.1:5062', transport: 'udp' as const },
    }
    expect(configuration?.write({ nextUrl, account: null })).toEqual({
      mediaType: 'text/plain; charset=utf-8',
      body: '#!version:1.0.0.1\nstatic.auto_provision.server.url = http://192.0.2.1/next\n',
    })
    expect(configuration?.write({ nextUrl, account }).body.split('\n')).toEqual([
      '#!version:1.0.0.1',
      'static.auto_provision.server.url = http://192.0.2.1/next',
      'account.1.enable = 1',
      'account.1.label = A account.2.enable = 1',
      'account.1.display_name = A account.2.enable = 1',
      'account.1.user_name = desk@practice.test',
      'account.1.auth_name = auth',
      'account.1.password = a = "b"',
      'account.1.sip_server.1.address = 192.0.2.1',
      'account.1.sip_server.1.port = 5062',
      'account.1.sip_server.1.transport_type = 0',
      '',
    ])
    const tcp = { ...account, registrar: 'pbx.example', transport: 'tcp' as const }
    expect(configuration?.write({ nextUrl, account: tcp }).body).toMatch(
      /\.address = pbx\.example\n.*\.port = 5060\n.*\.transport_type = 1\n/,
    )
  })
})
