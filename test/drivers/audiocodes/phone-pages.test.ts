/** What the driver for AudioCodes phones reads: description, settings, plan, files. */
import { describe, expect, it } from 'vitest'
import { cfgNameIn, readCfg, writeCfg } from '#electron/drivers/audiocodes/cfg-file.ts'
import { audiocodesPhone } from '#electron/drivers/audiocodes/driver.ts'
import type { Identity } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { codeOf, phone, planned, url } from './phone-device.ts'

const info = 'GET /mainform.cgi/info.htm'
const file = 'GET /mainform.cgi?go=manu_config.htm'
const cfg = 'GET /configuration/C450HD_00908f123456.cfg'

describe('a description', () => {
  const described = async (replies: object) =>
    (await audiocodesPhone.connect(phone({ replies: { ...replies } }))).describe()
  const table = (label: string, value: string) => ({
    [info]: { body: `<table><tr><th>${label}</th><td>${value}</td></tr></table>` },
  })

  it('has the model and the MAC address of the file, the rest of the page', async () => {
    expect(await described({})).toEqual({
      ...{ vendor: 'AudioCodes', model: 'C450HD', firmware: '3.4.8.808', mac: '00:90:8F:12:34:56' },
      ...{ serial: 'GT12', hardware: null, upFor: null },
    })
  })

  it.each([
    ['Software', '2.2.16.681', '2.2.16.681'],
    ['FIRMWARE', '2.0.4_build_12', '2.0.4_build_12'],
    ['Firmware', 'none', null],
    ['IP Address', '192.0.2.1', null],
  ])('reads the firmware of the row %s: %s', async (label, value, firmware) => {
    expect(await described(table(label, value))).toMatchObject({ firmware, serial: null })
  })

  it.each([
    ['without a table', { [info]: { body: '<p>' } }],
    ['without the name of the file', { [file]: { body: "var url='/a.cfg'" } }],
    ['with another status', { [info]: { status: 404 } }],
  ])('fails for a page %s', async (_what, replies) => {
    const kit = phone({ replies })
    const opened = await audiocodesPhone.connect(kit)
    expect(await codeOf(opened.describe())).toBe('unexpected-page')
  })
})

describe('the settings', () => {
  it('are keys of the file without secrets, then the lines', async () => {
    const settings = await (await audiocodesPhone.connect(phone())).read()
    expect(settings.map(({ id, label, value, writable }) => [id, label, value, writable])).toEqual([
      ['provisioning/method', 'Provisioning Method', 'DYNAMIC', true],
      ['provisioning/configuration/url', 'Configuration URL', '', true],
      ['provisioning/http_auth/password', 'provisioning/http_auth/password', null, false],
      ['voip/line/0/auth_password', 'voip/line/0/auth_password', null, false],
      ['line.1.SipStatus', 'SipStatus', 'Registered', false],
      ['line.1.Dnd', 'Dnd', '0', false],
      ['line.2.SipStatus', 'SipStatus', '', false],
    ])
  })

  it('fail for a file without the keys', async () => {
    const opened = await audiocodesPhone.connect(phone({ replies: { [cfg]: { body: 'a=b' } } }))
    expect(await codeOf(opened.read())).toBe('unexpected-page')
  })
})

describe('a plan', () => {
  it('has an edit for the URL and for the method, and works at the next start', async () => {
    const { plan } = await planned(phone())
    const row = { page: 'Automatic Update', group: 'Provisioning', secret: false }
    expect(plan).toMatchObject({
      ...{ after: 'at-next-start', starts: 'restart', provenance: { confidence: 'seen-in-public-code' } },
      edits: [
        { ...row, id: 'provisioning/configuration/url', before: '', after: url },
        { ...row, id: 'provisioning/method', before: 'DYNAMIC', after: 'STATIC' },
      ],
    })
  })

  it.each(['', 'ftp://192.0.2.1', 'http://', 'http://192.0.2.1/a b'])(
    'for %j is not allowed',
    async (wanted) => {
      expect(await codeOf(planned(phone(), wanted))).toBe('url-not-allowed')
    },
  )
})

describe('a configuration file', () => {
  it.each([
    ["var url='/configuration/450HD_00908F123456.cfg'", '450HD', '00908F123456'],
    ["var url='/configuration/405HD-Rev1_00908F123456.cfg'", '405HD', '00908F123456'],
    ['var url = "/c/405_001719abcdef.cfg"', '405', '001719ABCDEF'],
  ])('is named in %s', (page, model, mac) => {
    expect(cfgNameIn(page)).toMatchObject({ model, mac })
  })

  it.each([
    "var url='/configuration/450HD.cfg'",
    "var url='http://192.0.2.7/450HD_00908F123456.cfg'",
    "var url='/configuration/450HD_00908F123456.cfg.bak'",
    "var my='/configuration/450HD_00908F123456.cfg'",
    '',
  ])('is not named in %j', (page) => {
    expect(cfgNameIn(page)).toBeNull()
  })

  it('reads any end of line; the last value counts', () => {
    expect([...readCfg('a=1\r\nb=x=y\n#c\n =d\ra=2 \n')]).toEqual([
      ['a', '2 '],
      ['b', 'x=y'],
    ])
  })

  it('reads what it writes', () => {
    const key = fc.stringMatching(/^[a-z][\w/]{0,30}$/)
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text))
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), (values) => {
        expect([...readCfg(writeCfg(values))]).toEqual(values)
      }),
    )
  })

  it('writes no line that a value smuggles in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readCfg(writeCfg([['a', `${text}\r\nb=1\nb=2\rb=3`]]))
        expect([...read.keys()]).toEqual(['a'])
      }),
    )
  })
})

describe('a file for rehearsal', () => {
  const { configuration } = audiocodesPhone
  const nextUrl = 'http://192.0.2.1/device/ob/1/lang_en/00908F123456.cfg?a=1'
  const account = {
    ...{ identity: 'a@practice.test', user: 'a', authUser: 'au', password: 'p=w', displayName: 'A\nB' },
    ...{ registrar: '192.0.2.1:5070', transport: 'tcp' as const },
  }

  it.each([
    ['00908F123456.cfg', '00908F123456'],
    ['001719abcdef.cfg', '001719ABCDEF'],
    ['001122334455.cfg', null],
    ['00908F123456.ini', null],
    ['x00908F123456.cfg', null],
    ['00908F123456.cfg.bak', null],
  ])('is named %s: %s', (name, id) => {
    expect(configuration?.hardwareIdOf(name, '')).toBe(id)
  })

  it.each([
    ['AUDC-IPPhone/2.2.16.681 (405HD-Rev1; 00908F123456)', true],
    ['AUDC/3.4.8.808 AUDC-IPPhone-C450HD_UC_3.4.8.808/1', true],
    ['Mozilla/4.0 (compatible; AudioCodes; MP-118;6.60A;00908F123456;1)', false],
    ['', false],
  ])('is for the User-Agent %j: %s', (agent, isOwn) => {
    expect(configuration?.isUserAgent(agent)).toBe(isOwn)
  })

  it('names the next URL and the account', () => {
    expect(configuration?.write({ nextUrl, account })).toEqual({
      mediaType: 'text/plain; charset=utf-8',
      body: `provisioning/method=STATIC
provisioning/configuration/url=${nextUrl}
voip/line/0/enabled=1
voip/line/0/id=a
voip/line/0/description=A B
voip/line/0/auth_name=au
voip/line/0/auth_password=p=w
voip/signalling/sip/transport_protocol=TCP
voip/signalling/sip/use_proxy=1
voip/signalling/sip/proxy_address=192.0.2.1
voip/signalling/sip/proxy_port=5070
voip/signalling/sip/sip_registrar/enabled=1
voip/signalling/sip/sip_registrar/addr=192.0.2.1
voip/signalling/sip/sip_registrar/port=5070
`,
    })
  })

  it('has no account before the sign-in', () => {
    expect(configuration?.write({ nextUrl, account: null }).body).not.toContain('voip/')
  })
})

describe('which devices it takes', () => {
  const identity = (
    vendor: string | null,
    model: string | null,
    firmware: string | null = null,
  ): Identity => ({
    ...{ vendor, model, firmware, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each<[string | null, string | null, string | null, boolean]>([
    ['AudioCodes', 'C450HD', '3.4.8.808', true],
    ['audiocodes', 'AudioCodes 405', null, true],
    ['AudioCodes', 'IP Phone 440HDG', '2.2.16.681', true],
    ['AudioCodes', 'C450HD', '1.19.5', false],
    ['AudioCodes', 'MP-118', null, false],
    ['AudioCodes', 'C470HD', null, false],
    ['AudioCodes', null, null, false],
    [null, 'C450HD', null, false],
    ['Another', 'C450HD', null, false],
  ])('%s %s %s: %s', (vendor, model, firmware, takes) => {
    expect(audiocodesPhone.recognise(identity(vendor, model, firmware), [])).toBe(takes)
    expect(audiocodesPhone.capabilitiesOf(identity(vendor, model))).toEqual([
      'provisioning',
      'restart',
      'fetch-now',
    ])
  })

  it('have the URL without a suffix', () => {
    expect(audiocodesPhone.provisioningSuffix?.template).toBe('')
    expect(audiocodesPhone.provenance.confidence).toBe('seen-in-public-code')
  })
})
