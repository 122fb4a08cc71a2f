/** Every code in three lines: what happened, what it means, what to do. The compiler checks that none is missing. */
import type { Facts, ProblemCode } from '#shared/errors.ts'

export interface ProblemWords {
  readonly title: string
  readonly meaning: string
  readonly remedy: string
}

const fact = (facts: Facts, name: string, otherwise: string): string => {
  const value = facts[name]
  return value === undefined || value === null || value === '' ? otherwise : String(value)
}

type Words = ProblemWords | ((facts: Facts) => ProblemWords)

const words: Record<ProblemCode, Words> = {
  unreachable: (f) => ({
    title: `${fact(f, 'address', 'The device')} does not answer`,
    meaning:
      'Nothing accepts a connection there: it is off, restarting, on another network, or behind a firewall.',
    remedy: 'Check its power and cable, and that this laptop is on the same network. Then try again.',
  }),
  'timed-out': (f) => ({
    title: `${fact(f, 'address', 'The device')} took too long`,
    meaning: 'It accepted the connection and then stayed silent.',
    remedy: 'Wait a minute, then try again. If it stays like this, restart the device.',
  }),
  'connection-lost': (f) => ({
    title: `The connection to ${fact(f, 'address', 'the device')} broke`,
    meaning: 'It ended in the middle of an answer. Whether the last request was taken is not known.',
    remedy: 'Try again: what is already set is left as it is.',
  }),
  'certificate-changed': (f) => ({
    title: `${fact(f, 'address', 'The device')} shows another certificate`,
    meaning:
      'The certificate differs from the one seen before. The device was reset, replaced, or somebody is in between.',
    remedy: 'Check the label on the device. If it was reset or replaced, scan the site again.',
  }),
  'sign-in-needed': {
    title: 'Sign in to this device first',
    meaning: 'Passwords are kept in memory only. They are gone when Punchdown closes.',
    remedy: 'Type the user name and password of its web page.',
  },
  'sign-in-refused': (f) => ({
    title: 'The device refused this password',
    meaning: `It was tried once${f.user === undefined ? '' : ` for ${String(f.user)}`} and will not be tried again: several makes lock out.`,
    remedy: 'Check the password. A provider may have replaced it; ask whoever set the device up.',
  }),
  'sign-in-blocked': {
    title: 'The device has locked its sign-in',
    meaning: 'Too many wrong passwords were tried, here or elsewhere.',
    remedy: 'Wait a few minutes, then try once with the right password.',
  },
  'unexpected-page': (f) => ({
    title: 'The device showed a page that is not the one expected',
    meaning: `Nothing was written. ${fact(f, 'expected', 'A page')} was looked for at ${fact(f, 'path', 'its place')}; what came is kept as evidence.`,
    remedy:
      'Open the evidence. If the firmware is new or rare, set this device by hand and send us the page.',
  }),
  'no-driver': (f) => ({
    title: 'This device cannot be set from here yet',
    meaning: `There is no driver for ${fact(f, 'vendor', 'this make')} ${fact(f, 'model', '')}.`,
    remedy: 'Use its own web page. Punchdown still notices it and puts it in the report.',
  }),
  'setting-missing': (f) => ({
    title: `The setting “${fact(f, 'setting', 'needed')}” is not on the page`,
    meaning: `Nothing was written.${f.firmware === undefined ? '' : ` It came with firmware ${String(f.firmware)}.`}`,
    remedy: 'Update the firmware of the base first, then point it at the gateway.',
  }),
  'setting-refused': (f) => ({
    title: `The device did not keep “${fact(f, 'setting', 'a setting')}”`,
    meaning: `Read back, it holds ${f.found === null || f.found === undefined ? 'nothing' : `“${String(f.found)}”`}. Other settings of this change may be set: see the list.`,
    remedy: 'Try again. If it is refused again, set it on the device’s own page.',
  }),
  'plan-outdated': {
    title: 'The device changed since these settings were shown',
    meaning: 'Nothing was written.',
    remedy: 'Look at the settings again, then apply.',
  },
  'device-busy': {
    title: 'The device is busy',
    meaning: 'It is in the middle of something else, such as an update.',
    remedy: 'Wait until it is done, then try again.',
  },
  'bad-input': (f) => ({
    title: 'That could not be used',
    meaning: `Something typed in is missing or has another form than expected${f.field === undefined ? '' : ` (${String(f.field)})`}.`,
    remedy: 'Check what you typed and try again.',
  }),
  'ipei-too-short': {
    title: 'This IPEI is too short',
    meaning: 'An IPEI has 10 hex digits, or 12 decimal digits and a check character.',
    remedy: 'Read it again from the label under the battery, from left to right.',
  },
  'ipei-too-long': {
    title: 'This IPEI is too long',
    meaning: 'An IPEI has 10 hex digits, or 12 decimal digits and a check character.',
    remedy: 'Read it again; a serial number may have been read instead.',
  },
  'ipei-characters': {
    title: 'There are characters in this IPEI that cannot be',
    meaning: 'Only 0 to 9, A to F and, at the very end, * are used.',
    remedy: 'Check for O in place of 0 and I in place of 1.',
  },
  'ipei-check-character': (f) => ({
    title: 'The check character does not fit',
    meaning: `One digit was misread. For these digits it would be ${fact(f, 'expected', 'another')}.`,
    remedy: 'Compare digit by digit with the label.',
  }),
  'ipei-out-of-range': {
    title: 'No IPEI has these digits',
    meaning: 'The first five are at most 65535, the next seven at most 1048575.',
    remedy: 'Compare digit by digit with the label.',
  },
  'ipei-other-ipui': {
    title: 'This is not an IPEI',
    meaning: 'An IPEI in hex begins with 0.',
    remedy: 'Check the first digit. Ten digits that begin with anything else are another kind of identity.',
  },
  'ipei-doubled-prefix': {
    title: 'The 00 is there twice',
    meaning: 'A hardware id already begins with 00; another was put in front.',
    remedy: 'Take two zeros away, or paste the IPEI itself.',
  },
  'ipei-is-mac': {
    title: 'This looks like a MAC address',
    meaning: 'A handset is known by its IPEI. The MAC on a base’s label is the base’s own.',
    remedy: 'Use the number under the handset’s battery, or read the handsets from the base.',
  },
  'hardware-id-is-base-mac': (f) => ({
    title: 'This is the MAC of the base',
    meaning: `It belongs to ${fact(f, 'model', 'the base')} at ${fact(f, 'address', 'this site')}. Enrolling a base does not work: every handset is enrolled by itself.`,
    remedy: 'Use the handset’s IPEI: under its battery, in its Info menu, or in the base’s handset list.',
  }),
  'mac-malformed': {
    title: 'This is not a MAC address',
    meaning: 'A MAC address has twelve hex digits.',
    remedy: 'Read it again from the label.',
  },
  'cidr-malformed': (f) => ({
    title: `“${fact(f, 'text', 'This')}” is not an address or a subnet`,
    meaning: 'Nothing was scanned.',
    remedy: 'Write a subnet like 192.168.1.0/24 or an address like 192.168.1.20.',
  }),
  'cidr-too-wide': (f) => ({
    title: 'That is too much for one scan',
    meaning: `It holds ${fact(f, 'addresses', 'too many')} addresses; one scan takes at most ${fact(f, 'widest', '4096')}.`,
    remedy: 'Pick a smaller subnet, or scan one after the other.',
  }),
  'ports-malformed': {
    title: 'A port is a number from 1 to 65535',
    meaning: 'Nothing was started.',
    remedy: 'Correct the port and try again.',
  },
  'url-not-allowed': (f) => ({
    title: 'This is not a provisioning URL',
    meaning:
      f.reason === 'slash-for-dot'
        ? 'There is a slash where the first dot belongs: a misprint that was once published.'
        : 'It must begin with http:// or https://, name a host, and hold no user name.',
    remedy: 'Pick the region from the list, or correct the URL.',
  }),
  'region-unknown': {
    title: 'There is no such region',
    meaning: 'The service has three: EMEA, NOAM and APAC.',
    remedy: 'Pick the one the site is in.',
  },
  'banner-line-malformed': {
    title: 'This line is not understood',
    meaning: 'Each line is one JSON object with a protocol and a banner.',
    remedy: 'Correct the line.',
  },
  'catalogue-not-the-page': (f) => ({
    title: `${fact(f, 'name', 'This file')} is not the page of compatible devices`,
    meaning:
      {
        'no-table': 'It holds no table of devices with their firmware.',
        'no-date': 'It does not say of which date it is.',
        html: 'It is the page as a browser saves it. Its Markdown source is what is read.',
        language: 'It is a translation, in which the names of makers and models are translated too.',
        'too-long': 'It is far longer than the page.',
        'not-text': 'It is no text.',
      }[fact(f, 'reason', '')] ?? 'It is something else.',
    remedy:
      'Get the Markdown source of the English page "Plan SIP Gateway" and import that. The catalogue in use is as it was.',
  }),
  'catalogue-damaged': (f) => ({
    title: `${fact(f, 'name', 'This file')} is damaged`,
    meaning: `${
      {
        'cut-off': 'It ends in the middle of the page.',
        footnote: 'It has a footnote mark that is explained nowhere, so its end may be missing.',
        rows: 'Too many rows of its table cannot be read.',
      }[fact(f, 'reason', '')] ?? 'It is not whole.'
    } Look at line ${fact(f, 'line', '1')}.`,
    remedy: 'Get the file again and import it. The catalogue in use is as it was.',
  }),
  'catalogue-older': (f) => ({
    title: `${fact(f, 'name', 'This page')} is older than the catalogue in use`,
    meaning: `It is of ${fact(f, 'date', 'an earlier date')}, the catalogue in use of ${fact(f, 'installed', 'a later one')}.`,
    remedy: 'Keep the newer one, or say that the older one is wanted.',
  }),
  'verification-code-wrong': {
    title: 'Another verification code was dialled',
    meaning: 'The code that arrived is not the one of this handset.',
    remedy: 'Dial again, slowly, exactly as shown.',
  },
  'verification-code-expired': {
    title: 'The verification code had expired',
    meaning: 'A code is valid for 24 hours.',
    remedy: 'Take the new code shown here and dial it.',
  },
  'verification-code-used': {
    title: 'This verification code was used before',
    meaning: 'Each code works once.',
    remedy: 'Take the new code shown here and dial it.',
  },
  'verification-code-other-device': {
    title: 'That code belongs to another handset',
    meaning: 'Two handsets were mixed up, or two codes.',
    remedy: 'Compare the IPEI under the battery with the one shown here.',
  },
  'sign-in-code-wrong': {
    title: 'The sign-in code was not accepted',
    meaning: 'It is not one that is running.',
    remedy: 'Type the code exactly as shown, or get a new one.',
  },
  'sign-in-code-expired': {
    title: 'The sign-in code has expired',
    meaning: 'It lives for minutes only.',
    remedy: 'Get a new code.',
  },
  'hardware-id-unknown': (f) => ({
    title: `Nobody here knows ${fact(f, 'hardwareId', 'this hardware id')}`,
    meaning: 'It is on no list of this gateway.',
    remedy: 'Add the handset to the job, then try again.',
  }),
  'not-onboarded': {
    title: 'This handset is not onboarded yet',
    meaning: 'It has to fetch its configuration and register before it can be verified.',
    remedy: 'Wait for its registration, or restart the base.',
  },
  'no-number-left': {
    title: 'No number is left',
    meaning: 'Every user of the rehearsal directory is signed in somewhere.',
    remedy: 'Add a user under Gateway.',
  },
  'input-not-applicable': (f) => ({
    title: 'That does not fit here',
    meaning: `The handset stands at “${fact(f, 'state', 'another step')}”.`,
    remedy: 'Follow the step that is shown.',
  }),
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
  'port-in-use': (f) => ({
    title: `Port ${fact(f, 'port', '')} is taken`,
    meaning: 'Another program on this laptop uses it.',
    remedy: 'Close that program, or pick another port.',
  }),
  'address-not-here': (f) => ({
    title: `${fact(f, 'address', 'That address')} is not an address of this laptop`,
    meaning: 'The cable may be out, or the laptop has another address now.',
    remedy: 'Pick one of the addresses in the list.',
  }),
  'gateway-off': {
    title: 'The gateway is off',
    meaning: 'Rehearsal needs the gateway on this laptop.',
    remedy: 'Start it under Gateway.',
  },
  'practice-off': {
    title: 'The practice office is off',
    meaning: 'Its devices are not running.',
    remedy: 'Start it under Practice.',
  },
  'database-newer': {
    title: 'These jobs were written by a newer Punchdown',
    meaning: 'This version does not know how to read them and leaves them as they are.',
    remedy: 'Install the newer version, or name another folder with PUNCHDOWN_DATA.',
  },
  'database-damaged': {
    title: 'The data file is damaged',
    meaning: 'It cannot be read as it is. It was not changed.',
    remedy: 'Copy the data folder to a safe place, then name another with PUNCHDOWN_DATA.',
  },
  'disk-full': {
    title: 'The disk is full',
    meaning: 'The last step could not be stored, so it was not taken. What was there before is safe.',
    remedy: 'Make room on the disk, then try again.',
  },
  'data-folder-refused': (f) => ({
    title: 'Nothing can be written in the data folder',
    meaning: `The system refuses ${fact(f, 'path', 'a file in it')} (${fact(f, 'reason', 'no reason given')}). What was there before is safe.`,
    remedy: 'Give this user the right to write there, or name another folder with PUNCHDOWN_DATA.',
  }),
  'already-running': {
    title: 'Punchdown is open already',
    meaning: 'Another copy uses the same data.',
    remedy: 'Go to that copy, or close it first.',
  },
  'core-stopped': {
    title: 'The connection to the core was lost',
    meaning: 'It is being opened again. What was stored is safe.',
    remedy: 'Wait a moment. What was under way goes on where it was.',
  },
  'session-refused': {
    title: 'This link is used up',
    meaning: 'Each link opens Punchdown once, in one tab.',
    remedy: 'Start Punchdown again and open the link that it prints.',
  },
  'not-found': (f) => ({
    title: `This ${fact(f, 'what', 'thing')} is not there`,
    meaning: 'It may have been removed, or belongs to another job.',
    remedy: 'Go back and open it from the list.',
  }),
  'not-available-here': {
    title: 'This cannot be done here',
    meaning: 'The device asks for something Punchdown does not know.',
    remedy: 'Use the device’s own web page.',
  },
  cancelled: {
    title: 'Cancelled',
    meaning: 'It was stopped before the end. What was found or set until then stays.',
    remedy: 'Start it again whenever you like.',
  },
  bug: {
    title: 'Punchdown made a mistake',
    meaning: 'This should not happen. Nothing that was stored is lost.',
    remedy: 'Try again. If it happens again, send us the log with the words below.',
  },
}

export function problemWords(code: ProblemCode, facts: Facts): ProblemWords {
  const found = words[code]
  return typeof found === 'function' ? found(facts) : found
}
