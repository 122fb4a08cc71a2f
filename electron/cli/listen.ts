/** `punchdown listen`: prints devices that announce themselves, one per line, and again when something about them is new. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions } from './command.ts'
import { deviceLine, deviceWords } from './device-line.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'

const options = {
  seconds: {
    type: 'string',
    value: '<n>',
    help: words.listen.seconds,
  },
  ...commonOptions,
} as const

export const listen: Command = {
  name: 'listen',
  ...words.listen.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<cidr|host>' })
    const { seconds } = values
    if (seconds !== undefined && !/^[1-9]\d{0,4}$/.test(seconds)) {
      throw new PunchdownError('bad-input', { argument: '--seconds', text: seconds })
    }
    await using core = await createCore({
      dataFolder: ':memory:',
      catalogueFolder: defaultDataFolder(),
      capabilities: [],
    })
    const job = commandLineJob(core)
    const request = {
      targets: positionals,
      ...(seconds === undefined ? {} : { forMs: Number(seconds) * 1_000 }),
    }
    for await (const event of core.services.passiveDiscovery.listen(job.id, request, terminal.signal)) {
      switch (event.kind) {
        case 'started':
          terminal.say(
            words.listen.started(event.links.map(({ name, address }) => words.listen.link(name, address))),
          )
          break
        case 'listener-failed':
          terminal.say(words.listen.listenerFailed(event.listener, event.link, event.problem.code))
          break
        case 'device': {
          const line = deviceLine(event.device)
          terminal.result(line, deviceWords(line))
          break
        }
        case 'failed':
          throw new PunchdownError(event.problem.code, event.problem.facts)
        case 'ended':
          terminal.say(words.listen.ended(event.devices, event.others))
          return event.devices === 0 ? exitCodes.noAnswer : exitCodes.ok
      }
    }
    return exitCodes.ok
  },
}
