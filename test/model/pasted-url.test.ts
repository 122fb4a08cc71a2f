import { describe, expect, it } from 'vitest'
import { provisioningFacts as facts } from '#electron/drivers/provisioning-urls.ts'
import { redactText } from '#electron/platform/redaction.ts'
import { heldStage, longestPasted, maskUrl, readPasted } from '#shared/model/pasted-url.ts'
import { deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { isWarning } from '#shared/model/url-fault.ts'
import fc from '#test/support/property.ts'

const emea = 'http://emea.ipp.sdg.teams.microsoft.com'
const guid = '6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11'
const token = '0003717c0e0a1732457460abcdefghij0123456789'
const devices = {
  cisco: deviceClassOf(facts, 'Cisco', '8851'),
  yealink: deviceClassOf(facts, 'Yealink', 'T46U'),
  obi: deviceClassOf(facts, 'Poly', 'OBi 300'),
  ascom: deviceClassOf(facts, 'Ascom', 'IPBS3'),
  none: null,
}
type Device = keyof typeof devices

/** The faults of a text, each with what it points at. */
const faultsIn = (text: string, device: Device = 'none') =>
  readPasted(text, facts, devices[device]).faults.map(
    ({ code, start, end }) => [code, text.slice(start, end)] as const,
  )

describe('a pasted URL', () => {
  it.each([
    emea,
    `${emea}/`,
    'HTTP://EMEA.IPP.SDG.TEAMS.MICROSOFT.COM',
    `${emea}/lang_de`,
    `${emea}/lang_ja/$PSN.xml`,
    `${emea}/tenantid/${guid}/mac.ini`,
    `${emea}/tenantid/${guid}/lang_fr/$mac.cfg`,
    `${emea}/00\${IPEI}.cfg`,
  ])('%s has no fault', (text) => {
    expect(readPasted(text, facts, null)).toMatchObject({ faults: [], stage: 'entry', corrected: null })
  })

  it.each<readonly [string, Device, readonly (readonly [string, string])[], string | null]>([
    ['', 'none', [['empty', '']], null],
    ['“”', 'none', [['empty', '“”']], null],
    [
      ` ${emea}\n`,
      'none',
      [
        ['space-around', ' '],
        ['space-around', '\n'],
      ],
      emea,
    ],
    [
      `“${emea}”`,
      'none',
      [
        ['quote', '“'],
        ['quote', '”'],
      ],
      emea,
    ],
    [
      `<${emea}>.`,
      'none',
      [
        ['quote', '<'],
        ['quote', '>'],
        ['punctuation-at-end', '.'],
      ],
      emea,
    ],
    [`${emea}.`, 'none', [['punctuation-at-end', '.']], emea],
    [`${emea}\u200b`, 'none', [['invisible-character', '\u200b']], emea],
    ['http://emea.ipp. sdg.teams.microsoft.com', 'none', [['space-inside', ' ']], emea],
    ['http://emea.ipp.sdg.teams.\r\nmicrosoft.com', 'none', [['line-break', '\r\n']], emea],
    [
      'http://emea.ipp.sdg.teams.micrоsoft.com',
      'none',
      [
        ['host-malformed', 'emea.ipp.sdg.teams.micrоsoft.com'],
        ['character-not-ascii', 'о'],
      ],
      null,
    ],
    ['emea.ipp.sdg.teams.microsoft.com', 'none', [['scheme-missing', '']], emea],
    ['http:/emea.ipp.sdg.teams.microsoft.com', 'none', [['scheme-malformed', 'http:/']], emea],
    ['http//emea.ipp.sdg.teams.microsoft.com', 'none', [['scheme-malformed', 'http//']], emea],
    ['http:\\\\emea.ipp.sdg.teams.microsoft.com', 'none', [['scheme-malformed', 'http:\\\\']], emea],
    ['tftp://emea.ipp.sdg.teams.microsoft.com', 'none', [['scheme-other', 'tftp://']], emea],
    ['https://emea.ipp.sdg.teams.microsoft.com', 'none', [['https-not-promised', 'https']], emea],
    ['http://emea.ipp.sdg.teams.microsoft.com:80', 'none', [['port-not-expected', ':80']], emea],
    ['http://me:pw@emea.ipp.sdg.teams.microsoft.com', 'none', [['user-info', 'me:pw@']], null],
    ['http://emae.ipp.sdg.teams.microsoft.com', 'none', [['region-unknown', 'emae']], null],
    ['http://ipp.sdg.teams.microsoft.com', 'none', [['region-missing', '']], null],
    [
      'http://emea.ipp.sdg.team.microsoft.com',
      'none',
      [['host-misspelt', 'emea.ipp.sdg.team.microsoft.com']],
      null,
    ],
    ['http://pbx.example/cfg', 'none', [['host-other', 'pbx.example']], null],
    ['http://', 'none', [['host-missing', '']], null],
    [
      'http://apac/ipp.sdg.teams.microsoft.com',
      'none',
      [['slash-for-dot', '/']],
      'http://apac.ipp.sdg.teams.microsoft.com',
    ],
    [
      'http://apac/ipp.sdg.teams.microsoft.com/$PSN.xml',
      'cisco',
      [['slash-for-dot', '/']],
      'http://apac.ipp.sdg.teams.microsoft.com/$PSN.xml',
    ],
    [`${emea}//lang_de`, 'none', [['slash-doubled', '/']], `${emea}/lang_de`],
    [`${emea}\\lang_de`, 'none', [['backslash', '\\']], `${emea}/lang_de`],
    [`${emea}/$PSN.xml/`, 'cisco', [['slash-at-end', '/']], `${emea}/$PSN.xml`],
    [`${emea}?x=1`, 'none', [['query-not-expected', '?x=1']], null],
    [`${emea}/LANG_DE`, 'none', [['segment-case', 'LANG_DE']], `${emea}/lang_de`],
    [`${emea}/lang-de`, 'none', [['language-malformed', 'lang-de']], `${emea}/lang_de`],
    [`${emea}/lang_xx`, 'none', [['language-unknown', 'xx']], null],
    [`${emea}/lang_`, 'none', [['language-malformed', '']], null],
    [`${emea}/lang_de/lang_fr`, 'none', [['language-twice', 'lang_fr']], null],
    [`${emea}/lang_ja`, 'yealink', [['language-not-offered', 'lang_ja']], null],
    [`${emea}/tenantid/contoso.example`, 'none', [['tenant-malformed', 'contoso.example']], null],
    [`${emea}/tenantid`, 'none', [['tenant-malformed', '']], null],
    [`${emea}/tenantid/{${guid}}`, 'none', [['tenant-malformed', `{${guid}}`]], `${emea}/tenantid/${guid}`],
    [
      `${emea}/tenantid/${guid.replaceAll('-', '')}`,
      'none',
      [['tenant-malformed', guid.replaceAll('-', '')]],
      `${emea}/tenantid/${guid}`,
    ],
    [`${emea}/${guid}/mac.ini`, 'none', [['tenant-name', '']], `${emea}/tenantid/${guid}/mac.ini`],
    [`${emea}/tenant_id/${guid}`, 'none', [['tenant-name', 'tenant_id']], `${emea}/tenantid/${guid}`],
    [`${emea}/TenantID/${guid}`, 'none', [['segment-case', 'TenantID']], `${emea}/tenantid/${guid}`],
    [`${emea}/tenantid/${guid}/tenantid/${guid}`, 'none', [['tenant-twice', `tenantid/${guid}`]], null],
    [emea, 'cisco', [['suffix-missing', '']], `${emea}/$PSN.xml`],
    [emea, 'obi', [['suffix-missing', '']], null],
    [`${emea}/mac.ini`, 'cisco', [['suffix-of-other-make', 'mac.ini']], `${emea}/$PSN.xml`],
    [`${emea}/$PSN.xml`, 'yealink', [['suffix-of-other-make', '$PSN.xml']], emea],
    [`${emea}/$PSN.xml`, 'ascom', [['suffix-unconfirmed', '$PSN.xml']], null],
    [`${emea}/805ec0123456.cfg`, 'yealink', [['suffix-of-one-device', '805ec0123456.cfg']], emea],
    [`${emea}/config.xml`, 'none', [['suffix-unknown', 'config.xml']], null],
    [`${emea}/$psn.xml`, 'cisco', [['suffix-unknown', '$psn.xml']], `${emea}/$PSN.xml`],
  ])('%j for %s has the faults %j and the correction %j', (text, device, faults, corrected) => {
    expect(faultsIn(text, device)).toEqual(faults)
    expect(readPasted(text, facts, devices[device]).corrected).toBe(corrected)
  })

  it.each([
    [`https://usea.dm.sdg.teams.microsoft.com/device/ob/${'0123456789'.repeat(4)}/lang_en/`, 'onboarding'],
    [`https://ause.dm.sdg.teams.microsoft.com/device/state/OnBoarding/mmiiaacc/${token}/lang_en/`, 'waiting'],
    [`https://uswe.dm.sdg.teams.microsoft.com/device/mmiiaacc/${token}/lang_en/x.cfg`, 'final'],
    ['https://usea.dm.sdg.teams.microsoft.com/device/logout.php/mmiiaacc/x/lang_en/', null],
    [`http://192.168.10.5:8080/device/mmiiaacc/${token}/lang_en/x.cfg`, 'final'],
    [emea, 'entry'],
  ])('%s is of the stage %s, and its token is masked', (text, stage) => {
    const reading = readPasted(text, facts, null)
    expect([reading.stage, reading.masked.includes(token)]).toEqual([stage, false])
    expect(reading.faults.filter((each) => !isWarning(each))).toEqual([])
  })

  it('is masked in logs and reports, with its credentials and its query', () => {
    const text = `http://me:pw@host.example/device/mmiiaacc/${token}/lang_en/x.cfg?key=secret`
    for (const masked of [maskUrl(text), redactText(text)])
      expect(masked).toBe('http://••••@host.example/device/mmiiaacc/••••/lang_en/x.cfg?key=••••')
  })

  it('among the settings of a device gives its stage', () => {
    const held = `https://usea.dm.sdg.teams.microsoft.com/device/mmiiaacc/${token}/lang_en/`
    expect(heldStage([null, 'admin', 'http://downloads.example/', held], facts)).toBe('final')
    expect(heldStage([null, 'http://downloads.example/', ''], facts)).toBeNull()
  })

  it('longer than any URL is refused unread', () => {
    const { faults, parts } = readPasted(`${emea}${'/lang_de'.repeat(longestPasted)}`, facts, null)
    expect([faults.map(({ code }) => code), parts]).toEqual([['too-long'], null])
  })
})

describe('a pasted firewall range', () => {
  it.each([
    ['52.112.0.0/14, 52.122.0.0/15', [], null],
    ['52.112.0.0.0/14', [['range-malformed', '52.112.0.0.0/14']], '52.112.0.0/14'],
    ['52.112.0.0/14\n52.122.0/15', [['range-malformed', '52.122.0/15']], '52.112.0.0/14\n52.122.0.0/15'],
    ['52.112.0.1/14', [['range-host-bits', '52.112.0.1/14']], '52.112.0.0/14'],
    ['52.112.0.0/40', [['range-malformed', '52.112.0.0/40']], null],
    ['13.75.175.145', [['range-not-listed', '13.75.175.145']], null],
  ])('%j has the faults %j and the correction %j', (text, faults, corrected) => {
    expect(faultsIn(text)).toEqual(faults)
    expect(readPasted(text, facts, null)).toMatchObject({ kind: 'ranges', corrected })
  })
})

describe('any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'http',
      'https',
      '://',
      ':',
      '/',
      '//',
      '\\',
      'emea',
      'apac',
      '.ipp.sdg.teams.microsoft.com',
    ),
    fc.constantFrom(
      'ipp.sdg',
      '/lang_',
      'de',
      '/tenantid/',
      guid,
      '/$PSN.xml',
      '/mac.ini',
      '“',
      '”',
      ' ',
      '\n',
    ),
    fc.constantFrom(
      '/device/',
      'mmiiaacc/',
      token,
      '@',
      '?',
      '#',
      '{',
      '}',
      '.',
      '52.112.0.0/14',
      ',',
      '\u200b',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  )
  const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

  it('is read without throwing; faults lie inside it, and a correction has no fault left', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.values(devices)), (pasted, device) => {
        const { faults, corrected, masked } = readPasted(pasted, facts, device)
        for (const { start, end } of faults)
          expect([start >= 0, start <= end, end <= pasted.length]).toEqual([true, true, true])
        expect(masked).not.toContain(`/mmiiaacc/${token}`)
        if (corrected === null) return
        const again = readPasted(corrected, facts, device)
        expect(again.faults.filter((each) => !isWarning(each))).toEqual([])
        expect(again.corrected).toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })
})
