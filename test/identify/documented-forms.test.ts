/**
 * Banners made for this test in the forms that makers document: user agents, titles, LLDP and SNMP descriptions, DHCP options and
 * certificates of the eleven makers of the catalogue. Numbers are made up.
 */
import { describe, expect, it } from 'vitest'
import { identifyBanner } from '#electron/identify/identify.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'

type Facts = Partial<ReturnType<typeof identifyBanner>>
type Case = readonly [protocol: string, banner: string, facts: Facts]

const makers: Readonly<Record<string, readonly Case[]>> = {
  Cisco: [
    [
      'sip.user_agent',
      'Cisco-CP-8841-3PCC/12.0.3 (00562b77a1c4)',
      { model: 'CP-8841-3PCC', firmware: '12.0.3', mac: '00:56:2B:77:A1:C4' },
    ],
    [
      'sip.user_agent',
      'Cisco-CP-7832-3PCC/12-0-3MPP0001-84',
      { model: 'CP-7832-3PCC', firmware: '12-0-3MPP0001-84' },
    ],
    [
      'sip.user_agent',
      'Cisco-CP-6871-3PCC/12.0.3_00562b77a1c5_7c5ad2a1-33bd',
      { model: 'CP-6871-3PCC', firmware: '12.0.3', mac: '00:56:2B:77:A1:C5' },
    ],
    [
      'sip.user_agent',
      'Cisco/ATA191-MPP-11-2-2-MSR2 (FCH2511D0AB)',
      { model: 'ATA191-MPP', serial: 'FCH2511D0AB', kind: 'ata' },
    ],
    ['dhcp.vendor_class', 'Cisco Systems, Inc. IP Phone CP-8851', { model: 'CP-8851', kind: 'phone' }],
    ['dhcp.vendor_class', 'CP-6841-3PCC', { model: 'CP-6841-3PCC', kind: 'phone' }],
    ['http.title', 'CP-7841-3PCC Configuration Utility', { model: 'CP-7841-3PCC', kind: 'phone' }],
    ['cdp.device_id', 'SEP00562B77A1C6', { mac: '00:56:2B:77:A1:C6' }],
    [
      'x509.subject',
      'SERIALNUMBER=PID:CP-8861 SN:FCH2511D0AC,CN=CP-8861-SEP00562B77A1C7,OU=CTG,O=Cisco Systems Inc.',
      { model: 'CP-8861', mac: '00:56:2B:77:A1:C7', serial: 'FCH2511D0AC' },
    ],
  ],
  Poly: [
    [
      'sip.user_agent',
      'PolycomVVX-VVX_411-UA/6.4.3.5814',
      { model: 'VVX 411', firmware: '6.4.3.5814', kind: 'phone' },
    ],
    [
      'sip.user_agent',
      'PolycomVVX-VVX_250-UA/6.4.3.5814_64167f0a1b2d',
      { model: 'VVX 250', firmware: '6.4.3.5814', mac: '64:16:7F:0A:1B:2D' },
    ],
    [
      'sip.user_agent',
      'PolyEdge-E350/8.1.1.13098',
      { model: 'Edge E350', firmware: '8.1.1.13098', kind: 'phone' },
    ],
    [
      'http.user_agent',
      'FileTransport PolycomVVX-VVX_501-UA/5.9.7.3480 (SN:64167f0a1b2e) Type/Application',
      { model: 'VVX 501', firmware: '5.9.7.3480', mac: '64:16:7F:0A:1B:2E' },
    ],
    ['sip.user_agent', 'OBIHAI/OBi312-3.2.5.8900', { model: 'OBi312', firmware: '3.2.5.8900', kind: 'ata' }],
    [
      'sip.user_agent',
      'OBIHAI/Rove B4-8.0.5.1122',
      { model: 'Rove B4', firmware: '8.0.5.1122', kind: 'dect-base' },
    ],
    [
      'lldp.sysdesc',
      'Polycom;VVX-VVX_350;3111-48830-001,1;SIP/6.4.3.5814/14-Mar-22 10:20;UP/6.4.3.5200/14-Mar-22 10:31;',
      { model: 'VVX 350', firmware: '6.4.3.5814' },
    ],
    ['dhcp.vendor_class', 'Polycom-VVX150', { model: 'VVX150', kind: 'phone' }],
    [
      'http.www_authenticate',
      'Digest realm="admin@OBi300", qop="auth", nonce="1f00"',
      { model: 'OBi300', kind: 'ata' },
    ],
  ],
  Yealink: [
    [
      'sip.user_agent',
      'Yealink SIP-T54W 96.86.0.70',
      { model: 'SIP-T54W', firmware: '96.86.0.70', kind: 'phone' },
    ],
    [
      'sip.user_agent',
      'Yealink SIP-T41S 66.86.5.1 80:5e:c0:0a:1b:2c',
      { model: 'SIP-T41S', firmware: '66.86.5.1', mac: '80:5E:C0:0A:1B:2C' },
    ],
    ['sip.user_agent', 'Yealink SIP-T23P_E2 52.84.0.140', { model: 'SIP-T23P_E2', firmware: '52.84.0.140' }],
    [
      'sip.user_agent',
      'Yealink W80B 103.83.0.90',
      { model: 'W80B', firmware: '103.83.0.90', kind: 'dect-base' },
    ],
    [
      'sip.user_agent',
      'Yealink CP965 143.86.0.20',
      { model: 'CP965', firmware: '143.86.0.20', kind: 'conference-phone' },
    ],
    ['http.title', 'Yealink T31G Phone', { model: 'T31G', kind: 'phone' }],
    ['http.page', 'var g_phonetype = "T42S"; var g_strFirmware = "66.86.5.1";', { model: 'T42S' }],
    ['lldp.sysname', 'SIP-T33G', { model: 'SIP-T33G', kind: 'phone' }],
    [
      'x509.subject',
      'CN=805EC00A1B2D,OU=yealink.com,O=Yealink Network Technology Co.\\,Ltd.',
      { mac: '80:5E:C0:0A:1B:2D' },
    ],
  ],
  AudioCodes: [
    [
      'sip.user_agent',
      'AUDC-IPPhone/2.2.16.681 (420HD-Rev1; 00908F4A5B6C)',
      { model: '420HD', firmware: '2.2.16.681', mac: '00:90:8F:4A:5B:6C', kind: 'phone' },
    ],
    [
      'sip.user_agent',
      'AUDC-IPPhone/3.4.8.808 (445HD-Rev0; 00908F4A5B6D)',
      { model: '445HD', firmware: '3.4.8.808', mac: '00:90:8F:4A:5B:6D' },
    ],
    [
      'sip.user_agent',
      'AUDC/3.4.8.808 AUDC-IPPhone-C450HD_UC_3.4.8.808/1',
      { model: 'C450HD', firmware: '3.4.8.808' },
    ],
    ['sip.server', 'MP-112 FXS/v.6.60A.367.001', { firmware: '6.60A.367.001', kind: 'ata' }],
    [
      'snmp.sysdescr',
      'Product: MP-114 FXS;SW Version: 6.60A.367.001',
      { model: 'MP-114 FXS', firmware: '6.60A.367.001', kind: 'ata' },
    ],
    ['telnet.banner', '440HD login:', { model: '440HD', kind: 'phone' }],
  ],
  Spectralink: [
    [
      'sip.user_agent',
      'Spectralink IP-DECT Server 6500/PCS24B',
      { model: 'IP-DECT Server 6500', firmware: 'PCS24B', kind: 'dect-base' },
    ],
    [
      'sip.user_agent',
      'Spectralink IP-DECT Server 200 PCS24G',
      { model: 'IP-DECT Server 200', firmware: 'PCS24G', kind: 'dect-base' },
    ],
    [
      'sip.user_agent',
      'PolycomSpectraLink-SL_8452-UA/4.0.1.3002_00907a0a1b2c',
      { firmware: '4.0.1.3002', mac: '00:90:7A:0A:1B:2C', kind: 'wireless-phone' },
    ],
    ['dhcp.vendor_class', 'KIRK.IP400', { model: 'IP400', kind: 'dect-base' }],
    ['http.server', 'KirkHTTPServer/1.0', {}],
  ],
  Ascom: [
    [
      'snmp.sysdescr',
      'IPBS3[11.9.11], Bootcode[11.9.11], Hardware[IPBS3-A3/1B]',
      { model: 'IPBS3', firmware: '11.9.11', kind: 'dect-base' },
    ],
    [
      'snmp.sysdescr',
      'IPBL[11.9.11], Bootcode[11.9.11], Hardware[IPBL-C3/2B]',
      { model: 'IPBL', firmware: '11.9.11', kind: 'dect-base' },
    ],
    ['sip.user_agent', 'Ascom i63/5.0.4', { model: 'i63', firmware: '5.0.4', kind: 'wireless-phone' }],
    ['http.title', 'Ascom IPVM', { model: 'IPVM', kind: 'dect-base' }],
    ['http.page', '<info product="Ascom IPBS3" serial="T0001AB2CD">', { model: 'IPBS3' }],
  ],
  Gigaset: [
    [
      'sip.user_agent',
      'Gigaset N670 IP PRO/83.V2.52.0+build.0a1b2c3;7C2F800A1B2C',
      { model: 'N670 IP PRO', firmware: '83.V2.52.0', mac: '7C:2F:80:0A:1B:2C', kind: 'dect-base' },
    ],
    [
      'sip.user_agent',
      'N610 IP PRO/83.V2.52.0+build.0a1b2c3;7C2F800A1B2D',
      { model: 'N610 IP PRO', firmware: '83.V2.52.0', mac: '7C:2F:80:0A:1B:2D' },
    ],
    [
      'sip.user_agent',
      'N510 IP PRO/42.258.00.000.000',
      { model: 'N510 IP PRO', firmware: '42.258.00.000.000' },
    ],
    ['http.title', 'Gigaset N870 IP PRO', { model: 'N870 IP PRO', kind: 'dect-base' }],
    ['dhcp.vendor_class', 'Gigaset_N870_IP_PRO', { model: 'N870 IP PRO', kind: 'dect-base' }],
  ],
  Algo: [
    ['sip.user_agent', 'Algo-8301/5.3.1', { model: '8301', firmware: '5.3.1' }],
    [
      'sip.user_agent',
      'Algo-8190s/5.3 (0022EE0A1B2C)',
      { model: '8190s', firmware: '5.3', mac: '00:22:EE:0A:1B:2C', kind: 'speaker' },
    ],
    ['sip.user_agent', 'Algo-8028g2/5.3', { model: '8028g2', firmware: '5.3' }],
    ['http.title', 'Algo 8188 SIP Ceiling Speaker', { model: '8188', kind: 'speaker' }],
    ['lldp.sysdesc', 'Algo 8180g2', { model: '8180g2', kind: 'speaker' }],
  ],
  Snom: [
    ['sip.user_agent', 'snomD735/10.1.141.13', { model: 'D735', firmware: '10.1.141.13', kind: 'phone' }],
    [
      'http.user_agent',
      'Mozilla/4.0 (compatible; snomD717-SIP 10.1.141.13 2010.12-00004-g9ba52f5 000413A1B2C4 SXM:0 UXM:0)',
      { model: 'D717', firmware: '10.1.141.13', mac: '00:04:13:A1:B2:C4' },
    ],
    ['http.title', 'snom D735', { model: 'D735', kind: 'phone' }],
    ['x509.subject', 'CN=000413A1B2C5,O=snom technology', { mac: '00:04:13:A1:B2:C5' }],
    ['snmp.sysobjectid', '1.3.6.1.4.1.7526.1', { kind: null }],
  ],
  'Alcatel-Lucent Enterprise': [
    [
      'sip.user_agent',
      'ALE M7-CE 2.14.03.000.2345 3c28a60a1b2c',
      { model: 'M7-CE', firmware: '2.14.03.000.2345', mac: '3C:28:A6:0A:1B:2C', kind: 'phone' },
    ],
    [
      'sip.user_agent',
      'ALE M8-CE 2.14.05.000.2352 3C28A60A1B2D',
      { model: 'M8-CE', firmware: '2.14.05.000.2352', mac: '3C:28:A6:0A:1B:2D' },
    ],
    ['sip.user_agent', 'ALE M3-CE 2.14.03.000.2345', { model: 'M3-CE', firmware: '2.14.03.000.2345' }],
    ['dhcp.vendor_class', 'aledevice', { kind: 'phone' }],
  ],
  '2N': [
    ['sip.user_agent', '2N IP Verso/2.46.1.61.6', { model: 'IP Verso', firmware: '2.46.1.61.6' }],
    ['http.title', '2N IP Style', { model: 'IP Style', kind: 'intercom' }],
    ['http.title', '2N SIP Speaker Horn', { model: 'SIP Speaker Horn', kind: 'speaker' }],
  ],
}

const cases = Object.entries(makers).flatMap(([vendor, list]) =>
  list.map(([protocol, banner, facts]) => ({ vendor, protocol, banner, facts })),
)

describe('banners in documented forms', () => {
  it.each(cases)('$vendor, $protocol: $banner', ({ vendor, protocol, banner, facts }) => {
    expect(identifyBanner({ protocol, banner })).toMatchObject({ vendor, ...facts })
  })

  it('cover every vendor of the catalogue', () => {
    expect(Object.keys(makers).toSorted()).toEqual(
      loadCatalogue()
        .vendors.map(({ name }) => name)
        .toSorted(),
    )
  })
})
