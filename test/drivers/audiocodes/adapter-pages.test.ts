/** The ini file of an adapter, and what the drivers show of it. */
import { describe, expect, it } from 'vitest'
import {
  adapterEdits,
  adapterReadBack,
  iniSettings,
  portsIn,
} from '#electron/drivers/audiocodes/adapter-settings.ts'
import { audiocodesData } from '#electron/drivers/audiocodes/data.ts'
import { audiocodesMediant } from '#electron/drivers/audiocodes/driver.ts'
import { fitsIni, type IniFile, readIni, writeIni } from '#electron/drivers/audiocodes/ini-file.ts'
import type { PunchdownError } from '#shared/errors.ts'
import type { Identity } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'

const sample = `;**************
;** Ini File **
;Board: MP-112 FXS
;Software Version: 6.60A.367.005

[SYSTEM Params]
IniFileURL = 'https://192.0.2.1/a;b=c'
AutoUpdateCmpFile = 1
DNSPriServerIP = 192.0.2.53

[ ProxyIp ]
FORMAT ProxyIp_Index = ProxyIp_IpAddress, ProxyIp_TransportType, ProxyIp_ProxySetId;
ProxyIp 0 = "obsbc-a.example", 2, 1;
ProxyIp 1 = "mainsbc-a.example", 2, 2
[ \\ProxyIp ]
[ Authentication ]
Authentication 0 = "user, one", "$1$x;y", 1;
Authentication 2 = "", "pw", 1;
[ \\Authentication ]
`
const read = (text: string): IniFile => {
  const file = readIni(text)
  if (file === null) throw new Error('no ini file')
  return file
}
const { provisioning } = audiocodesData.mediant

describe('an ini file', () => {
  it('has comments, parameters and rows', () => {
    const { comments, parameters, rows } = read(sample.replaceAll('\n', '\r\n'))
    expect(comments.get('Board')).toBe('MP-112 FXS')
    expect(comments.get('Software Version')).toBe('6.60A.367.005')
    expect([...parameters]).toEqual([
      ['inifileurl', 'https://192.0.2.1/a;b=c'],
      ['autoupdatecmpfile', '1'],
      ['dnspriserverip', '192.0.2.53'],
    ])
    expect(rows).toEqual([
      { table: 'ProxyIp', index: 0, values: ['obsbc-a.example', '2', '1'] },
      { table: 'ProxyIp', index: 1, values: ['mainsbc-a.example', '2', '2'] },
      { table: 'Authentication', index: 0, values: ['user, one', '$1$x;y', '1'] },
      { table: 'Authentication', index: 2, values: ['', 'pw', '1'] },
    ])
  })

  it.each([
    ['A = "b"', 'b'],
    ["A = 'b", "'b"],
    ["A = '", "'"],
    ["A=''", ''],
    ['A =', ''],
    ['A = \'b"', '\'b"'],
  ])('reads the value of %j', (line, value) => {
    expect(read(line).parameters.get('a')).toBe(value)
  })

  it.each([
    '',
    '\r\n \n',
    '<html><a href="b">',
    '{"a": 1}',
    'IniFileURL',
    '1A = 2',
    'a b c = 2',
    'FORMAT A B = 2',
  ])('is not %j', (text) => {
    expect(readIni(text)).toBeNull()
  })

  it('reads what it writes', () => {
    const name = fc.stringMatching(/^[A-Za-z]\w{0,30}$/)
    const value = fc.string({ unit: 'grapheme' }).filter(fitsIni)
    const parameters = fc.uniqueArray(fc.tuple(name, value), {
      ...{ selector: ([key]) => key.toLowerCase(), minLength: 1 },
    })
    fc.assert(
      fc.property(parameters, (pairs) => {
        const text = writeIni(pairs)
        expect(text.endsWith('\r\n')).toBe(true)
        expect([...read(text).parameters]).toEqual(pairs.map(([key, held]) => [key.toLowerCase(), held]))
      }),
    )
  })

  it('is read or refused, whatever the text', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...sample.split('\n')))
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const file = readIni(lines.join('\n'))
        for (const key of file?.parameters.keys() ?? []) expect(key).toMatch(/^[a-z]\w*$/)
      }),
    )
  })
})

describe('the settings of a file', () => {
  it('are known parameters and the proxy sets', () => {
    const shown = iniSettings(read(sample), provisioning)
    expect(shown.map(({ id, value, isDefault, writable }) => [id, value, isDefault, writable])).toEqual([
      ['IniFileURL', 'https://192.0.2.1/a;b=c', false, true],
      ['CmpFileURL', '', true, false],
      ['AutoUpdateCmpFile', '1', false, false],
      ['AUPDCheckIfIniChanged', '', true, false],
      ['AUPDResetURLOnWebConfig', '', true, false],
      ['ProxyIp 0', 'obsbc-a.example', false, false],
      ['ProxyIp 1', 'mainsbc-a.example', false, false],
    ])
    expect(new Set(shown.map(({ page, group }) => `${page}/${group}`))).toEqual(
      new Set(['ini Parameters/Automatic Update']),
    )
  })

  it('are edited and read back; an absent one is empty', () => {
    const url = 'http://192.0.2.1/mac.ini'
    const [edit] = adapterEdits(read(';Board: MP-1288'), url, provisioning)
    if (edit === undefined) throw new Error('no edit')
    expect(edit).toMatchObject({ id: 'IniFileURL', before: '', after: url, secret: false })
    expect(adapterReadBack(read(`inifileurl = '${url}'`), edit)).toMatchObject({ result: 'set', found: url })
    expect(adapterReadBack(read(';Board: a'), edit)).toMatchObject({ result: 'refused', found: '' })
  })

  it.each([
    '',
    'ftp://192.0.2.1/',
    "http://192.0.2.1/'",
    'http://192.0.2.1/"',
    'http://192.0.2.1/a b',
    'http://',
  ])('do not take the URL %j', (url) => {
    expect(() => adapterEdits(read(sample), url, provisioning)).toThrow(
      expect.objectContaining({ code: 'url-not-allowed' } satisfies Partial<PunchdownError>),
    )
  })
})

describe('the ports of a file', () => {
  const state = { state: '', registration: 'not-known' }

  it('are those of the model, with the identity of their row', () => {
    expect(portsIn(read(sample), 4)).toEqual([
      { ...state, port: 1, identity: 'user, one' },
      { ...state, port: 2, identity: null },
      { ...state, port: 3, identity: null },
      { ...state, port: 4, identity: null },
    ])
  })

  it('are those with a row where the number is not known', () => {
    const rows = 'Authentication 10 = "k";\nAuthentication 2 = "c";\nOther 1 = "b";'
    expect(portsIn(read(rows), null).map(({ port, identity }) => [port, identity])).toEqual([
      [3, 'c'],
      [11, 'k'],
    ])
  })
})

describe('which devices the driver for MP-1288 and MP-5xx takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    ...{ vendor, model, firmware: null, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each([
    ['AudioCodes', 'MP-1288', true],
    ['AudioCodes', 'MP1288-FXS', true],
    ['audiocodes', 'AudioCodes MP-504 FXS', true],
    ['AudioCodes', 'MP532', true],
    ['AudioCodes', 'MP-118 FXS', false],
    ['AudioCodes', 'MP506', false],
    ['AudioCodes', 'Mediant 1000', false],
    ['AudioCodes', 'C450HD', false],
    ['AudioCodes', null, false],
    [null, 'MP-1288', false],
    ['Another', 'MP-1288', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(audiocodesMediant.recognise(identity(vendor, model), [])).toBe(takes)
    expect(audiocodesMediant.provisioningSuffix?.template).toBe('/mac.ini')
  })
})
