/** `punchdown read`: prints the identity, the settings and the handsets of a device. */
import { parseArgs } from 'node:util'
import { words } from '#shared/words/cli.ts'
import type { DeviceReading } from '../services/devices/index.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { type DeviceLine, deviceLine, deviceWords } from './device-line.ts'
import { exitCodes } from './exit-codes.ts'
import { deviceRequest, withDevice } from './one-device.ts'

const options = { ...signInOptions, ...portOption, ...commonOptions } as const

export const read: Command = {
  name: 'read',
  ...words.read.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return withDevice(deviceRequest(positionals, values), terminal, async (core, device) => {
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
    ...Object.entries(description).map(([name, value]) => `  ${name}: ${value ?? words.general.notKnown}`),
    words.read.settings,
    ...settings.map(
      ({ page, group, label, value, isDefault }) =>
        `  ${page} > ${group} > ${label}: ${value ?? words.general.notShown}${isDefault ? words.read.isDefault : ''}`,
    ),
    ...(handsets === null ? [] : [handsets.length === 0 ? words.read.noHandsets : words.read.handsets]),
    ...(handsets ?? []).map(
      ({ slot, ipei, ipeiPrinted, hardwareId, model, firmware, state }) =>
        `  ${slot}  ${ipei}  ${ipeiPrinted}  ${hardwareId}  ${model ?? words.general.modelNotKnown}  ${firmware ?? words.general.firmwareNotKnown}  ${state}`,
    ),
  ].join('\n')
}
