/** `punchdown serve`: serves the page in a browser on this laptop until Ctrl-C. */
import { parseArgs } from 'node:util'
import { words } from '#shared/words/cli.ts'
import { serve as openDoor, serveOptionsFrom } from '../serve.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { untilStopped } from './until-stopped.ts'

const options = {
  port: { type: 'string', value: '<n>', help: words.serve.port },
  'no-open': { type: 'boolean', help: words.serve.noOpen },
  practice: { type: 'boolean', help: words.serve.practice },
  'practice-ports': {
    type: 'string',
    value: '<ports>',
    help: words.serve.practicePorts,
  },
  'practice-pace': {
    type: 'string',
    value: '<factor>',
    help: words.serve.practicePace,
  },
  'practice-office': {
    type: 'string',
    value: '<on|off>',
    help: words.serve.practiceOffice,
  },
  ...commonOptions,
} as const

export const serve: Command = {
  name: 'serve',
  ...words.serve.help,
  options,
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    await using served = await openDoor(serveOptionsFrom(values, terminal.say))
    terminal.result({ link: served.link, port: served.port }, served.link)
    await untilStopped(terminal.signal)
    return exitCodes.ok
  },
}
