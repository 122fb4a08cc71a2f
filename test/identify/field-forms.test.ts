/** Forms of banners that devices in the field send, with numbers of our own. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { identifyBanner } from '#electron/identify/identify.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { verdictFor } from '#electron/services/catalogue/verdict.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'

const catalogue = loadCatalogue()

describe('an address behind the firmware', () => {
  it.each([
    ['Cisco-CP-7821-3PCC/11.3.4_0057d2000a01', '11.3.4', '00:57:D2:00:0A:01'],
    [
      'Cisco-CP-7821-3PCC/12.0.1_0057d2000a01_0b7c1d2e-aaaa-4bbb-8ccc-0123456789ab_0057d200-0a01-4bbb-8ccc-0123456789ab',
      '12.0.1',
      '00:57:D2:00:0A:01',
    ],
    ['Cisco/SPA525G2-7.6.2_0002fd000a01', '7.6.2', '00:02:FD:00:0A:01'],
    ['Cisco/SPA525G2-7.6.2(a)_0002fd000a01', '7.6.2(a)', '00:02:FD:00:0A:01'],
    ['Cisco/ATA192-MPP-11-2-2-MSR1_0057d2000a01', '11-2-2-MSR1', '00:57:D2:00:0A:01'],
  ])('%s', (banner, firmware, mac) => {
    expect(identifyBanner({ protocol: 'sip.user_agent', banner })).toMatchObject({ firmware, mac })
  })

  it.each(['12.0.3', '11.1.1', '9.0'])('does not change the verdict of %s', (firmware) => {
    const plain = `Cisco-CP-8865-3PCC/${firmware}`
    const [without, behind] = [plain, `${plain}_dcf719000a01_0b7c1d2e-aaaa`].map((banner) =>
      verdictFor(identifyBanner({ protocol: 'sip.server', banner }), catalogue),
    )
    expect(behind).toEqual(without)
  })

  it('leaves a suffix that is not an address', () => {
    const banner = 'Cisco-CP-8865-3PCC/12.0.3_beta1'
    expect(identifyBanner({ protocol: 'sip.server', banner })).toMatchObject({
      firmware: '12.0.3_beta1',
      mac: null,
    })
  })

  it('leaves enterprise firmware without a comparison', () => {
    const banner = 'Cisco-CP7841/12.1.1'
    const identity = identifyBanner({ protocol: 'sip.user_agent', banner })
    expect(verdictFor(identity, catalogue).answer).toBe('cannot-compare')
  })
})

describe('a user agent that fetches a configuration', () => {
  it.each([
    [
      'FileTransport PolycomVVX-VVX_250-UA/6.4.3.5814 (SN:64167f000a01) Type/Updater',
      'VVX 250',
      '6.4.3.5814',
      '64:16:7F:00:0A:01',
    ],
    [
      'FileTransport PolyCCX-CCX_500-UA/8.1.1.1234 (SN:64167f000a02) Type/Application',
      'CCX 500',
      '8.1.1.1234',
      '64:16:7F:00:0A:02',
    ],
    ['Cisco-CP-7841-3PCC/12.0.4 (0057d2000a03)', 'CP-7841-3PCC', '12.0.4', '00:57:D2:00:0A:03'],
    ['Yealink SIP-T43U 108.86.0.118 80:5e:c0:00:0a:04', 'SIP-T43U', '108.86.0.118', '80:5E:C0:00:0A:04'],
    ['Yealink W70B 146.85.0.38 80:5e:c0:00:0a:05', 'W70B', '146.85.0.38', '80:5E:C0:00:0A:05'],
    [
      'Mozilla/4.0 (compatible; snomD735-SIP 10.1.175.16 000413000a06)',
      'D735',
      '10.1.175.16',
      '00:04:13:00:0A:06',
    ],
    ['AUDC-IPPhone/3.4.6.604 (C448HD-Rev1; 00908f000a07)', 'C448HD', '3.4.6.604', '00:90:8F:00:0A:07'],
    [
      'Gigaset N610 IP PRO/83.V2.48.1+build.aaaaaaa;7c2f80000a08',
      'N610 IP PRO',
      '83.V2.48.1',
      '7C:2F:80:00:0A:08',
    ],
    ['ALE M5-CE 2.14.10.000.2105 3c28a6000a09', 'M5-CE', '2.14.10.000.2105', '3C:28:A6:00:0A:09'],
    ['Mitel6920 MAC:08-00-0F-00-0A-0A V:6.2.0.1012-SIP', '6920', '6.2.0.1012', '08:00:0F:00:0A:0A'],
  ])('%s', (banner, model, firmware, mac) => {
    expect(identifyBanner({ protocol: 'http.user_agent', banner })).toMatchObject({ model, firmware, mac })
  })
})

describe('a CDP text with the versions of updater and application', () => {
  it.each([
    ['Polycom VVX 411|Updater:6.4.3.5814|App:6.4.3.5814', 'VVX 411', '6.4.3.5814'],
    ['Polycom SoundPoint IP 550|Updater:5.0.11.0583|App:4.0.11.0583', 'SoundPoint IP 550', '4.0.11.0583'],
    ['Poly CCX 400|Updater:7.1.2.0001|App:7.1.3.0020', 'CCX 400', '7.1.3.0020'],
    ['Polycom VVX 250|Updater:6.4.6.2681', 'VVX 250', null],
  ])('%s', (banner, model, firmware) => {
    expect(identifyBanner({ protocol: 'cdp.platform', banner })).toMatchObject({ model, firmware })
  })
})

describe('a realm that names maker and model', () => {
  it.each([
    ['Basic realm="Enterprise IP phone SIP-T20P"', 'Yealink', 'SIP-T20P'],
    ['Basic realm="Yealink SIP-T46U"', 'Yealink', 'SIP-T46U'],
    ['Digest realm="Fanvil X4", nonce="abc", qop="auth"', 'Fanvil', 'X4'],
    ['Digest qop="auth", realm="Grandstream GXP2160"', 'Grandstream', 'GXP2160'],
    ['Basic realm="Gigaset N510 IP PRO"', 'Gigaset', 'N510 IP PRO'],
    ['Basic realm=snom', 'Snom', null],
    ['Basic realm="Polycom VVX 411"', 'Poly', 'VVX 411'],
  ])('%s', (banner, vendor, model) => {
    const identity = identifyBanner({ protocol: 'http.www_authenticate', banner })
    expect(identity).toMatchObject({ vendor, model })
  })

  it.each([
    'Basic realm="Login"',
    'Basic realm=""',
    'Basic',
    'Digest realm="192.168.1.20"',
    'Basic realm="Router"',
  ])('is not read into %s', (banner) => {
    expect(identifyBanner({ protocol: 'http.www_authenticate', banner })).toMatchObject({
      vendor: null,
      model: null,
      level: 'unknown',
    })
  })
})

const name = 'identify.jsonl'
describe.skipIf(caseMissing(name) !== '')(`the field cases${caseMissing(name)}`, () => {
  it('have firmware and addresses', () => {
    const lines = readFileSync(fieldCase(name), 'utf8').trim().split('\n')
    const read = lines.map((line) => identifyBanner(JSON.parse(line)))
    expect(read.map(({ firmware, mac }) => [firmware, mac])).toEqual([
      ['12.0.3', 'DC:F7:19:F3:00:01'],
      ['7.4.9c', '64:9E:F3:78:8E:01'],
      ['4.0.13.1445', '00:04:F2:49:D0:01'],
      ['6.4.6.2656', null],
      ['12.0.3', 'DC:F7:19:F3:00:01'],
    ])
  })
})
