/** Texts of lldp and neighbours. */
import { counted } from '../numbers.ts'
import type { CommandHelp } from './general.ts'

const lldpHelp: CommandHelp = {
  summary: 'lists LLDP and CDP neighbours in a capture or on an interface of this laptop',
  usage: '<file>... | - | --live <interface> [--every] [--tlvs] [--json]',
  about: [
    'Reads pcap and pcapng files ("-": standard input), or the frames on an interface, and prints a neighbour per line:',
    'chassis, port, name, description, capabilities, VLANs, voice policy, power, LLDP-MED inventory, management addresses.',
    'With --json each line has an "event": "neighbour" (new), "changed", "left" (its time to live is 0), or "discarded"',
    '(a malformed frame, with the problem and its octet in the frame). Problems of a single TLV are in "problems" of the',
    'neighbour. Other frames are ignored. Nothing is sent.',
    'Malformed frames are printed and skipped, and the exit code is 5; a file without neighbours is exit code 3.',
    'With --live, Ctrl-C ends with exit code 0; a missing capture program or permission is exit code 7.',
  ],
  examples: [
    { line: 'punchdown lldp site.pcapng', does: 'the neighbours in a capture' },
    { line: 'punchdown lldp port7.pcap --json --tlvs', does: 'every TLV, for a script' },
    { line: 'punchdown lldp --live eth0', does: 'the switch port of this laptop' },
    {
      line: "ssh gateway tcpdump -i eth1 -U -w - ether proto 0x88cc | punchdown lldp - --json | jq '.name'",
      does: 'frames that another machine receives',
    },
  ],
}

export const lldp = {
  help: lldpHelp,
  live: 'listen on an interface of this laptop until Ctrl-C, through tcpdump or dumpcap',
  every: 'print every frame, not only new information',
  tlvs: 'with --json, print every TLV of the frame as well',
  skippedLink: (file: string) => `${file}: frames of an unsupported link type are skipped`,
  totals: (frames: number, neighbours: number, malformed: number) =>
    `${counted(frames, 'frame', 'frames')}, ${counted(neighbours, 'neighbour', 'neighbours')}, ${malformed} malformed`,
  listening: (name: string, program: string) =>
    `Listening on ${name} with ${program}; most neighbours send every 30 or 60 seconds. Ctrl-C stops it.`,
  event: { changed: 'changed: ', left: 'left: ' },
  chassis: (chassis: string) => `chassis ${chassis}`,
  port: (port: string, description: string | null) =>
    `port ${port}${description === null ? '' : ` (${description})`}`,
  vlan: (vlan: number) => `VLAN ${vlan}`,
  managementAddresses: (addresses: readonly string[]) => `at ${addresses.join(', ')}`,
  inFrame: (frame: number, problem: string) => `  frame ${frame}: ${problem}`,
  discarded: (frame: number, source: string | null, problem: string) =>
    `malformed: frame ${frame} from ${source ?? 'an unknown sender'}: ${problem}`,
  problem: (kind: string, tlv: string | null, offset: number) =>
    `${kind}${tlv === null ? '' : ` in ${tlv}`} at octet ${offset}`,
  voice: {
    requested: 'requests a voice VLAN',
    vlan: (vlan: number | null) => `voice VLAN ${vlan}`,
    tagged: 'tagged',
    untagged: 'untagged',
    priority: (priority: number) => `priority ${priority}`,
    dscp: (dscp: number) => `DSCP ${dscp}`,
  },
  power: {
    role: (role: string) => `PoE ${role.toUpperCase()}`,
    class: (powerClass: number | string) => `class ${powerClass}`,
    requested: (watts: number) => `requests ${watts} W`,
    allocated: (watts: number) => `gets ${watts} W`,
  },
  inventory: { hardware: 'hw', firmware: 'fw', software: 'sw', serial: 'serial', asset: 'asset' },
}

const neighboursHelp: CommandHelp = {
  summary: 'reads a switch over SNMP: the devices on its ports',
  usage: '<switch[:port]> [--community-stdin | --v3 <user> [--auth <method> [--privacy <cipher>]]] [--json]',
  about: [
    'Prints each neighbour once: switch, port, mac, addresses, name, vendor, model, firmware, kind, seenBy (lldp, cdp, fdb),',
    'vlan, voiceVlan, otherVoiceVlan (the expected one, and why), power, inventory, and in raw the values without a meaning',
    'here. A port without a name is null. When tables were not read to the end, a last line lists them in unread.',
    'Devices that are only in the forwarding table are listed for access ports. Nothing is written to the switch. A switch',
    'without neighbours is exit code 0. No argument takes a community or a password: other users could see it.',
  ],
  examples: [
    { line: 'punchdown neighbours 192.168.10.2', does: 'with the community public' },
    {
      line: 'punchdown neighbours 192.168.10.2 --community-stdin --json < community.txt',
      does: 'for a script',
    },
    {
      line: 'punchdown neighbours 192.168.10.2 --v3 tech --auth sha256 --privacy aes',
      does: 'SNMPv3; the command asks for both passwords',
    },
  ],
}

export const neighbours = {
  help: neighboursHelp,
  phones: 'print phones only',
  answered: (name: string | null, description: string | null) =>
    `${name ?? 'The switch'} answers${description === null ? '' : `: ${description}`}`,
  ended: (neighbours: number, phones: number, tookMs: number) =>
    `${counted(neighbours, 'neighbour', 'neighbours')}, of which ${counted(phones, 'is a phone', 'are phones')}, in ${tookMs} ms.`,
  table: (name: string, notes: readonly string[]) => `${name} (${notes.join(', ')})`,
  unread: (tables: readonly string[]) =>
    `Neighbours may be missing. Not read to the end: ${tables.join(', ')}.`,
  portNotKnown: '(port not known)',
  addressNotKnown: 'address not known',
  vlan: (vlan: number) => `VLAN ${vlan}`,
  voiceVlan: (vlan: number | string) => `voice VLAN ${vlan}`,
  expected: (vlan: number | string, because: string) => `(${vlan} expected: ${because})`,
  poeClass: (powerClass: number | string) => `PoE class ${powerClass}`,
  watts: (watts: string) => `${watts} W`,
}
