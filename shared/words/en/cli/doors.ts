/** Texts of the commands that run until Ctrl-C (practice, gateway, serve), and of restore. */
import type { CommandHelp } from './general.ts'

const practiceHelp: CommandHelp = {
  summary: 'runs the practice site until Ctrl-C',
  usage: '[--ports <ports>] [--pace <factor>] [--fault <fault>]... [--office <on|off>] [--json]',
  about: [
    'Prints each practice device when all of them listen: id, vendor, model, firmware, mac, address, ports, user and its',
    'handsets. Then each device of the office, which can only be identified: id, kind, vendor, model, firmware, mac, address,',
    'ports, switch and port, vlan, protocols, lesson, decoy. They listen on 127.0.0.1 only and store nothing.',
    'Ctrl-C ends with exit code 0.',
  ],
  examples: [
    { line: 'punchdown practice', does: 'a site for scan, read and push without hardware' },
    { line: 'punchdown practice --pace 0.05 --json', does: 'short delays, for a script' },
    { line: 'punchdown practice --fault garbage-page', does: 'a base with a fault' },
    { line: 'punchdown practice --office off', does: 'the base alone' },
  ],
}

export const practice = {
  help: practiceHelp,
  ports: 'ports to listen on: http=18080,sip=15060,snmp=10161; free ones when another program uses these',
  pace: 'factor for every delay of the devices; 1 is realistic',
  fault: (faults: string) => `a fault that the devices have from the start: ${faults}; can be repeated`,
  office: 'whether the site has an office besides the base; on by default',
  account: (user: string, password: string) => `user ${user}, password ${password}`,
  vlan: (vlan: number) => `vlan ${vlan}`,
  started: (targets: readonly string[], ports: string) =>
    `Scan it: punchdown scan ${targets.join(' ')} --ports ${ports}\nCtrl-C stops it.`,
}

const gatewayHelp: CommandHelp = {
  summary: 'runs the gateway on one address until Ctrl-C',
  usage: '--listen <ip> [--sip-port <n>] [--http-port <n>] [--handset <ipei>]... [--json]',
  about: [
    'For bench and rehearsal: it serves reserved names only and never contacts the real service. Prints its addresses',
    '("event": "started"), then its log ("event": "seen") and the state of each handset ("event": "endpoint", with the code to',
    'dial or to type). Its directory is stored in the data folder, with the current job. Ctrl-C ends with exit code 0.',
  ],
  examples: [
    { line: 'punchdown gateway --listen 192.168.10.5', does: 'on a bench network' },
    {
      line: 'punchdown gateway --listen 127.0.0.1 --http-port 8080 --handset "14103 0790026 0" --json',
      does: 'one handset of the practice site, for a script',
    },
  ],
}

export const gateway = {
  help: gatewayHelp,
  listen: 'address of this laptop at which devices reach it',
  sipPort: 'SIP port, UDP and TCP; the last one used, otherwise any free one',
  httpPort: 'provisioning port; the last one used, otherwise any free one',
  handset: 'a handset to onboard, its IPEI in any form; can be repeated',
  started: (entryUrl: string | null, sip: string, signInPage: string | null) =>
    `Provisioning ${entryUrl}  SIP ${sip}  sign-in page ${signInPage}`,
  dial: (code: string) => `dial ${code}`,
  type: (code: string, page: string) => `type ${code} at ${page}`,
}

const restoreHelp: CommandHelp = {
  summary: 'replaces a damaged data file with a backup',
  usage: '[--list | --from <file> | --accept] [--json]',
  about: [
    'Backups are made at each start and hourly while jobs change; the last five are kept. Without options the newest readable',
    'one is restored. The replaced file is moved to the folder "replaced" and never deleted. Close Punchdown first.',
  ],
  examples: [
    { line: 'punchdown restore --list', does: 'the backups, with the number of jobs in each' },
    { line: 'punchdown restore', does: 'restore the newest readable one' },
    { line: 'punchdown restore --from punchdown-2026-11-30T17-04-05-000Z.db', does: 'restore another one' },
    {
      line: 'punchdown restore --from gateway-2026-11-30T17-04-05-000Z.db',
      does: 'restore the accounts and codes of the gateway',
    },
  ],
}

export const restore = {
  help: restoreHelp,
  list: 'list the backups of the jobs and of the gateway, and change nothing',
  from: 'a backup in the list, or the full path of another file',
  accept: 'use the data file as it is, although its journal is missing',
  unreadable: 'cannot be read',
  jobs: (jobs: number) => `${jobs} jobs`,
  accepted: 'The data file is used as it is.',
  ofGateway: 'accounts and codes of the gateway',
  restored: (name: string, at: string, content: string) => `Restored ${name} of ${at}: ${content}.`,
  replaced: (path: string) => `The replaced file is in ${path}.`,
}

const problemReportHelp: CommandHelp = {
  summary: 'writes an archive for the developers after a problem; nothing is sent',
  usage: '[<file>] [--show] [--json]',
  about: [
    'The archive has versions, settings, the last problems and the log of the data folder. Passwords, codes, accounts, phone numbers and',
    'the second half of MAC addresses are masked. Look through it before you pass it on. It can be made while Punchdown runs, and when',
    'it does not start.',
  ],
  examples: [
    { line: 'punchdown problem-report', does: 'an archive in this folder' },
    { line: 'punchdown problem-report --show', does: 'print what would be in it, and write nothing' },
  ],
}

export const problemReport = {
  help: problemReportHelp,
  show: 'print the content on standard output, and write no file',
  written: (file: string, names: string) => `Written: ${file}, with ${names}. Nothing was sent.`,
}

const serveHelp: CommandHelp = {
  summary: 'serves the app in a browser on this laptop until Ctrl-C',
  usage: '[--port <n>] [--no-open] [--practice] [--json]',
  about: [
    'Listens on 127.0.0.1 only and prints a link that opens one session, within five minutes; Enter prints a new link.',
    'The session ends with this command. Jobs are stored in the data folder. Ctrl-C ends with exit code 0.',
  ],
  examples: [
    { line: 'punchdown serve', does: 'the app in the browser' },
    {
      line: 'punchdown serve --no-open --port 8123 --practice --json',
      does: 'for a script, with the practice job',
    },
  ],
}

export const serve = {
  help: serveHelp,
  port: 'port on 127.0.0.1; the last one used, otherwise any free one',
  noOpen: 'print the link without opening a browser',
  practice: 'open the practice job',
  practicePorts: 'ports of the practice site: http=18080,sip=15060,snmp=10161',
  practicePace: 'factor for the delays of the practice site; 1 is realistic',
  practiceOffice: 'whether the practice site has an office besides the base; on by default',
}
