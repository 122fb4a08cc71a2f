/** Texts that all commands share: the overview, exit codes, common options, a device as a line. */

/** The help of one command, without its options. */
export interface CommandHelp {
  readonly summary: string
  /** Arguments after the name of the command. */
  readonly usage: string
  readonly about: readonly string[]
  readonly examples: readonly { readonly line: string; readonly does: string }[]
}

export const general = {
  program: 'punchdown',
  purpose: 'brings SIP phones, adapters and DECT handsets onto Teams SIP Gateway',
  usage: 'Usage',
  command: '<command> [options]',
  commandHelp: '<command> --help',
  commands: 'Commands',
  options: 'Options',
  examples: 'Examples',
  exitCodes: 'Exit codes',
  output: [
    'Results are printed on standard output, messages on standard error. With --json, or when standard output is not a terminal,',
    'each result is one JSON object on its own line. PUNCHDOWN_DATA names the data folder: gateway and serve store their jobs in it,',
    'catalogue its imported list, scan --changed its results. The other commands store nothing. No argument takes a password.',
  ],
  tryIt: [
    { line: 'punchdown practice', does: 'try it without hardware: in one terminal' },
    {
      line: 'punchdown scan 127.0.0.1:18080 --ports http=18080,sip=15060,snmp=10161',
      does: 'and in another',
    },
  ],
  noCommand: (name: string) => `there is no command "${name}"; punchdown --help lists them`,
  oldNode: (version: string) => `Node.js ${version} is too old: punchdown needs Node.js 22.19 or newer`,
  helpOf: (command: string) => `punchdown ${command} --help lists the options`,
  json: 'print one JSON object per line on standard output (the default when it is not a terminal)',
  text: 'print text on standard output, also when it is not a terminal',
  help: 'print this help',
  ports: 'ports to use in place of the usual ones: http=18080,https=18443,sip=15060,snmp=10161',
  exitMeanings: {
    0: 'Done.',
    1: 'A bug in Punchdown. Please report it with the printed text.',
    2: 'An argument, or the text on standard input, is malformed. Nothing was sent.',
    3: 'No answer: nothing was found at the address, or it stopped answering.',
    4: 'The sign-in was refused or is missing, or would cross the network over plain HTTP (--allow-http). There was no second attempt, because most makes lock the account.',
    5: 'The answer is not the expected one. Nothing was written.',
    6: 'The device or the gateway refused the request.',
    7: 'Something on this laptop prevents it: a port, an address, the data folder, the disk.',
    130: 'Cancelled.',
  },
  cancelled: 'Cancelled.',
  unknownDevice: 'unknown device',
  modelNotKnown: 'model not known',
  firmwareNotKnown: 'firmware not known',
  macNotKnown: 'MAC not known',
  kindNotKnown: 'kind not known',
  notKnown: 'not known',
  notShown: 'not shown',
  /** `below-minimum by the list of 2025-02-28`. */
  verdict: (answer: string, date: string) =>
    answer === 'not-listed' ? `not in the list of ${date}` : `${answer} by the list of ${date}`,
  evidence: (protocols: readonly string[]) =>
    `evidence: ${protocols.length === 0 ? 'none' : protocols.join(', ')}`,
}

/** Names of the jobs that commands create. */
export const jobs = {
  commandLine: 'Command line',
  bench: 'Bench',
}
