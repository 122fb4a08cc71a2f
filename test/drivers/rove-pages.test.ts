/** What the Rove driver reads and writes, as text: menu, pages, form, configuration files. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configuration } from '#electron/drivers/poly-rove/configuration.ts'
import { parseMenu } from '#electron/drivers/poly-rove/menu-parser.ts'
import { parsePage } from '#electron/drivers/poly-rove/page-parser.ts'
import { formKeyOf, parameterList, plain, sameLabel } from '#electron/drivers/poly-rove/pages.ts'
import { handsetsOn } from '#electron/drivers/poly-rove/settings.ts'
import { formKey } from '#electron/practice/kit/obi-software.ts'
import { pageXml } from '#electron/practice/poly-rove/page-xml.ts'
import { parseProfile } from '#electron/practice/poly-rove/profile.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import fc from '#test/support/property.ts'

describe('the menu', () => {
  it('gives the file of each title', () => {
    const menu = parseMenu(
      `<li><a href="#" onclick="e('DI_S_.xml')">System Status</a></li>
       <a href="#" onclick="e('DM_S_.xml')" class="x">Auto Provisioning</a>
       <a href="#" onclick='e("no")'>Quoted otherwise</a><a href="/y">No script</a>
       <A HREF="#" ONCLICK="e('DW_HS_.xml')">Handset Summary</A>
       <a href="#" onclick="e('OTHER.xml')">Auto Provisioning</a>`,
    )
    expect([...menu]).toEqual([
      ['systemstatus', 'DI_S_.xml'],
      ['autoprovisioning', 'DM_S_.xml'],
      ['handsetsummary', 'DW_HS_.xml'],
    ])
  })
  it('of any text is a map', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom(`onclick="e('`, `')"`, '>', '<a '))
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(parseMenu(pieces.join(''))).toBeInstanceOf(Map)
      }),
    )
  })
})

const page = (parameters: string) =>
  `<?xml version="1.0"?><model reboot_req="true"><object name="ITSP Provisioning">${parameters}</object></model>`

describe('a page', () => {
  it('gives its parameters; without `current` a value is at its default', () => {
    expect(
      parsePage(
        page(`<parameter name="ConfigUrl" access="readWrite"><syntax><string/></syntax>
            <value hash="7F7D0175" type="input" default="" current="http://a/?b&amp;c=&quot;"/></parameter>
          <parameter name="Interval" access="readOnly"><value hash="1" default="0"/></parameter>
          <parameter name="Method" access="readWrite"><value hash="2" type="select" default="Disabled" current="">
            <option>Disabled</option></value></parameter>
          <parameter name="no value"/><parameter><value hash="3"/></parameter>`),
      ),
    ).toEqual({
      rebootRequired: true,
      parameters: [
        {
          group: 'ITSP Provisioning',
          label: 'ConfigUrl',
          hash: '7f7d0175',
          writable: true,
          factory: '',
          current: 'http://a/?b&c="',
        },
        {
          group: 'ITSP Provisioning',
          label: 'Interval',
          hash: '1',
          writable: false,
          factory: '0',
          current: null,
        },
        {
          group: 'ITSP Provisioning',
          label: 'Method',
          hash: '2',
          writable: true,
          factory: 'Disabled',
          current: '',
        },
      ],
    })
  })

  it.each([
    ['nothing', ''],
    ['text', '401 Unauthorized'],
    ['HTML', '<html><body><h1>Not Found</h1></body></html>'],
    ['a page without parameters', page('')],
    ['half a page', page('<parameter name="A"><value hash="1" default=""/></parameter>').slice(0, -20)],
    ['another document', '<ParameterList><O><N>a</N></O></ParameterList>'],
    ['a bomb', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><model>&c;</model>'],
  ])('%s is none', (_what, text) => {
    expect(parsePage(text)).toBeNull()
  })

  it('of any text is a page or none', () => {
    const whole = page('<parameter name="A" access="readWrite"><value hash="1" current="x"/></parameter>')
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, to, between) => {
        const read = parsePage(whole.slice(0, from) + between + whole.slice(to))
        expect(read === null || read.parameters.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('is read as the practice base wrote it, whatever its values hold', () => {
    // XML 1.0 has no place for control characters, and attributes fold line breaks
    const value = fc.string({ unit: 'grapheme' }).filter((each) => !/[\p{Cc}\u{FFFE}\u{FFFF}]/u.test(each))
    fc.assert(
      fc.property(value, value, (factory, current) => {
        const xml = pageXml(
          {
            file: 'A.xml',
            menu: 'M',
            title: 'T',
            groups: [{ title: 'G', parameters: [{ name: 'X.A', label: 'A', factory, access: 'readWrite' }] }],
          },
          { current: () => current, rebootRequired: false },
        )
        expect(parsePage(xml)?.parameters[0]).toMatchObject({ factory, current, hash: formKeyOf('X.A') })
      }),
    )
  })
})

describe('form keys', () => {
  it.each([
    ['X_DeviceManagement.ITSPProvisioning.Method', '79d6d10d'],
    ['X_DeviceManagement.ITSPProvisioning.Interval', '4e5fccb1'],
    ['X_DeviceManagement.ITSPProvisioning.ConfigURL', '7f7d0175'],
    ['', '1505'],
  ])('%s is %s', (name, key) => expect(formKeyOf(name)).toBe(key))

  it('are what the practice base computes by another way', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => formKeyOf(name) === formKey(name)))
  })

  it('and values come out of the form as they went in', () => {
    const field = fc.string({ unit: 'grapheme' }).filter((each) => each.isWellFormed())
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (pairs) => {
        const sent = new URLSearchParams({ ParameterList: parameterList(pairs) }).toString()
        const list = new URLSearchParams(sent).get('ParameterList') ?? ''
        expect(list.split('&').map((pair) => pair.split('=').map(decodeURIComponent))).toEqual(pairs)
      }),
    )
  })
})

it.each([
  ['ConfigURL', 'Config Url', true],
  ['Config_Url', 'configurl', true],
  ['ConfigUrl', 'ConfigUrl2', false],
])('labels %s and %s are the same: %s', (a, b, same) => expect(sameLabel(a, b)).toBe(same))

it('a label is plain once', () => {
  fc.assert(fc.property(fc.string(), (label) => plain(plain(label)) === plain(label)))
})

describe('handsets', () => {
  const summary = (fields: Readonly<Record<string, string>>) => ({
    rebootRequired: false,
    parameters: Object.entries(fields).map(([label, current]) => ({
      group: '',
      label,
      hash: '',
      writable: false,
      factory: '',
      current,
    })),
  })
  it('come by slot; a slot without an IPEI is free', () => {
    expect(
      handsetsOn(
        summary({
          Handset10IPEI: '03717C0E1B',
          Handset10ExtensionStatus: 'Not Registered',
          Handset2IPEI: '',
          Handset1IPEI: '03717C0E0A',
          Handset1Status: 'Idle RSSI=216',
          Handset1FWVersion: '8.0.3.0010',
          Handset1ExtensionStatus: 'Registered (server=127.0.0.1)',
          Extension: 'no handset',
        }),
      ).handsets.map(({ slot, ipei, state, firmware, registration, hardwareId }) => [
        slot,
        ipei,
        hardwareId,
        state,
        firmware,
        registration,
      ]),
    ).toEqual([
      [1, '03717C0E0A', '0003717C0E0A', 'Idle RSSI=216', '8.0.3.0010', 'registered'],
      [10, '03717C0E1B', '0003717C0E1B', '', null, 'not-registered'],
    ])
  })
  it.each([
    ['Registered', 'registered'],
    ['Not Registered', 'not-registered'],
    ['Service Not Configured', 'not-registered'],
    ['Register Failed: 401', 'not-registered'],
    ['Umbuchung läuft', 'not-known'],
  ])('ExtensionStatus %s is %s', (word, registration) => {
    const { handsets } = handsetsOn(summary({ Handset1IPEI: '03717C0E0A', Handset1ExtensionStatus: word }))
    const [handset] = handsets
    expect(handset?.registration).toBe(registration)
  })
  it.each(['FFFFFFFFFF', '03717C', 'no handset'])('a slot that holds %s hides no other', (text) => {
    const { handsets, unreadable } = handsetsOn(
      summary({ Handset1IPEI: '03717C0E0A', Handset2IPEI: text, Handset3IPEI: '03717C0E1B' }),
    )
    expect(handsets.map(({ slot, ipei }) => [slot, ipei])).toEqual([
      [1, '03717C0E0A'],
      [3, '03717C0E1B'],
    ])
    expect(unreadable).toEqual([{ slot: 2, text }])
  })
})

describe('configuration files', () => {
  it.each([
    ['0003717C0E0A.cfg', '0003717C0E0A'],
    ['0003717c0e0a.CFG', '0003717C0E0A'],
    ['4825670A1B2C.cfg', null],
    ['0003717C0E0A.xml', null],
    ['0003717C0E0A', null],
    ['x0003717C0E0A.cfg', null],
    ['0003717C0E0A.cfg.cfg', null],
    ['', null],
  ])('%s is asked for by %s', (name, id) => expect(configuration.hardwareIdOf(name, '')).toBe(id))

  it('any name has an owner or none', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const id = configuration.hardwareIdOf(`${name}.cfg`, '')
        expect(id === null || id.length === 12).toBe(true)
      }),
    )
  })

  it('are read by a practice handset as they were meant', () => {
    // a reader of XML text trims it; control characters have no place in XML 1.0
    const word = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((each) => each.trim())
      .filter((each) => each !== '' && !/[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/u.test(each))
    const account = fc.record({
      user: word,
      domain: fc.domain(),
      authUser: word,
      password: word,
      displayName: word,
      port: fc.integer({ min: 1, max: 65_535 }),
      transport: fc.constantFrom('udp' as const, 'tcp' as const),
    })
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.option(account), (nextUrl, given) => {
        const registrar = `127.0.0.1:${given?.port ?? 0}`
        const identity = `${encodeURIComponent(given?.user ?? '')}@${given?.domain ?? ''}`
        const { body } = configuration.write({
          nextUrl,
          account: given === null ? null : { ...given, user: given.user, identity, registrar },
        })
        expect(parseProfile(body)).toEqual({
          configUrl: nextUrl,
          account:
            given === null
              ? null
              : {
                  identity,
                  authUser: given.authUser,
                  password: given.password,
                  registrar,
                  transport: given.transport,
                  displayName: given.displayName,
                },
        })
      }),
    )
  })
})

describe('a value with character references', () => {
  const file = 'http/h04-rove-numeric-entity.xml'
  it.skipIf(caseMissing(file) !== '')(`is read in the field case${caseMissing(file)}`, () => {
    const page = parsePage(readFileSync(fieldCase(file), 'utf8'))
    expect(page?.parameters[0]?.current).toBe('http://x.test/?a=1&b=2')
  })

  it.each([
    ['http://x.test/?a=1&#38;b=2', 'http://x.test/?a=1&b=2'],
    ['a&#x26;b &amp; &lt;c&gt; &quot;d&#34;', 'a&b & <c> "d"'],
    ['&amp;#38;', '&#38;'],
  ])('%s is read as %s', (written, read) => {
    const value = `<value hash="7f7d0175" type="input" default="" current="${written}"/>`
    const page = parsePage(
      `<model reboot_req="false"><object name="G"><parameter name="P" access="readWrite">${value}</parameter></object></model>`,
    )
    expect(page?.parameters[0]?.current).toBe(read)
  })
})
