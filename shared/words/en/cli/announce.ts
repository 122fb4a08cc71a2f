/** Texts of announce. */
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: 'tells phones their provisioning URL while they boot (SIP PnP)',
  usage: '<address...> (--region <region> | --url <url>) [--minutes <n>] [--json]',
  about: [
    'Phones of some makers ask their link for a provisioning URL when they start. This command finds the given phones, then waits for them',
    'to ask, and answers these phones alone, at the addresses where they were found. Restart each phone, or reset it, while the command runs.',
    'It ends when every phone was told, or after --minutes. Whether a phone uses the URL shows when it fetches its configuration.',
    'Works on the own link only: the question of a phone does not pass a router, nor some switches and wireless networks.',
  ],
  examples: [
    {
      line: 'punchdown announce 192.168.1.30 192.168.1.31 --region emea',
      does: 'two phones, the URL of their make',
    },
    {
      line: 'punchdown announce 192.168.1.30 --url http://192.168.1.5:8080/ --minutes 5',
      does: 'another URL',
    },
  ],
}

export const announce = {
  help,
  minutes: 'how long phones are answered, 1 to 60 (default 10)',
  chosen: (mac: string, address: string, url: string) => `${mac} at ${address} will be told ${url}`,
  notKnown: (name: string) =>
    `warning: it is not known that ${name} asks its link for a URL; it may not be told`,
  noMac: (address: string) =>
    `warning: the MAC address of the device at ${address} is not known, and it cannot be answered`,
  listening: (addresses: readonly string[]) => `listening on ${addresses.join(', ')}: restart the phones now`,
  asked: (mac: string) => `${mac} asks for its URL`,
  otherAddress: (mac: string, from: string) =>
    `warning: ${from} asks with the address of ${mac} and is not answered: scan again if the phone has moved`,
  told: (mac: string) => `${mac} has taken the URL`,
  notAcknowledged: (mac: string) => `${mac} did not acknowledge the URL; restart it to try again`,
  waiting: (mac: string) => `${mac} did not ask`,
}
