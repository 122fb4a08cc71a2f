/** `punchdown listen`: what devices say by themselves, a device a line when something of it is new. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
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
    help: 'ends by itself after so long; without it, until it is stopped',
  },
  ...commonOptions,
} as const

export const listen: Command = {
  name: 'listen',
  summary: 'hears what devices say by themselves, and phones as they boot',
  usage: '<cidr|host>... [--seconds <n>] [--json]',
  about: [
    'Listens on the networks of this laptop that were picked: multicast DNS, SSDP, and SIP PnP, by which a phone that boots asks',
    'for its configuration (so start this first, then restart the phone). Prints a device as `scan` does, again whenever something',
    'of it is new. Nobody is answered. What others say is counted, and nothing more. Hearing no device is exit code 3.',
  ],
  options,
  examples: [
    { line: 'punchdown listen 192.168.10.0/24', does: 'until it is stopped' },
    {
      line: 'punchdown listen 192.168.10.0/24 --seconds 90 --json',
      does: 'long enough for a phone to boot, for a script',
    },
  ],
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
            `Listening on ${event.links.map(({ name, address }) => `${name} (${address})`).join(', ')}.`,
          )
          break
        case 'deaf':
          terminal.say(`Without ${event.listener} on ${event.link}: ${event.problem.code}`)
          break
        case 'device': {
          const line = deviceLine(event.device)
          terminal.result(line, deviceWords(line))
          break
        }
        case 'failed':
          throw new PunchdownError(event.problem.code, event.problem.facts)
        case 'ended':
          terminal.say(
            `${event.devices} ${event.devices === 1 ? 'device' : 'devices'} heard, ${event.others} ${event.others === 1 ? 'address' : 'addresses'} that ${event.others === 1 ? 'was' : 'were'} not picked.`,
          )
          return event.devices === 0 ? exitCodes.noAnswer : exitCodes.ok
      }
    }
    return exitCodes.ok
  },
}
