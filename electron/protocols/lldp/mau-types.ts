/**
 * Operational MAU types: the last number of dot3MauType in the IANA-MAU-MIB registry (RFC 4836 and later additions), as the MAC/PHY
 * TLV of 802.3 clause 79.3.1 carries it. Names are the PHY names of IEEE 802.3.
 */
const half = (name: string) => `${name} half duplex`
const full = (name: string) => `${name} full duplex`
const both = (name: string) => [half(name), full(name)]
const ends = (name: string) => [`${name}-D`, `${name}-U`]

/** Numbers 1 to 104 in order; 108 and from 112 on are not listed. */
const names: readonly string[] = [
  'AUI',
  '10BASE5',
  'FOIRL',
  '10BASE2',
  '10BASE-T',
  '10BASE-FP',
  '10BASE-FB',
  '10BASE-FL',
  '10BROAD36',
  ...both('10BASE-T'),
  ...both('10BASE-FL'),
  '100BASE-T4',
  ...both('100BASE-TX'),
  ...both('100BASE-FX'),
  ...both('100BASE-T2'),
  ...both('1000BASE-X'),
  ...both('1000BASE-LX'),
  ...both('1000BASE-SX'),
  ...both('1000BASE-CX'),
  ...both('1000BASE-T'),
  '10GBASE-X',
  '10GBASE-LX4',
  '10GBASE-R',
  '10GBASE-ER',
  '10GBASE-LR',
  '10GBASE-SR',
  '10GBASE-W',
  '10GBASE-EW',
  '10GBASE-LW',
  '10GBASE-SW',
  '10GBASE-CX4',
  '2BASE-TL',
  '10PASS-TS',
  ...ends('100BASE-BX10'),
  '100BASE-LX10',
  ...ends('1000BASE-BX10'),
  '1000BASE-LX10',
  ...ends('1000BASE-PX10'),
  ...ends('1000BASE-PX20'),
  '10GBASE-T',
  '10GBASE-LRM',
  '1000BASE-KX',
  '10GBASE-KX4',
  '10GBASE-KR',
  '10/1GBASE-PRX-D1',
  '10/1GBASE-PRX-D2',
  '10/1GBASE-PRX-D3',
  '10/1GBASE-PRX-U1',
  '10/1GBASE-PRX-U2',
  '10/1GBASE-PRX-U3',
  '10GBASE-PR-D1',
  '10GBASE-PR-D2',
  '10GBASE-PR-D3',
  '10GBASE-PR-U1',
  '10GBASE-PR-U3',
  '40GBASE-KR4',
  '40GBASE-CR4',
  '40GBASE-SR4',
  '40GBASE-FR',
  '40GBASE-LR4',
  '100GBASE-CR10',
  '100GBASE-SR10',
  '100GBASE-LR4',
  '100GBASE-ER4',
  '1000BASE-T1',
  ...ends('1000BASE-PX30'),
  ...ends('1000BASE-PX40'),
  '10/1GBASE-PRX-D4',
  '10/1GBASE-PRX-U4',
  '10GBASE-PR-D4',
  '10GBASE-PR-U4',
  '25GBASE-CR',
  '25GBASE-CR-S',
  '25GBASE-KR',
  '25GBASE-KR-S',
  '25GBASE-R',
  '25GBASE-SR',
  '25GBASE-T',
  '40GBASE-ER4',
  '40GBASE-R',
  '40GBASE-T',
  '100GBASE-CR4',
  '100GBASE-KR4',
  '100GBASE-KP4',
  '100GBASE-R',
  '100GBASE-SR4',
  '2.5GBASE-T',
  '5GBASE-T',
]

/** Null for 0 (other or unknown) and for a number without a name here. */
export const mauName = (mauType: number): string | null => names[mauType - 1] ?? null

/**
 * Capability bits that a port must have advertised to run at this MAU type (802.3 table 79-2 and dot3MauType); 0 when that is not certain.
 */
export function pmdBitsOf(mauType: number): number {
  switch (mauType) {
    case 10:
      return 0x4000
    case 11:
      return 0x2000
    case 14:
      return 0x1000
    case 15:
      return 0x0800
    case 16:
      return 0x0400
    case 19:
      return 0x0200
    case 20:
      return 0x0100
    case 29:
      return 0x0002
    case 30:
      return 0x0001
    default:
      return 0
  }
}
