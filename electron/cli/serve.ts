/** `punchdown serve`: the page in a browser on this laptop, until it is stopped. */
import { parseArgs } from 'node:util'
import { serve as openDoor, serveOptionsFrom } from '../serve.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { untilStopped } from './until-stopped.ts'

const options = {
  port: { type: 'string', value: '<n>', help: 'port on 127.0.0.1; the one of last time, else any free one' },
  'no-open': { type: 'boolean', help: 'print the link and open no browser' },
  practice: { type: 'boolean', help: 'open the practice job at once' },
  'practice-ports': {
    type: 'string',
    value: '<ports>',
    help: 'ports of the practice site: http=18080,sip=15060,snmp=10161',
  },
  'practice-pace': {
    type: 'string',
    value: '<factor>',
    help: 'factor on the delays of the practice site; 1 is lifelike',
  },
  'practice-office': {
    type: 'string',
    value: '<on|off>',
    help: 'whether the practice site has its office beside the base; on when absent',
  },
  ...commonOptions,
} as const

export const serve: Command = {
  name: 'serve',
  summary: 'serves the page in a browser on this laptop',
  usage: '[--port <n>] [--no-open] [--practice] [--json]',
  about: [
    'Listens on 127.0.0.1 only and prints a link that opens one session, within five minutes; Enter prints a new one.',
    'The session ends with this command. Jobs are kept in the data folder.',
    'Ctrl-C stops it with exit code 0.',
  ],
  options,
  examples: [
    { line: 'punchdown serve', does: 'the app in the browser' },
    {
      line: 'punchdown serve --no-open --port 8123 --practice --json',
      does: 'for a script, with the practice job',
    },
  ],
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    await using served = await openDoor(serveOptionsFrom(values, terminal.say))
    terminal.result({ link: served.link, port: served.port }, served.link)
    await untilStopped(terminal.signal)
    return exitCodes.ok
  },
}
