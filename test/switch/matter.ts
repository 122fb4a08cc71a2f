/** Small switches and neighbours for tests. */
import type { Neighbour, Switch, SwitchPort, VoicePolicy } from '#shared/model/neighbour.ts'

export const portOf = (name: string, more: Partial<SwitchPort> = {}): SwitchPort => ({
  key: `if:${name}`,
  ifIndex: null,
  lldpPort: null,
  bridgePort: null,
  name,
  alias: null,
  description: null,
  up: true,
  speed: 1000,
  untaggedVlan: null,
  voicePolicy: null,
  power: null,
  macCount: 1,
  uplink: false,
  behind: [],
  ...more,
})

export const switchOf = (id: string, ports: SwitchPort[], jobId = 'job'): Switch => ({
  id,
  jobId,
  key: `mac:02:00:00:00:00:0${id.length}`,
  address: '192.0.2.1',
  port: 161,
  name: id,
  description: null,
  location: null,
  objectId: null,
  vendor: null,
  mac: null,
  ports,
  vlanNames: [],
  tables: [],
  raw: [],
  readAt: 1,
})

export const policyOf = (vlan: number | null): VoicePolicy => ({
  vlan,
  tagged: true,
  priority: 5,
  dscp: 46,
  known: vlan !== null,
})

const nowhere: Neighbour['vlan'] = {
  untagged: null,
  said: null,
  learnt: [],
  learntAs: null,
  voice: null,
  offered: null,
  cdpVoice: null,
}

export type NeighbourMatter = Partial<Omit<Neighbour, 'vlan'>> & {
  readonly vlan?: Partial<Neighbour['vlan']>
}

export const neighbourOf = (
  switchId: string,
  port: string,
  mac: string | null,
  { vlan = {}, ...more }: NeighbourMatter = {},
): Neighbour => ({
  id: `${switchId}/${port}/${mac ?? ''}`,
  jobId: 'job',
  switchId,
  switchKey: switchId,
  seenBy: ['lldp'],
  port: { key: `if:${port}`, ifIndex: null, name: port, alias: null },
  chassisId: null,
  portId: null,
  portDescription: null,
  mac,
  macs: mac === null ? [] : [mac],
  addresses: [],
  name: null,
  description: null,
  platform: null,
  software: null,
  capabilities: { supported: ['telephone'], enabled: ['telephone'] },
  medClass: null,
  vlan: { ...nowhere, ...vlan },
  power: null,
  inventory: null,
  location: [],
  raw: [],
  readAt: 1,
  ...more,
})
