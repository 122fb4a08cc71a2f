/** `punchdown scan`: the scan of the core, a device a line as it is found. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { parsePorts } from '#shared/model/target.ts'
import { createCore } from '../core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions, portOption } from './command.ts'
import { deviceLine, deviceWords } from './device-line.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'
import { accessFor, saysHow, snmpOptions } from './snmp-access.ts'

const options = { ...portOption, ...snmpOptions, ...commonOptions } as const

export const scan: Command = {
  name: 'scan',
  summary: 'looks for devices in what was picked and nothing else',
  usage: '<cidr|host[:port]>... [--ports <ports>] [--json]',
  about: [
    'Prints each device once: address, vendor, model, firmware, mac, kind, verdict, level and evidence. A port behind a',
    'host is its web port. Nobody signs in and nothing is written. Finding no device is exit code 3.',
  ],
  options,
  examples: [
    { line: 'punchdown scan 192.168.10.0/24', does: 'a subnet' },
    {
      line: 'punchdown scan 192.168.10.20 192.168.10.32/28 --json',
      does: 'a host and a few more, for a script',
    },
    {
      line: 'punchdown scan 127.0.0.1:18080 --ports http=18080,sip=15060,snmp=10161 --json',
      does: 'the practice site, which runs on high ports',
    },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<cidr|host[:port]>' })
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    const snmp = saysHow(values) ? await accessFor(values, terminal) : undefined
    await using core = await createCore({
      dataFolder: ':memory:',
      catalogueFolder: defaultDataFolder(),
      capabilities: [],
    })
    const job = commandLineJob(core)
    let found = 0
    for await (const event of core.services.scans.scan(
      job.id,
      { targets: positionals, ports, snmp },
      terminal.signal,
    )) {
      switch (event.kind) {
        case 'started':
          terminal.say(`Looking at ${event.addresses} ${event.addresses === 1 ? 'address' : 'addresses'}.`)
          break
        case 'progress':
          break
        case 'devices':
          for (const device of event.devices) {
            found++
            const line = deviceLine(device)
            terminal.result(line, deviceWords(line))
          }
          break
        case 'failed':
          throw new PunchdownError(event.problem.code, event.problem.facts)
        case 'ended':
          terminal.say(
            `${event.cancelled ? 'Cancelled. ' : ''}${found} ${found === 1 ? 'device' : 'devices'} in ${event.tookMs} ms.`,
          )
          if (event.cancelled) return exitCodes.cancelled
      }
    }
    return found === 0 ? exitCodes.noAnswer : exitCodes.ok
  },
}
