/** Problems of switches, captures and protocol peers. */
import { fact, type Words } from './words.ts'

export const network = {
  'snmp-no-answer': (f) => ({
    title: `${fact(f, 'address', 'The switch')} does not answer over SNMP`,
    meaning:
      'This laptop cannot tell which it is: SNMP is off there, the community is wrong, this laptop is not on its list, or something in between drops SNMP.',
    remedy:
      'Check the community and the list of allowed managers on the switch, and that UDP port 161 is open on the way.',
  }),
  'snmp-community-refused': (f) => ({
    title: `${fact(f, 'address', 'The switch')} does not take this community`,
    meaning:
      'Its SNMP agent is there and keeps silent to what was sent: the community is wrong, or not allowed from this laptop’s address.',
    remedy:
      'Ask for the read community, and have this laptop’s address allowed on the switch. Letters count as capitals or not.',
  }),
  'snmp-user-unknown': (f) => ({
    title: `${fact(f, 'address', 'The switch')} does not know the user ${fact(f, 'user', '')}`,
    meaning: 'It answered that no SNMPv3 user of that name is set up on it. No password was tried.',
    remedy: 'Check the spelling, capitals included, or have the user made on this switch.',
  }),
  'snmp-auth-refused': (f) => ({
    title: `${fact(f, 'address', 'The switch')} refused the password of ${fact(f, 'user', 'this user')}`,
    meaning:
      'It knows the user. The authentication password is wrong, or it is kept with another method (MD5, SHA, SHA-2).',
    remedy: 'Check the password and the method that the user was made with. It was tried once.',
  }),
  'snmp-privacy-refused': (f) => ({
    title: `${fact(f, 'address', 'The switch')} could not read what was encrypted for ${fact(f, 'user', 'this user')}`,
    meaning:
      'The privacy password is wrong, or the cipher is another (DES, AES, AES-256 in one of its two forms).',
    remedy: 'Check the privacy password and the cipher that the user was made with.',
  }),
  'snmp-level-refused': (f) => ({
    title: `${fact(f, 'user', 'This user')} may not read ${fact(f, 'address', 'the switch')} in this way`,
    meaning:
      'The user is known, but not at this level of security: a password or encryption is missing or not set up for it, or its view leaves these tables out.',
    remedy:
      'Add the passwords that the user was made with, or have its group and view widened on the switch.',
  }),
  'snmp-malformed': (f) => ({
    title: `${fact(f, 'address', 'The switch')} does not speak SNMP properly`,
    meaning: 'What came back could not be read, or was not proved to come from it.',
    remedy:
      'Check that the port is the one of its SNMP agent. If it is, restart the agent or try another version of SNMP.',
  }),
  'switch-tables-missing': (f) => ({
    title: `${fact(f, 'address', 'That device')} tells of no neighbours`,
    meaning:
      'It answers over SNMP, but shows neither LLDP, CDP nor a forwarding table: it is no switch, or its view leaves them out.',
    remedy:
      'Turn LLDP on, or have the SNMP view widened to LLDP-MIB (1.0.8802) and BRIDGE-MIB (1.3.6.1.2.1.17).',
  }),
  'sip-malformed': {
    title: 'Something that is no SIP message arrived',
    meaning: 'It was put aside. Nothing else was disturbed.',
    remedy: 'Look at the gateway’s log for where it came from.',
  },
  'http-malformed': (f) => ({
    title: `${fact(f, 'address', 'The device')} does not speak HTTP properly`,
    meaning: 'Its answer could not be read. Nothing was written.',
    remedy: 'Restart the device and try again. Check that it is the port of its web page.',
  }),
  'capture-malformed': (f) => ({
    title: `${fact(f, 'file', 'The capture')} could not be read to its end`,
    meaning:
      fact(f, 'kind', '') === 'not-a-capture'
        ? 'It is no pcap or pcapng file.'
        : `It is damaged at octet ${fact(f, 'offset', '?')}, or of a kind of link that is not read here. What stood before is shown.`,
    remedy: 'Capture again on an Ethernet port, or save it as pcap or pcapng.',
  }),
  'capture-program-missing': (f) => ({
    title: 'No capture program on this laptop',
    meaning: `Listening for neighbours needs one of ${fact(f, 'programs', 'tcpdump, dumpcap')}.`,
    remedy: 'Install Wireshark (it brings dumpcap) or tcpdump, or read the neighbours from the switch.',
  }),
  'capture-not-allowed': (f) => ({
    title: `This laptop does not let you listen on ${fact(f, 'interface', 'that interface')}`,
    meaning: `${fact(f, 'programs', 'The capture program')} has no right to capture.`,
    remedy:
      'On Linux, let your user capture (group wireshark) or start Punchdown from an account that may; on macOS install ChmodBPF with Wireshark; on Windows install Npcap without its restriction to administrators.',
  }),
  'capture-stopped': (f) => ({
    title: `Listening on ${fact(f, 'interface', 'the interface')} stopped`,
    meaning: `${fact(f, 'program', 'The capture program')} ended: ${fact(f, 'said', 'it said nothing')}.`,
    remedy: 'Check the cable and the interface, then listen again.',
  }),
  'interface-unknown': (f) => ({
    title: `${fact(f, 'interface', 'That interface')} is no interface of this laptop`,
    meaning: 'Nothing listens.',
    remedy: 'Pick another one; `tcpdump -D` or `dumpcap -D` lists them.',
  }),
  'link-not-here': {
    title: 'This laptop is on no network that was picked',
    meaning:
      'What devices say by themselves is not passed on by routers: it can only be heard on the network that they are on.',
    remedy: 'Plug this laptop into the network of the phones, or pick the network that it is on.',
  },
} satisfies Record<string, Words>
