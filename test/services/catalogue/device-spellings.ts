/**
 * Model names that devices report, for every row of the catalogue: forms from public sources (user agents, DHCP classes,
 * SNMP and LLDP texts, title lines), as the rules extract them.
 */
export interface SpelledRows {
  readonly vendor: string
  /** Rows as printed. */
  readonly rows: readonly string[]
  /** Names that a device of that row may report. */
  readonly spelled: (row: string) => readonly string[]
}

const split = (text: string): string[] => text.split(' ')

export const spelledRows: readonly SpelledRows[] = [
  {
    vendor: 'Cisco',
    rows: split(
      '8875 9841 9851 9861 9871 8832 6821 6841 6851 6861 6871 7811 7821 7841 7861 8811 8841 8845 8851 8861 8865',
    ),
    // Cisco-CP-6841-3PCC/11.1.1 · CP-7841-3PCC (DHCP) · IP Phone 8851 (CDP)
    spelled: (row) => [
      `CP-${row}-3PCC`,
      `CP-${row}`,
      `CP${row}`,
      `${row}-3PCC`,
      `IP Phone ${row}`,
      `Cisco IP Phone ${row}`,
    ],
  },
  {
    vendor: 'Cisco',
    rows: ['ATA191-MPP', 'ATA192-MPP'],
    // Cisco/ATA191-MPP-11-1-0-MSR4 (FCH2443D9R4) · CISCO ATA191-MPP (DHCP)
    spelled: (row) => [`CISCO ${row}`, row.toLowerCase()],
  },
  {
    vendor: 'Poly',
    rows: ['Trio 8500', 'Trio 8800'],
    // PolycomRealPresenceTrio-Trio_8800-UA
    spelled: (row) => [
      row.replace(' ', '_'),
      row.replace(' ', ''),
      `RealPresence ${row}`,
      `Polycom RealPresence ${row}`,
      `Poly ${row}`,
    ],
  },
  {
    vendor: 'Poly',
    rows: split('150 201 300 301 310 311 400 401 410 411 500 501 600 601').map((each) => `VVX${each}`),
    // PolycomVVX-VVX_400-UA · Polycom VVX 150 (CDP) · VVX250 (title)
    spelled: (row) => [
      row.replace('VVX', 'VVX_'),
      row.replace('VVX', 'VVX '),
      row.replace('VVX', 'VVX-'),
      row.replace('VVX', 'Polycom VVX '),
      row.replace('VVX', 'Poly VVX '),
    ],
  },
  {
    vendor: 'Poly',
    rows: split('B1 B2 B4 20 30 40').map((each) => `Rove ${each}`),
    spelled: (row) => [row.replace(' ', ''), `Poly ${row}`, row.toUpperCase()],
  },
  {
    vendor: 'Poly',
    rows: split('E100 E220 E300 E320 E350 E400 E450 E500 E550').map((each) => `Edge ${each}`),
    // ModelNumber "Edge E350"
    spelled: (row) => [row.replace(' ', '_'), `Poly ${row}`],
  },
  {
    vendor: 'Poly',
    rows: ['ATA 400', 'ATA 402'],
    spelled: (row) => [row.replace(' ', ''), `Poly ${row}`],
  },
  {
    vendor: 'Poly',
    rows: ['OBi 300', 'OBi 302'],
    // Server: OBi302
    spelled: (row) => [row.replace(' ', ''), row.replace(' ', '').toUpperCase()],
  },
  {
    vendor: 'Yealink',
    rows: split(
      'T21P T21P_E2 T23G T27G T29G T30 T30P T31G T31P T33G T40G T40P T41P T41S T42G T42S T42U T43U T46G T46S T46U T48G T48S ' +
        'T48U T53 T53W T54W T57W',
    ),
    // Yealink SIP-T46S 66.86.0.15 · model="T53W" (SIP PnP)
    spelled: (row) => [`SIP-${row}`, `Yealink SIP-${row}`, `Yealink ${row}`, `sip-${row.toLowerCase()}`],
  },
  {
    vendor: 'Yealink',
    rows: split('W56H W73H W57R W59R'),
    spelled: (row) => [`Yealink ${row}`],
  },
  {
    vendor: 'AudioCodes',
    rows: split('405 405HD 405HDG 420HD 420HDG 430HD 430HDG 440HD 445HD 445HDG 450HD C450HD C448HD RX50'),
    // AUDC-IPPhone/2.2.8.61 (440HDG-Rev0; …) · AUDC-IPPhone-445HD_UC_3.4.8/1.0
    spelled: (row) => [`IP-PHONE-${row}`, `IPPhone-${row}`, `AudioCodes ${row}`],
  },
  {
    vendor: 'AudioCodes',
    rows: split('MP502 MP504 MP508 MP516 MP524 MP532'),
    spelled: (row) => [row.replace('MP', 'MP-'), `AudioCodes ${row.replace('MP', 'MP-')}`],
  },
  {
    vendor: 'AudioCodes',
    rows: ['MP112'],
    // ;Board: MP-112 FXS
    spelled: () => ['MP-112', 'MP-112 FXS', 'MP112-FXS'],
  },
  {
    vendor: 'AudioCodes',
    rows: ['MP114-FXS', 'MP118-FXS'],
    spelled: (row) => [row.replace('MP', 'MP-').replace('-FXS', ' FXS'), row.replace('-FXS', '_FXS')],
  },
  {
    vendor: 'AudioCodes',
    rows: ['MP114-FXS-FXO', 'MP118-FXS-FXO'],
    // MP-118 FXS_FXO
    spelled: (row) => [
      row.replace('MP', 'MP-').replace('-FXS-FXO', ' FXS_FXO'),
      row.replace('-FXS-FXO', ' FXS/FXO'),
    ],
  },
  {
    vendor: 'AudioCodes',
    rows: ['MP124-FXS', 'MP1288-FXS'],
    // MP-124 FXS/v.6.60A.342.003
    spelled: (row) => [
      row.replace('MP', 'MP-').replace('-FXS', ' FXS'),
      row.replace('MP', 'MP-').replace('-FXS', ''),
      row.replace('-FXS', ''),
    ],
  },
  {
    vendor: 'Spectralink',
    rows: split('7202 7212 7502 7522 7532 7622 7642 7722 7742 S33 S35 S37'),
    spelled: (row) => [`Spectralink ${row}`],
  },
  {
    vendor: 'Spectralink',
    rows: [
      'IP-DECT Server 400',
      'IP-DECT Server 6500',
      'Virtual IP-DECT Server One',
      'IP-DECT Base Station',
      'RFP6 TDM Digital Base Station',
      'IP-DECT Gateway',
    ],
    spelled: (row) => [`Spectralink ${row}`, row.replaceAll('-', ' ')],
  },
  {
    vendor: 'Ascom',
    rows: ['Ascom d43', 'Ascom d63', 'Ascom d81', 'Ascom d83', 'Ascom i63', 'Ascom Myco 3 DECT'],
    spelled: (row) => [row.replace('Ascom ', '')],
  },
  {
    vendor: 'Ascom',
    rows: ['IP-DECT Access Point IPBSx'],
    // IPBS2[10.3.9] · IPBS3[12.0.11] (SNMP) · product="Ascom IPBS" (info page)
    spelled: () => ['IPBS', 'IPBS1', 'IPBS2', 'IPBS3', 'Ascom IPBS'],
  },
  {
    vendor: 'Ascom',
    rows: ['IP-DECT Gateway IPBL'],
    spelled: () => ['IPBL', 'Ascom IPBL'],
  },
  {
    vendor: 'Ascom',
    rows: ['IP-DECT Virtual Appliance IPVM'],
    spelled: () => ['IPVM', 'Ascom IPVM'],
  },
  { vendor: 'Ascom', rows: ['TDM Base Station'], spelled: (row) => [`Ascom ${row}`] },
  {
    vendor: 'Gigaset',
    rows: ['N610 IP PRO', 'N670 IP PRO', 'N870 IP PRO', 'N870E IP PRO', 'N870 VI PRO'],
    // Gigaset N870 IP PRO/83.V2.11.0 · N870_IP_PRO (DHCP)
    spelled: (row) => [`Gigaset ${row}`, row.replaceAll(' ', '_'), row.replaceAll(' ', '-')],
  },
  {
    vendor: 'Algo',
    rows: split(
      '8180g2 8186 8188 8189 8190 8190s 8196 8198 8028g2 8063 8201 8203 8128g2 8138 8301 8373 8305 8410 8420',
    ),
    // Algo-8186/1.7
    spelled: (row) => [`Algo-${row}`, row.toUpperCase()],
  },
  {
    vendor: 'Alcatel-Lucent Enterprise',
    rows: split('M3 M5 M7 M8'),
    // ALE M3-CE 2.11.01.1604 3c28a620089e
    spelled: (row) => [`${row}-CE`, `ALE ${row}-CE`, `ALE ${row}`],
  },
  {
    vendor: 'Snom',
    rows: ['D717', 'D735'],
    // snomD735/10.1.141.13 · snomD717 (DHCP)
    spelled: (row) => [`snom${row}`, `snom ${row}`, row.toLowerCase()],
  },
  {
    vendor: 'Poly',
    rows: ['Omegaline VVX250', 'Omegaline VVX350', 'Omegaline VVX450'],
    // how they name themselves is published nowhere: the row's name in the forms of the other VVX
    spelled: (row) => [`Poly ${row}`, row.replace('VVX', 'VVX '), row.replace(' VVX', '_VVX_')],
  },
  {
    vendor: '2N',
    rows: [
      ...['SIP Speaker Horn', 'SIP Speaker', 'Sentrio Cabin', 'Lift IP 2.0', 'Indoor View - WiFi'],
      ...['Indoor View', 'Indoor Compact', 'Indoor Talk', 'Clip', 'IP Style', 'IP Verso 2.0', 'IP Verso'],
      ...[
        'IP Vario',
        'IP Solo',
        'IP One',
        'IP Safety',
        'IP Force',
        'IP Base',
        'IP Video Kit',
        'IP Audio Kit',
      ],
    ],
    // "variant":"2N IP Verso" · LiftIP 2.0 · a tab behind the name, as the page prints IP Style
    spelled: (row) => [`2N ${row}`, row.replace('Lift IP', 'LiftIP'), `${row}\t`, row.replace(' - ', ' ')],
  },
]

/** Several rows for one name: one build per region, and ambiguous names. */
export const spelledSeveral: readonly {
  readonly vendor: string
  readonly spelled: readonly string[]
  readonly rows: readonly string[]
}[] = [
  {
    vendor: 'Yealink',
    spelled: ['W70B', 'Yealink W70B', 'SIP-W70B'],
    rows: ['W70B NOAM', 'W70B EMEA', 'W70B APAC'],
  },
  {
    vendor: 'Yealink',
    spelled: ['W80', 'W80B', 'W80DM', 'SIP-W80B'],
    rows: ['W80 NOAM', 'W80 EMEA', 'W80 APAC'],
  },
  {
    vendor: 'Yealink',
    spelled: ['W90', 'W90B', 'W90DM', 'Yealink W90DM'],
    rows: ['W90 NOAM', 'W90 EMEA', 'W90 APAC'],
  },
  ...['250', '350', '450'].map((number) => ({
    vendor: 'Poly',
    spelled: [
      `VVX_${number}`,
      `VVX ${number}`,
      `VVX-${number}`,
      `Polycom VVX ${number}`,
      `HP Poly VVX ${number}`,
    ],
    rows: [`Omegaline VVX${number}`, `VVX${number}`],
  })),
  { vendor: 'AudioCodes', spelled: ['MP-114', 'MP114'], rows: ['MP114-FXS', 'MP114-FXS-FXO'] },
  { vendor: 'AudioCodes', spelled: ['MP-118', 'MP118'], rows: ['MP118-FXS', 'MP118-FXS-FXO'] },
]

/** Names similar to a row, which must not match it. */
export const noRow: readonly (readonly [vendor: string, model: string])[] = [
  ['Cisco', 'SPA525G2'],
  ['Cisco', 'CP-8865NR'],
  ['Cisco', 'CP-7841G'],
  ['Cisco', 'CP-7832-3PCC'],
  ['Cisco', 'CP-8841-3PCC-K9'],
  ['Cisco', 'ATA191'],
  ['Cisco', 'ATA190'],
  ['Cisco', 'SPA112'],
  ['Cisco', '841'],
  ['Cisco', '88411'],
  ['Poly', 'VVX D230'],
  ['Poly', 'VVX-D230'],
  ['Poly', 'VVX 250 OBi Edition'],
  ['Poly', 'VVX 41'],
  ['Poly', 'VVX 4111'],
  ['Poly', 'VVX'],
  ['Poly', '411'],
  ['Poly', 'Trio 8300'],
  ['Poly', 'Trio C60'],
  ['Poly', 'CCX 500'],
  ['Poly', 'Rove'],
  ['Poly', 'Rove B'],
  ['Poly', '20'],
  ['Poly', 'B2'],
  ['Poly', 'OBi200'],
  ['Poly', 'OBi202'],
  ['Poly', 'SPIP 335'],
  ['Yealink', 'SIP-T46'],
  ['Yealink', 'SIP-T46SW'],
  ['Yealink', 'SIP-T31'],
  ['Yealink', 'SIP-T53WP'],
  ['Yealink', 'SIP-T21'],
  ['Yealink', 'SIP-T21D'],
  ['Yealink', 'SIP-T19P_E2'],
  ['Yealink', 'SIP-T58A'],
  ['Yealink', 'CP960'],
  ['Yealink', 'W75B'],
  ['Yealink', 'W75DM'],
  ['Yealink', 'W60B'],
  ['Yealink', 'W70'],
  ['Yealink', 'W70DM'],
  ['Yealink', 'W80BDM'],
  ['Yealink', 'W53H'],
  ['Yealink', 'D735'],
  ['Yealink', 'SIP'],
  ['AudioCodes', '440HDG'],
  ['AudioCodes', '450'],
  ['AudioCodes', 'C435HD'],
  ['AudioCodes', 'HD405'],
  ['AudioCodes', 'MP-11'],
  ['AudioCodes', 'MP-202'],
  ['AudioCodes', 'MP-124 FXS_FXO'],
  ['AudioCodes', 'MP-118 FXO'],
  ['AudioCodes', 'MP-1288E'],
  ['AudioCodes', 'GW 24 FXS'],
  ['AudioCodes', 'Mediant 500'],
  ['Spectralink', 'IP-DECT Server 200'],
  ['Spectralink', 'IP-DECT Server'],
  ['Spectralink', '7710'],
  ['Spectralink', '400'],
  ['Ascom', 'IPBS22'],
  ['Ascom', 'IPBS2-C3/1B1'],
  ['Ascom', 'd41'],
  ['Ascom', 'Myco 3'],
  ['Ascom', 'IP-DECT Gateway'],
  ['Gigaset', 'N870'],
  ['Gigaset', 'N510 IP PRO'],
  ['Gigaset', 'N720 DM PRO'],
  ['Gigaset', 'N870E VI PRO'],
  ['Algo', '8180'],
  ['Algo', '8128'],
  ['Algo', '8186g2'],
  ['Alcatel-Lucent Enterprise', 'M30'],
  ['Alcatel-Lucent Enterprise', '8028s-GE'],
  ['Alcatel-Lucent Enterprise', 'M3-EE'],
  ['Snom', 'M3'],
  ['Snom', 'D713'],
  ['Snom', 'D735-2'],
  ['Poly', 'Omegaline'],
  ['Poly', 'Omegaline VVX150'],
  ['2N', 'IP Verso 3.0'],
  ['2N', 'IP'],
  ['2N', 'Indoor Touch 2.0'],
  ['2N', 'Access Unit 2.0'],
  ['Nobody', 'T46S'],
  ['', ''],
  ['Poly', ''],
]
