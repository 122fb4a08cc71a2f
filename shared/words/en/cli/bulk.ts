/** Texts of bulk. */
import { bulk as texts } from '../bulk.ts'
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: 'sets the provisioning URL of many devices, after showing every change',
  usage:
    '<cidr|host[:port]>... (--region <region> | --url <url>) (--plan | --apply) --user <name> [--password-stdin] [--allow-http] [--table <file>]',
  about: [
    'Scans the targets, signs in to each device once, and prints the changes by model. With --apply it writes one device of each',
    'model first, then the others, and reads every setting back. A model is stopped after two like failures. Prints one line for each device:',
    '"done", "unchanged", "by-hand", "not-read", "not-written" or "skipped".',
  ],
  examples: [
    {
      line: 'punchdown bulk 192.168.10.0/24 --region emea --plan --user admin',
      does: 'show the changes of a subnet',
    },
    {
      line: 'punchdown bulk 192.168.10.0/24 --region emea --apply --user admin --password-stdin --table result.csv < password.txt',
      does: 'write them and keep the result',
    },
  ],
}

export const bulk = {
  help,
  atOnce: 'devices at the same time, 1 to 64; 8 without it',
  noCanary: 'do not finish one device of each model before the others',
  defaultPasswords: 'also try the default password of the maker, once for each device',
  table: 'write the result to this file as CSV',
  group: (name: string, count: number, way: keyof typeof texts.wayName) =>
    `${texts.group(name, count)} (${texts.wayName[way].toLowerCase()})`,
  edit: (page: string, label: string, before: string, after: string) =>
    `  ${page} > ${label}: ${before} → ${after}`,
  line: (line: {
    device: string
    address: string
    result: keyof typeof texts.stepName
    problem: string | null
  }) =>
    `${line.address.padEnd(22)} ${line.device.padEnd(24)} ${texts.stepName[line.result]}${line.problem === null ? '' : ` (${line.problem})`}`,
  defaultPasswordWorks: 'Some devices accept the default password of their maker. Change it.',
}
