/** The pages of Cisco phones and adapters as the driver reads them, and the settings in them. */
import { describe, expect, it } from 'vitest'
import { ciscoData } from '#electron/drivers/cisco/data.ts'
import { type PageField, readPage } from '#electron/drivers/cisco/page.ts'
import { isAta, isMpp } from '#electron/drivers/cisco/recognise.ts'
import { refusePasswordChange, targetOf } from '#electron/drivers/cisco/replies.ts'
import { descriptionIn, editsFor, fieldOf, readBackOf, settingsIn } from '#electron/drivers/cisco/settings.ts'
import type { Sighting } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'

const field = (over: Partial<PageField> = {}): PageField => ({
  ...{ section: 'Provisioning', label: 'Profile Rule', name: '26000', value: '/$PSN.xml', isSecret: false },
  ...over,
})

describe('a field', () => {
  it.each<[string, PageField[]]>([
    [
      '<div id="Provisioning"><table><tr><td>Profile Rule:</td><td><input type="text" name="26000" value="/$PSN.xml"></td></tr></table></div>',
      [field()],
    ],
    ['<TD> Profile Rule : </TD><TD><INPUT NAME="1"></TD>', [field({ section: '', name: '1', value: '' })]],
    [
      '<td>Profile Rule: <input type="TEXT" name="1" value="a">',
      [field({ section: '', name: '1', value: 'a' })],
    ],
    [
      '<td>Provision Enable:</td><td><select name="2"><option>Yes</option><option selected>No</option></select></td>',
      [field({ section: '', label: 'Provision Enable', name: '2', value: 'No' })],
    ],
    [
      '<td>A</td><td><select name="2"><option>Yes<option> No </select></td><td>B</td><td><select name="3"></select></td>',
      [
        field({ section: '', label: 'A', name: '2', value: 'Yes' }),
        field({ section: '', label: 'B', name: '3', value: '' }),
      ],
    ],
    [
      '<td>A</td><td><select name="2"><option>1<option selected>2<option>3</select>',
      [field({ section: '', label: 'A', name: '2', value: '2' })],
    ],
    [
      '<td>A</td><td><select name="2"><option value="n">No</option><option value="y" selected>Yes</option><option value="z">Z</select>',
      [field({ section: '', label: 'A', name: '2', value: 'y' })],
    ],
    [
      '<div id="Ext 1"><td>Auth</td><td><input type="Password" name="P7" value="x"></td><td>SIP Password</td><td><input name="8"></td></div>',
      [
        field({ section: 'Ext 1', label: 'Auth', name: 'P7', value: 'x', isSecret: true }),
        field({ section: 'Ext 1', label: 'SIP Password', name: '8', value: '', isSecret: true }),
      ],
    ],
    [
      '<div id="a"><div><td>A</td><td><input name="1"></td></div></div><div id="b"></div><td>B</td><td><input name="2"></td>',
      [
        field({ section: 'a', label: 'A', name: '1', value: '' }),
        field({ section: '', label: 'B', name: '2', value: '' }),
      ],
    ],
    // no label, no name, a second field, another type, a label of another row
    ['<td><input name="1"></td>', []],
    ['<td>A</td><td><input value="1"></td>', []],
    ['<td>A</td><td><select><option>1</select></td>', []],
    [
      '<td>A</td><td><input name="1"><input name="2"></td>',
      [field({ section: '', label: 'A', name: '1', value: '' })],
    ],
    ['<td>A</td><td><input type="checkbox" name="1"><input type="submit" name="2"></td>', []],
    ['<tr><td>A</td></tr><tr><td><input name="1"></td></tr>', []],
    ['<td>A</td><table><td><input name="1"></td></table>', []],
    [
      '<option selected>x</option><td>A</td><td><input name="1"></td>',
      [field({ section: '', label: 'A', name: '1', value: '' })],
    ],
  ])('of %s', (html, fields) => {
    expect(readPage(html).fields).toEqual(fields)
  })

  it('of any page with labels and values is found again by its label', () => {
    const label = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,20}[A-Za-z0-9]$/)
    const value = fc.stringMatching(/^[ -~]{0,30}$/)
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ label, value, isSelect: fc.boolean() }), {
          selector: (each) => each.label,
          maxLength: 12,
        }),
        fc.constantFrom('', ':', ' : '),
        (rows, colon) => {
          const cells = rows.map(({ label: text, value: held, isSelect }, at) =>
            isSelect
              ? `<td>${text}${colon}</td><td><select name="${at + 1}"><option value="no">a</option><option value="${escaped(held)}" selected>b</option></select></td>`
              : `<td>${text}${colon}</td><td><input name="${at + 1}" value="${escaped(held)}"></td>`,
          )
          const page = readPage(
            `<form><div id="x"><table><tr>${cells.join('</tr><tr>')}</tr></table></div></form>`,
          )
          expect(page.fields.map((each) => [each.section, each.label, each.name, each.value])).toEqual(
            rows.map(({ label: text, value: held }, at) => ['x', text, String(at + 1), held]),
          )
        },
      ),
    )
  })

  it('of any text is a list of named fields with labels', () => {
    const piece = fc.constantFrom(
      ...[
        '<td>',
        '</td>',
        '<tr>',
        '<table>',
        '<div id="a">',
        '</div>',
        '<input name="1">',
        '<select name="2">',
      ],
      ...[
        '<option>',
        '</option>',
        '</select>',
        'Profile Rule:',
        '<form action="x">',
        '<',
        '"',
        '<input type=password>',
      ],
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 24 }), (pieces) => {
        for (const { label, name } of readPage(pieces.join('')).fields) {
          expect(label).not.toBe('')
          expect(name).not.toBe('')
        }
      }),
    )
  })
})

describe('a row', () => {
  it.each([
    [
      '<div id="Info"><tr><td>Product Name:</td><td> CP-8851-3PCC </td></tr></div>',
      [['Info', 'Product Name', 'CP-8851-3PCC']],
    ],
    [
      '<tr><td>Host Name:</td><td></td></tr><tr><td>Domain</td><td>a</td></tr>',
      [
        ['', 'Host Name', ''],
        ['', 'Domain', 'a'],
      ],
    ],
    [
      '<td>A</td><td>1</td><td>B</td><td>2</td>',
      [
        ['', 'A', '1'],
        ['', 'B', '2'],
      ],
    ],
    ['<td>Title</td><tr><td>A</td><td>1</td></tr>', [['', 'A', '1']]],
    ['<td>out<table><tr><td>A</td><td>1</td></tr></table></td>', [['', 'A', '1']]],
    ['<td></td><td>A</td><td>1</td>', [['', 'A', '1']]],
    ['text<td>A</td>text<td>1</td>', [['', 'A', '1']]],
  ])('of %s', (html, rows) => {
    expect(readPage(html).rows.map(({ section, label, text }) => [section, label, text])).toEqual(rows)
  })

  it('forms and password fields are listed', () => {
    const { actions, passwords } = readPage(
      '<form action="bcisco.csc"></form><form><input type="password" name="pwd"><input type="password"></form>',
    )
    expect({ actions, passwords }).toEqual({ actions: ['bcisco.csc', null], passwords: ['pwd', ''] })
  })
})

const pageOf = (...fields: PageField[]) => ({ fields, rows: [], actions: [], passwords: [] })
const enable = field({ label: 'Provision Enable', name: '1', value: 'No' })

describe('the settings of a page', () => {
  it('are those of the sections, once, without passwords', () => {
    const page = pageOf(
      ...[field(), field({ value: 'again' }), field({ label: 'Key', isSecret: true, value: 'x' })],
      field({ section: 'Other' }),
    )
    expect(settingsIn(page, ['Provisioning'])).toEqual([
      {
        ...{ id: 'Provisioning.Profile Rule', page: 'Voice', group: 'Provisioning', label: 'Profile Rule' },
        ...{ value: '/$PSN.xml', isDefault: false, writable: true },
      },
      {
        ...{ id: 'Provisioning.Key', page: 'Voice', group: 'Provisioning', label: 'Key' },
        ...{ value: null, isDefault: false, writable: true },
      },
    ])
  })

  const wanted = { section: 'Provisioning', label: 'Profile Rule' }
  it.each([
    ['in its section', [field({ section: 'a', name: '1' }), field({ name: '2' })], '2'],
    ['elsewhere, alone', [field({ section: 'a', name: '1' }), field({ label: 'b' })], '1'],
    ['elsewhere, twice', [field({ section: 'a' }), field({ section: 'b' })], undefined],
    ['not at all', [field({ label: 'Profile Rule B' })], undefined],
  ])('have a field %s', (_where, fields, name) => {
    expect(fieldOf(pageOf(...fields), wanted)?.name).toBe(name)
  })

  it('become the edits of a plan', () => {
    const url = 'http://192.0.2.1/$PSN.xml'
    const rule = {
      ...{ id: 'Provisioning.Profile Rule', page: 'Voice', group: 'Provisioning', label: 'Profile Rule' },
      ...{ before: '/$PSN.xml', after: url, secret: false },
      provenance: { source: expect.stringContaining('Configure SIP Gateway'), confidence: 'documented' },
    }
    expect(editsFor(pageOf(field(), enable), url)).toMatchObject([
      { label: 'Provision Enable', before: 'No', after: 'Yes', provenance: { confidence: 'inferred' } },
      rule,
    ])
    expect(editsFor(pageOf(field()), url)).toEqual([rule])
    expect(() => editsFor(pageOf(enable), url)).toThrow(
      expect.objectContaining({
        code: 'setting-missing',
        facts: { setting: 'Profile Rule', group: 'Provisioning', page: 'Voice' },
      }),
    )
  })

  it.each(['', 'ftp://a/', 'http://', 'http:///a', 'http://a/ b', ' http://a/', 'x http://a/', 'http://?a'])(
    'do not take the URL %j',
    (url) => {
      expect(() => editsFor(pageOf(field()), url)).toThrow(
        expect.objectContaining({ code: 'url-not-allowed', facts: { url } }),
      )
    },
  )

  it('are read back', () => {
    const [edit] = editsFor(pageOf(field()), 'HTTPS://a.example')
    if (edit === undefined) throw new Error('no edit')
    expect(readBackOf(pageOf(field({ value: 'HTTPS://a.example' })), edit)).toEqual({
      ...edit,
      ...{ result: 'set', found: 'HTTPS://a.example' },
    })
    expect(readBackOf(pageOf(field()), edit)).toMatchObject({ result: 'refused', found: '/$PSN.xml' })
    expect(readBackOf(pageOf(), edit)).toMatchObject({ result: 'refused', found: null })
  })
})

describe('the identity of a page', () => {
  const labels = ciscoData.ata.identity
  const of = (rows: Readonly<Record<string, string>>) => ({
    ...pageOf(),
    rows: Object.entries(rows).map(([label, text]) => ({ section: '', label, text })),
  })
  it('is in its rows, without the date of the firmware', () => {
    const rows = {
      ...{ 'Product Name': 'ATA191-MPP', 'Software Version': '11-2-2MPP0101-013 Apr 25 2022' },
      ...{ 'MAC Address': '00562B0A1910', 'Serial Number': 'FCH1', 'Hardware Version': 'V01' },
    }
    expect(descriptionIn(of(rows), labels)).toEqual({
      ...{ vendor: 'Cisco', model: 'ATA191-MPP', firmware: '11-2-2MPP0101-013', mac: '00:56:2B:0A:19:10' },
      ...{ serial: 'FCH1', hardware: 'V01', upFor: null },
    })
  })
  it('leaves absent facts null', () => {
    const rows = { 'Product Name': 'x', 'MAC Address': 'none', 'Serial Number': '' }
    expect(descriptionIn(of(rows), labels)).toEqual({
      ...{
        vendor: 'Cisco',
        model: 'x',
        firmware: null,
        mac: null,
        serial: null,
        hardware: null,
        upFor: null,
      },
    })
    expect(descriptionIn(of({ 'Product Name': '' }), labels)).toBeNull()
    expect(descriptionIn(of({}), labels)).toBeNull()
  })
})

describe('a demand for a new password', () => {
  const secret = field({ isSecret: true })
  it.each([
    [['a', 'b'], [], true],
    [['a', 'b'], [secret], true],
    [['a', 'b'], [secret, field()], false],
    [['a'], [], false],
    [[], [], false],
  ])('with the password fields %j', (passwords, fields, isDemand) => {
    const refuse = () => refusePasswordChange({ address: '192.0.2.1' }, { ...pageOf(...fields), passwords })
    if (!isDemand) expect(refuse).not.toThrow()
    else {
      expect(refuse).toThrow(
        expect.objectContaining({ code: 'password-change-needed', facts: { address: '192.0.2.1' } }),
      )
    }
  })

  it.each([
    ['bcisco.csc', '/admin/advanced', '/admin/bcisco.csc'],
    ['/bcisco.csc', '/admin/advanced', '/bcisco.csc'],
    ['', '/admin/voice/', '/admin/voice/'],
    ['http://192.0.2.9/a', '/admin/voice/', null],
  ])('the form %j of the page %s goes to %s', (action, from, to) => {
    expect(targetOf(action, from)).toBe(to)
  })
})

describe('a Cisco device', () => {
  const known = (model: string | null, firmware: string | null = null, vendor: string | null = 'Cisco') => ({
    ...{ vendor, model, firmware },
  })
  const seen = (raw: string): Sighting => ({
    address: '192.0.2.1',
    port: 80,
    protocol: 'http.title',
    raw,
    at: 1,
  })

  it.each<[ReturnType<typeof known>, string[], 'mpp' | 'ata' | null]>([
    [known('CP-8851-3PCC'), ['x'], 'mpp'],
    [known('CP8851-3PCC'), ['x'], 'mpp'],
    [known('8851', 'sip88xx.12-0-3MPP0101-345'), [], 'mpp'],
    [known('8851'), ['CP-8851-3PCC Configuration Utility'], 'mpp'],
    [known('cp-6821'), ['12-0-3MPP'], 'mpp'],
    [known('8851'), [], 'mpp'],
    [known('CP-8865NR', 'sip88xx.12-1-1SR1-4.loads'), [], null],
    [known('8811'), ['Cisco IP Phone 8811'], null],
    [known('CP-8875', '3.3.1'), ['MPP'], null],
    [known('9841'), [], null],
    [known('88511'), [], null],
    [known('x8851'), [], null],
    [known('8851', null, 'Another'), [], null],
    [known('8851', null, null), [], null],
    [known('8851', null, 'CISCO'), [], 'mpp'],
    [known(null), [], null],
    [known(null), ['MPP'], null],
    [known('ATA191-MPP'), ['x'], 'ata'],
    [known('ATA 192', '11-2-2MPP0101-013'), [], 'ata'],
    [known('ata-192'), [], 'ata'],
    [known('ATA190'), [], null],
    [known('ATA1911'), [], null],
    [known('ATA191', '1.2.2(003)'), [], null],
    [known('SPA-ATA191'), [], null],
  ])('%j with %j: %s', (identity, raws, family) => {
    const sightings = raws.map(seen)
    expect({ mpp: isMpp(identity, sightings), ata: isAta(identity, sightings) }).toEqual({
      mpp: family === 'mpp',
      ata: family === 'ata',
    })
  })
})
