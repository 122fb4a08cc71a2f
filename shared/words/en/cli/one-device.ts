/** Texts of identify, read and push, and of signing in to a device. */
import { counted } from '../numbers.ts'
import type { CommandHelp } from './general.ts'

export const signIn = {
  user: 'user name on the device',
  passwordStdin: 'read the password from standard input; without it, the command asks for it and hides it',
  allowHttp:
    'send the password over plain HTTP where the device offers no HTTPS: anyone on the network path can read it',
  userPrompt: 'User: ',
  passwordPrompt: (user: string) => `Password of ${user}: `,
}

const identifyHelp: CommandHelp = {
  summary: 'identifies devices from banners on standard input',
  usage: '< banners.jsonl',
  about: [
    'Reads one {"protocol", "banner", "encoding"?, "context"?} per line and prints for each line, in order, vendor, model,',
    'firmware, mac, serial, kind and level; unknown values are null. "encoding": "base64" marks bytes that are not text.',
  ],
  examples: [
    {
      line: `echo '{"protocol":"http.title","banner":"DECT base"}' | punchdown identify`,
      does: 'one banner',
    },
    { line: 'punchdown identify < banners.jsonl > identities.jsonl', does: 'a file of banners' },
    { line: 'punchdown identify --why < banners.jsonl', does: 'the rule behind each value, and its source' },
  ],
}

export const identify = {
  help: identifyHelp,
  protocols: 'Protocols:',
  malformedLines:
    'A malformed line is answered with nulls and its problem, the other lines are read, and the exit code is 2.',
  why: 'print the rule that read each fact, its source and its confidence',
  malformed: (malformed: number, lines: number) =>
    `${malformed} of ${counted(lines, 'line is', 'lines are')} malformed (banner-line-malformed)`,
}

const readHelp: CommandHelp = {
  summary: 'reads a device: its identity, its settings, its handsets',
  usage: '<address[:port]> --user <name> [--password-stdin] [--allow-http] [--ports <ports>] [--json]',
  about: [
    'Signs in once and prints one object: the identity on the pages of the device, settings (page, group, label, value) and,',
    'for a base, handsets (ipei, ipeiPrinted, hardwareId, model, firmware, state). Nothing is written.',
  ],
  examples: [
    { line: 'punchdown read 192.168.10.20 --user admin', does: 'the command asks for the password' },
    {
      line: 'punchdown read 127.0.0.1:18080 --user admin --password-stdin --allow-http --json < password.txt',
      does: 'for a script, when the device offers no HTTPS',
    },
  ],
}

export const read = {
  help: readHelp,
  settings: 'Settings:',
  handsets: 'Handsets:',
  noHandsets: 'No handsets.',
  isDefault: ' (default)',
}

const pushHelp: CommandHelp = {
  summary: 'sets the provisioning URL of a device, after showing every change',
  usage:
    '<address[:port]> (--region <region> [--language <language>] [--tenant <guid>] [--order <order>] | --url <url>) (--plan | --apply) --user <name> [--password-stdin] [--allow-http]',
  about: [
    'Prints each change: setting, before, after, result. With --plan every result is "planned". With --apply it is "set",',
    '"unchanged", "refused" (the device kept another value), "not-written" or "unknown"; all but the first two give exit code 6.',
  ],
  examples: [
    {
      line: 'punchdown push 192.168.10.20 --region emea --language de --plan --user admin',
      does: 'show the changes',
    },
    {
      line: 'punchdown push 192.168.10.20 --region emea --language de --apply --user admin --password-stdin --json < password.txt',
      does: 'write them',
    },
    {
      line: `punchdown push 127.0.0.1:18080 --url 'http://192.168.10.5:8080/00\${IPEI}.cfg' --plan --user admin --allow-http`,
      does: 'your own URL, written as typed: the device replaces the macros',
    },
  ],
}

export const push = {
  help: pushHelp,
  region: (regions: string) => `use the URL of the service for ${regions}`,
  language: (languages: string) => `language of the phones: ${languages}`,
  tenant: 'tenant id in the URL',
  order: (orders: string) => `order of language and tenant in the URL, which is not published: ${orders}`,
  url: 'another provisioning URL, instead of --region',
  plan: 'show the changes, write nothing',
  apply: 'write the changes and read each one back',
  noRestart: 'do not restart a device that uses the changes only after a restart',
  urlLine: (url: string) => `URL: ${url}`,
  willBeWritten: 'will be written',
  written: 'Written and read back.',
  outcome: {
    nothing: 'The device does nothing else.',
    'at-next-start': 'The device uses this at its next start: restart it.',
    fetches: 'The device then fetches its configuration.',
    'fetch-now': 'Punchdown then lets the device fetch its configuration.',
    restart: 'Punchdown then restarts the device so that it uses this. Calls on it end.',
    restarts: 'The device then restarts, and its handsets are unavailable until it is back.',
  },
}

const recordHelp: CommandHelp = {
  summary: 'records one visit to a device, without its secrets, so that its driver can be proven',
  usage: '<address[:port]> --output <file> [--browser] [--user <name>] [--password-stdin] [--allow-http]',
  about: [
    'Signs in once, reads the device as "punchdown read" does, and writes the requests and replies to a file. Passwords, tokens,',
    'serial numbers, MAC and IP addresses and accounts are replaced. The file is then replayed, which has to give the same',
    'reading. Nothing is sent anywhere, and nothing is written to the device. Look through the file before you send it to us.',
    'With --browser, you visit the pages of the device yourself; this works for a device that no driver knows.',
  ],
  examples: [
    {
      line: 'punchdown record 192.168.10.20 --user admin --output rove-b2.json',
      does: 'the visit of the driver',
    },
    {
      line: 'punchdown record 192.168.10.20 --browser --output phone.json',
      does: 'your own visit, until you press Enter',
    },
  ],
}

export interface RecordLine {
  readonly vendor: string | null
  readonly model: string | null
  readonly firmware: string | null
  readonly exchanges: number
  readonly leftOut: number
  readonly replays: boolean | null
  readonly file: string
}

export const record = {
  help: recordHelp,
  output: 'file to write',
  browser: 'visit the device with your browser instead of its driver',
  open: (url: string) => `Open ${url} in your browser and visit the pages. Press Enter when you are done.`,
  made: ({ vendor, model, firmware, exchanges, leftOut, replays, file }: RecordLine) => {
    const device = [vendor, model, firmware].filter((each) => each !== null).join(' ')
    const replayed =
      replays === null
        ? ''
        : replays
          ? ' The replay gave the same reading.'
          : ' The replay gave another reading: something that the driver needs was replaced.'
    const rest =
      leftOut === 0
        ? ''
        : ` The visit was too long: ${counted(leftOut, 'request is', 'requests are')} not in the file.`
    return `${file}: ${device}, ${counted(exchanges, 'request', 'requests')}.${rest}${replayed}`
  },
  readIt:
    'Look through the file before you send it: a page may show names or numbers that have no known form.',
}
