/** Texts of scan and listen, and of the SNMP options. */
import { counted } from '../numbers.ts'
import type { CommandHelp } from './general.ts'

export const snmp = {
  v1: 'SNMPv1, for agents that support nothing newer',
  communityStdin:
    'read the community from the first line of standard input; without it, "public" is tried, which is not a secret',
  askCommunity: 'ask for the community and hide it',
  v3: 'SNMPv3, as this user',
  auth: (methods: string) => `authentication of the user: ${methods}`,
  privacy: (ciphers: string) => `encryption: ${ciphers}`,
  passwordsStdin:
    'read the authentication and the privacy password from the lines of standard input; without it, the command asks for them',
  context: 'SNMPv3 context, for a switch with several',
  authenticationPrompt: (user: string) => `Authentication password of ${user}: `,
  privacyPrompt: (user: string) => `Privacy password of ${user}: `,
  communityPrompt: 'Community: ',
  publicCommunity: 'Trying the community "public"; --community-stdin takes another one.',
}

const scanHelp: CommandHelp = {
  summary: 'finds devices at the given targets and nowhere else',
  usage: '<target>... [--exclude <target>]... [--gentle] [--wide] [--changed] [--ports <ports>] [--json]',
  about: [
    'Prints each device once: address, vendor, model, firmware, mac, kind, verdict, level and evidence. A target is a subnet',
    '(192.168.10.0/24), a range (192.168.10.20-40), a host, a host with its web port (192.168.10.20:8080), or a range of web',
    'ports on one host (203.0.113.7:8081-8089), each a device of its own. The scan signs in to no device and writes nothing.',
    'Progress is printed on standard error. A device that announces more about itself during the scan (multicast DNS, SSDP,',
    'SIP PnP) is printed again at the end. A device that answers without a name is printed without a vendor; one that only',
    'refuses connections is not printed. Finding no device is exit code 3.',
  ],
  examples: [
    { line: 'punchdown scan 192.168.10.0/24', does: 'a subnet' },
    {
      line: 'punchdown scan 192.168.10.20-40 192.168.11.0/24 --exclude 192.168.11.1 --json',
      does: 'a range and a subnet without its router, for a script',
    },
    { line: 'punchdown scan 10.20.0.0/16 --wide', does: 'a whole site, in about two minutes' },
    { line: 'punchdown scan 192.168.10.0/24 --gentle', does: 'phones that restart under load' },
    { line: 'punchdown scan 192.168.10.0/24 --changed', does: 'changes since the last scan' },
    {
      line: 'punchdown scan 127.0.0.1:18080 --ports http=18080,sip=15060,snmp=10161 --json',
      does: 'the practice site, which uses high ports',
    },
  ],
}

export const scan = {
  help: scanHelp,
  exclude: 'never contacted: a subnet, a range, an address, a port; can be repeated',
  gentle: 'for old and fragile phones: few requests at once, slowly, with pauses',
  wide: 'allow more than 4096 addresses, up to a /16',
  changed:
    'store the results, and next time show only new, missing and changed devices; continues a scan that was interrupted',
  started: (addresses: number, resumed: boolean) =>
    `${resumed ? 'Continuing with' : 'Scanning'} ${counted(addresses, 'address', 'addresses')}.`,
  /** `1200 of 65534 contacted, 35 answered, 2000 requests a second, 80 s left` */
  progress: (done: number, total: number, answering: number, rate: number, leftS: number | null) =>
    `${done} of ${total} contacted, ${answering} answered, ${rate} requests a second${leftS === null ? '' : `, ${leftS} s left`}`,
  ended: (devices: number, tookMs: number, cancelled: boolean) =>
    `${cancelled ? 'Cancelled. ' : ''}${counted(devices, 'device', 'devices')} in ${tookMs} ms.`,
}

const listenHelp: CommandHelp = {
  summary: 'lists devices from their own announcements, and phones that start',
  usage: '<cidr|host>... [--seconds <n>] [--json]',
  about: [
    'Listens on the networks of this laptop that hold the targets: multicast DNS, SSDP, and SIP PnP, by which a starting phone',
    'asks for its configuration (so start this command, then restart the phone). Prints a device as `scan` does, and again when',
    'something about it is new. It answers no device. Other addresses are only counted. No device is exit code 3.',
  ],
  examples: [
    { line: 'punchdown listen 192.168.10.0/24', does: 'until Ctrl-C' },
    {
      line: 'punchdown listen 192.168.10.0/24 --seconds 90 --json',
      does: 'long enough for a phone to start, for a script',
    },
  ],
}

export const listen = {
  help: listenHelp,
  seconds: 'end after this time; without it, listen until Ctrl-C',
  link: (name: string, address: string) => `${name} (${address})`,
  started: (links: readonly string[]) => `Listening on ${links.join(', ')}.`,
  listenerFailed: (listener: string, link: string, problem: string) =>
    `No ${listener} on ${link}: ${problem}`,
  ended: (devices: number, others: number) =>
    `${counted(devices, 'device', 'devices')} found, ${counted(others, 'other address', 'other addresses')} ignored.`,
}
