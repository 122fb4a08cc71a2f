/** `punchdown read`: what a device says of itself, its settings and its handsets. */
import { parseArgs } from 'node:util'
import type { DeviceReading } from '../services/devices/index.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { type DeviceLine, deviceLine, deviceWords } from './device-line.ts'
import { exitCodes } from './exit-codes.ts'
import { withDevice } from './one-device.ts'

const options = { ...signInOptions, ...portOption, ...commonOptions } as const

export const read: Command = {
  name: 'read',
  summary: 'reads a device: what it is, its settings, its handsets',
  usage: '<address[:port]> --user <name> [--password-stdin] [--allow-http] [--ports <ports>] [--json]',
  about: [
    'Signs in once and prints one object: what the device says of itself, settings (page, group, label, value) and, for a',
    'base, handsets (ipei, ipeiPrinted, hardwareId, model, firmware, state). Nothing is written.',
  ],
  options,
  examples: [
    { line: 'punchdown read 192.168.10.20 --user admin', does: 'the password is asked for and not shown' },
    {
      line: 'punchdown read 127.0.0.1:18080 --user admin --password-stdin --allow-http --json < password.txt',
      does: 'for a script, where the device offers no HTTPS',
    },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const request = {
      positionals,
      ports: values.ports,
      user: values.user,
      passwordStdin: values['password-stdin'] === true,
      allowHttp: values['allow-http'] === true,
    }
    return withDevice(request, terminal, async (core, device) => {
      const reading = await core.services.devices.read(device.id)
      const line = deviceLine(core.services.devices.get(device.id))
      terminal.result({ ...line, ...reading }, readingWords(line, reading))
      return exitCodes.ok
    })
  },
}

function readingWords(line: DeviceLine, { description, settings, handsets }: DeviceReading): string {
  return [
    deviceWords(line),
    ...Object.entries(description).map(([name, value]) => `  ${name}: ${value ?? 'not known'}`),
    'Settings:',
    ...settings.map(
      ({ page, group, label, value, isDefault }) =>
        `  ${page} > ${group} > ${label}: ${value ?? 'not shown'}${isDefault ? ' (default)' : ''}`,
    ),
    ...(handsets === null ? [] : [handsets.length === 0 ? 'No handsets.' : 'Handsets:']),
    ...(handsets ?? []).map(
      ({ slot, ipei, ipeiPrinted, hardwareId, model, firmware, state }) =>
        `  ${slot}  ${ipei}  ${ipeiPrinted}  ${hardwareId}  ${model ?? 'model not known'}  ${firmware ?? 'firmware not known'}  ${state}`,
    ),
  ].join('\n')
}
