/** Texts of url. */
import { provisioningUrls } from '../provisioningUrls.ts'
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: 'builds and checks provisioning URLs, and writes DHCP configuration for them',
  usage:
    '(build --region <region> | read <url> | dhcp --server <server> (--region <region> | --url <url>) | list) [--vendor <name> --model <name>] [--json]',
  about: [
    'build prints the URL for a device. With --json it also prints the source of each part, and what is not settled ("open").',
    'read checks a URL, or firewall ranges ("-": standard input). It prints each fault with its position, the corrected text where the',
    'correction is certain, and the stage of a device that holds the URL. A text with a fault gives exit code 2.',
    'dhcp prints configuration for a DHCP server that sends the URL, by vendor class where it is known. list prints the known facts.',
    'Nothing is sent over the network.',
  ],
  examples: [
    {
      line: 'punchdown url build --vendor cisco --model 8851 --region emea --language de',
      does: 'the URL for a phone',
    },
    {
      line: "punchdown url read 'http://apac/ipp.sdg.teams.microsoft.com' --vendor cisco --model 8851",
      does: 'the faults of a URL',
    },
    {
      line: 'punchdown url dhcp --server dnsmasq --vendor cisco --model 8851 --region emea --ntp 192.168.10.1 > phones.conf',
      does: 'configuration for dnsmasq',
    },
    { line: 'punchdown url list --vendor cisco --json', does: 'the facts about a maker, with their sources' },
  ],
}

const { faults, open, notes, stages, noFault, at } = provisioningUrls

export const url = {
  ...{ help, faults, open, notes, stages, noFault, at },
  vendor: 'maker of the device, as the catalogue prints it',
  model: 'model of the device',
  region: (regions: string) => `region of the site: ${regions}`,
  language: (languages: string) => `language of the texts: ${languages}`,
  tenant: 'tenant id, for bulk sign-in',
  order: (orders: string) => `order of language and tenant, which is not published: ${orders}`,
  suffix: 'build, dhcp: file name, where the sources give several',
  server: (servers: string) => `dhcp: ${servers}`,
  url: 'dhcp: another URL, instead of --region',
  option: 'dhcp: number of the option that carries the URL',
  ntp: 'dhcp: IPv4 addresses of time servers for option 42, with commas',
  utcOffset: 'dhcp: offset from UTC in seconds for option 2',
  warning: 'Note: ',
  fault: 'Fault: ',
  corrected: (text: string) => `Corrected: ${text}`,
  notKnown: 'not known',
}
