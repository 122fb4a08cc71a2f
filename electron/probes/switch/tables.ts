/** The tables of a switch that are read, with the columns that are used and their sources. */

export interface TablePlan {
  readonly name: TableName
  /** OID of the entry; columns are numbered below it. */
  readonly entry: string
  readonly columns: Readonly<Record<string, number>>
  /** Row limit; a longer table is marked as cut. */
  readonly mostRows: number
  /** The index starts with lldpRemTimeMark, lldpRemLocalPortNum, lldpRemIndex. */
  readonly remote: boolean
}

export type TableName = keyof typeof plans

const lldp = '1.0.8802.1.1.2.1'
/** Organisational extensions are below lldpExtensions, by OUI: 0080C2, 00120F, 0012BB. */
const dot1 = `${lldp}.5.32962.1`
const dot3 = `${lldp}.5.4623.1`
const med = `${lldp}.5.4795.1`
const cisco = '1.3.6.1.4.1.9.9'

/** Large stacks have some 500 ports, and a chassis a few thousand interfaces. */
const ports = 4_096
/** Ports have few neighbours; more rows come from agents that repeat them for every moment. */
const neighbours = 4_096
/** A core switch learns tens of thousands of addresses; more does not help to find an access port. */
const addresses = 32_768

const plans = {
  // RFC 2863, IF-MIB
  interfaces: {
    entry: '1.3.6.1.2.1.2.2.1',
    columns: { ifDescr: 2, ifType: 3, ifPhysAddress: 6, ifOperStatus: 8 },
    mostRows: ports,
  },
  interfaceNames: {
    entry: '1.3.6.1.2.1.31.1.1.1',
    columns: { ifName: 1, ifHighSpeed: 15, ifAlias: 18 },
    mostRows: ports,
  },
  // IEEE 802.1AB, LLDP-MIB
  lldpPorts: {
    entry: `${lldp}.3.7.1`,
    columns: { lldpLocPortIdSubtype: 2, lldpLocPortId: 3, lldpLocPortDesc: 4 },
    mostRows: ports,
  },
  lldpRemote: {
    entry: `${lldp}.4.1.1`,
    columns: {
      lldpRemChassisIdSubtype: 4,
      lldpRemChassisId: 5,
      lldpRemPortIdSubtype: 6,
      lldpRemPortId: 7,
      lldpRemPortDesc: 8,
      lldpRemSysName: 9,
      lldpRemSysDesc: 10,
      lldpRemSysCapSupported: 11,
      lldpRemSysCapEnabled: 12,
    },
    mostRows: neighbours,
    remote: true,
  },
  // the address is in the index
  lldpAddresses: {
    entry: `${lldp}.4.2.1`,
    columns: { lldpRemManAddrIfSubtype: 3 },
    mostRows: neighbours,
    remote: true,
  },
  // ANSI/TIA-1057, LLDP-EXT-MED-MIB
  medPolicies: {
    entry: `${med}.2.1.1`,
    columns: {
      lldpXMedLocMediaPolicyVlanID: 2,
      lldpXMedLocMediaPolicyPriority: 3,
      lldpXMedLocMediaPolicyDscp: 4,
      lldpXMedLocMediaPolicyUnknown: 5,
      lldpXMedLocMediaPolicyTagged: 6,
    },
    mostRows: 2 * ports,
  },
  medClasses: {
    entry: `${med}.3.1.1`,
    columns: { lldpXMedRemDeviceClass: 3 },
    mostRows: neighbours,
    remote: true,
  },
  medRemotePolicies: {
    entry: `${med}.3.2.1`,
    columns: {
      lldpXMedRemMediaPolicyVlanID: 2,
      lldpXMedRemMediaPolicyPriority: 3,
      lldpXMedRemMediaPolicyDscp: 4,
      lldpXMedRemMediaPolicyUnknown: 5,
      lldpXMedRemMediaPolicyTagged: 6,
    },
    mostRows: 2 * neighbours,
    remote: true,
  },
  medInventory: {
    entry: `${med}.3.3.1`,
    columns: {
      lldpXMedRemHardwareRev: 1,
      lldpXMedRemFirmwareRev: 2,
      lldpXMedRemSoftwareRev: 3,
      lldpXMedRemSerialNum: 4,
      lldpXMedRemMfgName: 5,
      lldpXMedRemModelName: 6,
      lldpXMedRemAssetID: 7,
    },
    mostRows: neighbours,
    remote: true,
  },
  medLocations: {
    entry: `${med}.3.4.1`,
    columns: { lldpXMedRemLocationInfo: 2 },
    mostRows: neighbours,
    remote: true,
  },
  medPowerRoles: {
    entry: `${med}.3.5.1`,
    columns: { lldpXMedRemXPoEDeviceType: 1 },
    mostRows: neighbours,
    remote: true,
  },
  medPower: {
    entry: `${med}.3.7.1`,
    columns: { lldpXMedRemXPoEPDPowerReq: 1, lldpXMedRemXPoEPDPowerPriority: 3 },
    mostRows: neighbours,
    remote: true,
  },
  // IEEE 802.1AB annex F, LLDP-EXT-DOT1-MIB
  dot1Ports: { entry: `${dot1}.2.1.1`, columns: { lldpXdot1LocPortVlanId: 1 }, mostRows: ports },
  dot1Remote: {
    entry: `${dot1}.3.1.1`,
    columns: { lldpXdot1RemPortVlanId: 1 },
    mostRows: neighbours,
    remote: true,
  },
  // IEEE 802.1AB annex G, LLDP-EXT-DOT3-MIB
  dot3Power: {
    entry: `${dot3}.3.2.1`,
    columns: { lldpXdot3RemPowerPortClass: 1, lldpXdot3RemPowerClass: 6 },
    mostRows: neighbours,
    remote: true,
  },
  // CISCO-CDP-MIB
  cdp: {
    entry: `${cisco}.23.1.2.1.1`,
    columns: {
      cdpCacheAddressType: 3,
      cdpCacheAddress: 4,
      cdpCacheVersion: 5,
      cdpCacheDeviceId: 6,
      cdpCacheDevicePort: 7,
      cdpCachePlatform: 8,
      cdpCacheCapabilities: 9,
      cdpCacheNativeVLAN: 11,
      cdpCacheVlanID: 14,
      cdpCachePowerConsumption: 15,
      cdpCacheSysName: 17,
    },
    mostRows: neighbours,
  },
  // RFC 3621, POWER-ETHERNET-MIB
  power: {
    entry: '1.3.6.1.2.1.105.1.1.1',
    columns: {
      pethPsePortAdminEnable: 3,
      pethPsePortDetectionStatus: 6,
      pethPsePortPowerClassifications: 10,
    },
    mostRows: ports,
  },
  // CISCO-POWER-ETHERNET-EXT-MIB: consumption of a port, and its physical port
  powerDrawn: {
    entry: `${cisco}.402.1.2.1`,
    columns: { cpeExtPsePortPwrConsumption: 9, cpeExtPsePortEntPhyIndex: 11 },
    mostRows: ports,
  },
  // RFC 6933, ENTITY-MIB: a physical port's row in the interface table
  physicalPorts: {
    entry: '1.3.6.1.2.1.47.1.3.2.1',
    columns: { entAliasMappingIdentifier: 2 },
    mostRows: 2 * ports,
  },
  // RFC 4188, BRIDGE-MIB
  bridgePorts: { entry: '1.3.6.1.2.1.17.1.4.1', columns: { dot1dBasePortIfIndex: 2 }, mostRows: ports },
  bridgeForwarding: {
    entry: '1.3.6.1.2.1.17.4.3.1',
    columns: { dot1dTpFdbAddress: 1, dot1dTpFdbPort: 2, dot1dTpFdbStatus: 3 },
    mostRows: addresses,
  },
  // RFC 4363, Q-BRIDGE-MIB
  vlanForwarding: {
    entry: '1.3.6.1.2.1.17.7.1.2.2.1',
    columns: { dot1qTpFdbPort: 2, dot1qTpFdbStatus: 3 },
    mostRows: addresses,
  },
  vlanDatabases: {
    entry: '1.3.6.1.2.1.17.7.1.4.2.1',
    columns: { dot1qVlanFdbId: 3 },
    mostRows: 4_096,
  },
  vlanNames: { entry: '1.3.6.1.2.1.17.7.1.4.3.1', columns: { dot1qVlanStaticName: 1 }, mostRows: 4_096 },
  vlanPorts: { entry: '1.3.6.1.2.1.17.7.1.4.5.1', columns: { dot1qPvid: 1 }, mostRows: ports },
  // CISCO-VTP-MIB
  vtpVlans: {
    entry: `${cisco}.46.1.3.1.1`,
    columns: { vtpVlanState: 2, vtpVlanType: 3, vtpVlanName: 4 },
    mostRows: 4_096,
  },
  // RFC 4293, IP-MIB: the switch's ARP table
  resolved: {
    entry: '1.3.6.1.2.1.4.22.1',
    columns: { ipNetToMediaPhysAddress: 2 },
    mostRows: 8_192,
  },
} as const satisfies Record<string, Omit<TablePlan, 'name' | 'remote'> & { remote?: true }>

function planOf(name: TableName): TablePlan {
  const plan: Omit<TablePlan, 'name' | 'remote'> & { remote?: true } = plans[name]
  return {
    name,
    entry: plan.entry,
    columns: plan.columns,
    mostRows: plan.mostRows,
    remote: plan.remote === true,
  }
}

const isTableName = (name: string): name is TableName => name in plans
export const tablePlans: readonly TablePlan[] = Object.keys(plans).filter(isTableName).map(planOf)

/** Tables about neighbours, which are joined with each other. */
export const remotePlans: readonly TablePlan[] = tablePlans.filter(({ remote }) => remote)

/** Scalar objects. RFC 3418, IEEE 802.1AB, RFC 4188. */
export const scalars = {
  sysDescr: '1.3.6.1.2.1.1.1.0',
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  sysName: '1.3.6.1.2.1.1.5.0',
  sysLocation: '1.3.6.1.2.1.1.6.0',
  lldpLocChassisIdSubtype: `${lldp}.3.1.0`,
  lldpLocChassisId: `${lldp}.3.2.0`,
  lldpLocSysName: `${lldp}.3.3.0`,
  lldpLocSysDesc: `${lldp}.3.4.0`,
  dot1dBaseBridgeAddress: '1.3.6.1.2.1.17.1.1.0',
} as const
export type ScalarName = keyof typeof scalars
