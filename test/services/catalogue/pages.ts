/** Made-up pages in the forms of the dated versions of the published page. */

export interface PageParts {
  readonly date?: string
  readonly head?: string
  readonly rows: readonly string[]
  /** Text below the table. */
  readonly below?: readonly string[]
  readonly above?: readonly string[]
}

export const usualHead =
  '|Vendor    |Model      |Minimum firmware version|Approved firmware version|Remarks|Links|'
const usualNotes = ['> [!NOTE]', '> Handsets are updated over the air.']

export function pageOf({
  date = '07/15/2024',
  head = usualHead,
  rows,
  below = usualNotes,
  above = [],
}: PageParts): string {
  const dashes = `|${'---|'.repeat(head.split('|').length - 2)}`
  return [
    '---',
    'title: Plan SIP Gateway',
    `ms.date: ${date}`,
    '---',
    '',
    '# Plan for SIP Gateway',
    '',
    ...above,
    '',
    '## Compatible devices',
    '',
    head,
    dashes,
    ...rows,
    '',
    ...below,
    '',
  ].join('\n')
}

/** 2021: no footnotes, a row three times, short rows, other order of vendors' models. */
export const of2021 = pageOf({
  date: '09/30/2021',
  rows: [
    '|**Cisco** |           |            |           |Convert enterprise firmware first.|[Guide](https://example.test/guide)|',
    '|          |8832       |11.3.5MPP   |11.3.5MPP  |   |   |',
    '|          |6821       |11.1.1MPP   |11-3-3MPP  |   |   |',
    '|**Yealink**|          |            |           |   |[Support](https://example.test/)|',
    '|          |T41S       |83          |66.85.0.5  |   |   |',
    '|          |T41S       |83          |66.85.0.5  |   |   |',
    '|          |T41S       |83          |66.85.0.5  |   |   |',
    '|          |T21P       |83          |52.84.0.140|   |   |',
    '|**AudioCodes**|       |            |           ||',
    '|          |405HD       |3.2.1      |2.2.16.570 |',
  ],
  below: [
    '> [!NOTE]',
    '> For some devices, the minimum firmware version is greater than the approved firmware version.',
  ],
})

/** 2023: one mark, with another meaning than in 2024; ports in the column of links. */
export const of2023 = pageOf({
  date: '08/22/2023',
  rows: [
    '|**Cisco** | | | | | |',
    '| |6821<sup>1</sup>       |11.1.1MPP   |12-0-1MPP  |   |   |',
    '| |ATA191-MPP       |11.2.2MPP   |11-2-2MPP0101-013  |   |   |',
    '|**Yealink**| | | | | |',
    '| |T21P       |83          |34.72.0.75 |   |   |',
    '| |T41S<sup>1</sup>      |83          |66.86.5.1  |   |   |',
    '| |W70B EMEA             |            |146.85.5.2 |   |   |',
    '|**AudioCodes**| | | | | |',
    '| |405HD<sup>1</sup>      |3.2.1      |2.2.16.600 |   |   |',
    '| |MP112                  |6.60A.367.001      |6.60A.367.001  |ATA   | All ports available [Setup Guide](https://example.test/a.pdf)  |',
    '| |MP114-FXS              |6.60A.367.001      |6.60A.367.001  |ATA   | 3 out of 4 ports available   |',
  ],
  below: [
    '<sup>1</sup> Device supports dynamic emergency calling (E911) with SIP Gateway.',
    '',
    '> [!NOTE]',
    '> Compatible Cisco SIP IP phones support dynamic location discovery over LLDP only.',
  ],
})

/** 2025: a date without zeros, tabs, breaks between links, a version named after its product, a vendor without marks. */
export const of2025 = pageOf({
  date: '2/28/2025',
  above: [
    '## Requirements to use SIP Gateway',
    '',
    'Users must have a number.',
    '',
    '>[!note]',
    '>SIP Gateway Feature Codes:',
    '>',
    '>',
    '> DND -',
    '> \\*30\\* (Set DND From SIP Device)',
    '>',
    '> Call Forwarding - (https://example.test/forwarding)',
    '> \\*32\\* - Reset Call Forwarding Status',
    '>',
    '> \\*33\\* (Set "Call Forwarded To" Number)',
  ],
  rows: [
    '|**Yealink**| | | | | |',
    '| |T41S<sup>2</sup>      |83          |66.86.5.1  |   |   |',
    '|**Cisco** | | | | | |',
    '| |9841<sup>1</sup>       |PhoneOS 3.3.1   |PhoneOS 3.3.1  |   |   |',
    '| |6821<sup>1</sup>       |11.1.1MPP   |12-0-3MPP  |   |   |',
    '|**2N**|       |           |           |   |[EMEA](https://example.test/emea) <br> [NOAM](https://example.test/noam)|',
    '| |IP Verso\t               |2.46.1     |2.46.1     | |   |',
    '| |IP Solo                 |2.46.1     |2.46.1     | |   |',
  ],
  below: [
    '<sup>1</sup> Device supports dynamic location discovery through LLDP with SIP Gateway.',
    '',
    '<sup>2</sup> Device supports dynamic location discovery with SIP Gateway.',
    '',
    '> [!NOTE]',
    '> Tango Extend eSIM endpoints are supported by their reseller.',
  ],
})
