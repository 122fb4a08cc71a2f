/** Objects of the office switches' SNMP agents, as lines `oid|tag|value` in any order. Pure. */
import type { Office, OfficeDevice, OfficeSwitch } from './data.ts'
import { portNameOf } from './data.ts'

const system = '1.3.6.1.2.1.1'
const interfaces = '1.3.6.1.2.1.2.2.1'
const names = '1.3.6.1.2.1.31.1.1.1'
const bridge = '1.3.6.1.2.1.17'
const power = '1.3.6.1.2.1.105.1.1.1'
const lldp = '1.0.8802.1.1.2.1'
/** LLDP-EXT-MED-MIB, ANSI/TIA-1057. */
const med = `${lldp}.5.4795.1`
/** CISCO-CDP-MIB, cdpCacheEntry. */
const cdp = '1.3.6.1.4.1.9.9.23.1.2.1.1'

/** lldpRemTimeMark: time of the last change, hundredths of a second since the start. */
const lastChangeAt = 4_200
const bare = (mac: string): string => mac.replaceAll(':', '')
/** A MAC address as an index: `128.94.192.79.0.1`. */
const asIndex = (mac: string): string => [...Buffer.from(bare(mac), 'hex')].join('.')
/** LldpSystemCapabilitiesMap, the first bit first: bridge is bit 2, telephone bit 5. */
const caps = { bridge: '20', telephone: '04', both: '24' } as const

export interface Neighbouring {
  /** The practice base, listed like any other device. */
  readonly base: Pick<OfficeDevice, 'mac' | 'model' | 'maker' | 'firmware'>
}

export function linesOf(of: OfficeSwitch, office: Office, { base }: Neighbouring): string[] {
  const devices = office.devices.filter(({ at }) => at.switch === of.id)
  const ports = Array.from({ length: of.ports }, (_, index) => index + 1)
  const plugged = new Map(devices.map((device) => [device.at.port, device]))
  const isBaseHere = office.base.switch === of.id
  const uplinks = new Map(of.uplinks.map((each) => [each.port, each]))
  const isUp = (port: number) =>
    plugged.has(port) || uplinks.has(port) || (isBaseHere && port === office.base.port)
  return [
    `${system}.1.0|4|${of.sysDescr}`,
    `${system}.2.0|6|${of.sysObjectID}`,
    `${system}.3.0|67|8640000`,
    `${system}.5.0|4|${of.name}`,
    `${system}.6.0|4|Practice office`,
    `${lldp}.3.1.0|2|4`,
    `${lldp}.3.2.0|4x|${bare(of.mac)}`,
    `${lldp}.3.3.0|4|${of.name}`,
    `${lldp}.3.4.0|4|${of.sysDescr}`,
    `${bridge}.1.1.0|4x|${bare(of.mac)}`,
    ...ports.flatMap((port) => portLines(of, office, port, isUp(port), uplinks.has(port))),
    ...(of.speaks.includes('lldp') ? devices.flatMap((device) => lldpLines(device, office)) : []),
    ...(of.speaks.includes('lldp') ? uplinkLines(of, office) : []),
    ...(isBaseHere && of.speaks.includes('lldp')
      ? phoneLines({ ...base, port: office.base.port, vlan: office.voiceVlan, lldp: null, serial: null })
      : []),
    ...(of.speaks.includes('cdp') ? devices.flatMap(cdpLines) : []),
    ...forwardingLines(of, office, base.mac),
  ]
}

function portLines(of: OfficeSwitch, office: Office, port: number, up: boolean, uplink: boolean): string[] {
  const name = portNameOf(of, port)
  return [
    `${interfaces}.2.${port}|4|${name}`,
    `${interfaces}.3.${port}|2|6`,
    `${interfaces}.6.${port}|4x|${bare(of.mac)}`,
    `${interfaces}.8.${port}|2|${up ? 1 : 2}`,
    `${names}.1.${port}|4|${name}`,
    `${names}.15.${port}|66|${up ? 1000 : 0}`,
    `${lldp}.3.7.1.2.${port}|2|5`,
    `${lldp}.3.7.1.3.${port}|4|${name}`,
    `${bridge}.1.4.1.2.${port}|2|${port}`,
    `${bridge}.7.1.4.5.1.1.${port}|66|${office.dataVlan}`,
    // pethPsePortAdminEnable, pethPsePortDetectionStatus (2 searching, 3 delivering), pethPsePortPowerClassifications
    `${power}.3.1.${port}|2|1`,
    `${power}.6.1.${port}|2|${up && !uplink ? 3 : 2}`,
    `${power}.10.1.${port}|2|${up && !uplink ? 3 : 1}`,
    ...(uplink ? [] : policyLines(`${med}.2.1.1`, `${port}.1`, office.voiceVlan)),
  ]
}

/** VLAN, priority 5, DSCP 46, known, tagged; `1` in the index is voice. TruthValue: 1 true, 2 false. */
function policyLines(entry: string, index: string, vlan: number): string[] {
  return [
    `${entry}.2.${index}|2|${vlan}`,
    `${entry}.3.${index}|2|5`,
    `${entry}.4.${index}|2|46`,
    `${entry}.5.${index}|2|2`,
    `${entry}.6.${index}|2|1`,
  ]
}

function lldpLines(device: OfficeDevice, office: Office): string[] {
  if (device.decoy) return []
  const vlan = device.voiceVlan ?? office.voiceVlan
  return phoneLines({ ...device, port: device.at.port, vlan })
}

interface Heard extends Pick<OfficeDevice, 'mac' | 'model' | 'maker' | 'firmware' | 'lldp' | 'serial'> {
  readonly port: number
  readonly vlan: number
}

function phoneLines({ mac, model, maker, firmware, lldp: said, serial, port, vlan }: Heard): string[] {
  const at = `${lastChangeAt}.${port}.1`
  return [
    `${lldp}.4.1.1.4.${at}|2|4`,
    `${lldp}.4.1.1.5.${at}|4x|${bare(mac)}`,
    `${lldp}.4.1.1.6.${at}|2|3`,
    `${lldp}.4.1.1.7.${at}|4x|${bare(mac)}`,
    ...(said === null
      ? []
      : [`${lldp}.4.1.1.9.${at}|4|${said.name}`, `${lldp}.4.1.1.10.${at}|4|${said.description}`]),
    `${lldp}.4.1.1.11.${at}|4x|${caps.both}`,
    `${lldp}.4.1.1.12.${at}|4x|${caps.both}`,
    // class III, communication device
    `${med}.3.1.1.3.${at}|2|3`,
    ...policyLines(`${med}.3.2.1`, `${at}.1`, vlan),
    ...(firmware === null ? [] : [`${med}.3.3.1.3.${at}|4|${firmware}`]),
    ...(serial === null ? [] : [`${med}.3.3.1.4.${at}|4|${serial}`]),
    `${med}.3.3.1.5.${at}|4|${maker}`,
    `${med}.3.3.1.6.${at}|4|${model}`,
  ]
}

function uplinkLines(of: OfficeSwitch, office: Office): string[] {
  return of.uplinks.flatMap(({ port, to, toPort }) => {
    const other = office.switches.find(({ id }) => id === to)
    if (other === undefined) return []
    const at = `${lastChangeAt}.${port}.1`
    return [
      `${lldp}.4.1.1.4.${at}|2|4`,
      `${lldp}.4.1.1.5.${at}|4x|${bare(other.mac)}`,
      `${lldp}.4.1.1.6.${at}|2|5`,
      `${lldp}.4.1.1.7.${at}|4|${portNameOf(other, toPort)}`,
      `${lldp}.4.1.1.9.${at}|4|${other.name}`,
      `${lldp}.4.1.1.10.${at}|4|${other.sysDescr}`,
      `${lldp}.4.1.1.11.${at}|4x|${caps.bridge}`,
      `${lldp}.4.1.1.12.${at}|4x|${caps.bridge}`,
    ]
  })
}

/** CDP rows of the Cisco phones. Capabilities: host 0x10, phone 0x80. */
function cdpLines(device: OfficeDevice): string[] {
  if (device.vendor !== 'Cisco' || device.voiceVlan === null) return []
  const at = `${device.at.port}.1`
  return [
    `${cdp}.6.${at}|4|SEP${bare(device.mac)}`,
    `${cdp}.7.${at}|4|Port 1`,
    `${cdp}.8.${at}|4|Cisco IP Phone ${device.model}`,
    `${cdp}.9.${at}|4x|00000090`,
    `${cdp}.14.${at}|66|${device.voiceVlan}`,
  ]
}

/** Forwarding table: devices on its own ports, and the rest on its first uplink. Status 3 is learned. */
function forwardingLines(of: OfficeSwitch, office: Office, baseMac: string): string[] {
  const isByVlan = of.speaks.includes('vlan-forwarding')
  if (!isByVlan && !of.speaks.includes('forwarding')) return []
  const uplink = of.uplinks[0]?.port ?? 0
  const learnt = [
    { mac: baseMac, vlan: office.voiceVlan, port: office.base.switch === of.id ? office.base.port : uplink },
    ...office.devices.map(({ mac, at, voiceVlan }) => ({
      ...{ mac, vlan: voiceVlan ?? office.dataVlan },
      port: at.switch === of.id ? at.port : uplink,
    })),
  ]
  return [
    ...(isByVlan
      ? [office.dataVlan, office.voiceVlan].flatMap((vlan) => [
          `${bridge}.7.1.4.2.1.3.0.${vlan}|66|${vlan}`,
          `${bridge}.7.1.4.3.1.1.${vlan}|4|${vlan === office.voiceVlan ? 'voice' : 'data'}`,
        ])
      : []),
    ...learnt.flatMap(({ mac, vlan, port }) =>
      isByVlan
        ? [
            `${bridge}.7.1.2.2.1.2.${vlan}.${asIndex(mac)}|2|${port}`,
            `${bridge}.7.1.2.2.1.3.${vlan}.${asIndex(mac)}|2|3`,
          ]
        : [
            `${bridge}.4.3.1.1.${asIndex(mac)}|4x|${bare(mac)}`,
            `${bridge}.4.3.1.2.${asIndex(mac)}|2|${port}`,
            `${bridge}.4.3.1.3.${asIndex(mac)}|2|3`,
          ],
    ),
  ]
}
