/** `punchdown record`: records one visit to a device, without its secrets, for the people who write its driver. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Device } from '#shared/model/job.ts'
import type { Recording } from '#shared/model/recording.ts'
import { words } from '#shared/words/cli.ts'
import type { Driver } from '../drivers/driver.ts'
import { drivers } from '../drivers/index.ts'
import type { Channel } from '../drivers/kit/channel.ts'
import { createKit } from '../drivers/kit/create-kit.ts'
import { systemClock } from '../platform/clock.ts'
import { createLog } from '../platform/log.ts'
import {
  type MadeRecording,
  noTrust,
  type RecordingParts,
  readReplayed,
  recordBrowser,
  recordDriver,
} from '../services/recordings/index.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { writeText } from './files.ts'
import { credentialsFor, deviceRequest, withFoundDevice } from './one-device.ts'
import type { Terminal } from './terminal.ts'

const options = {
  output: { type: 'string', value: '<file>', help: words.record.output },
  browser: { type: 'boolean', help: words.record.browser },
  ...signInOptions,
  ...portOption,
  ...commonOptions,
} as const

export const record: Command = {
  name: 'record',
  ...words.record.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { output } = values
    if (output === undefined) throw new PunchdownError('bad-input', { argument: '--output' })
    const request = deviceRequest(positionals, values)
    return withFoundDevice(request, terminal, async (_core, device) => {
      const parts = { log: createLog(), clock: systemClock, signal: terminal.signal }
      const driver = values.browser === true ? null : driverOf(device)
      const visited = { ...factsOf(device), channel: await channelOf(parts, device) }
      if (driver !== null && visited.channel.scheme === 'http' && !request.allowHttp)
        throw new PunchdownError('plain-http-not-accepted', { address: device.address })
      const made =
        driver === null
          ? await recordBrowser(parts, visited, (url) => visit(terminal, url))
          : await recordDriver(parts, visited, driver, await credentialsFor(request, terminal))
      await writeText(output, `${JSON.stringify(made.recording, null, 2)}\n`)
      const replays = driver === null ? null : await isReplayed(parts, driver, made.recording)
      report(terminal, output, made, replays)
      return replays === false ? exitCodes.notUnderstood : exitCodes.ok
    })
  },
}

/** @throws PunchdownError no-driver */
function driverOf({ driver: id, identity: { vendor, model } }: Device): Driver {
  const driver = drivers.find((each) => each.id === id)
  if (driver === undefined) throw new PunchdownError('no-driver', { vendor, model })
  return driver
}

const factsOf = ({ address, identity: { vendor, model, firmware } }: Device) => ({
  ...{ vendor, model, firmware },
  source: address.startsWith('127.') ? ('practice' as const) : ('hardware' as const),
})

/** The web interface that answers: HTTPS where the device has it. @throws PunchdownError the codes of Kit.request */
async function channelOf({ log, clock }: RecordingParts, { address, ports }: Device): Promise<Channel> {
  await using kit = createKit({
    ...{ address, ports, credentials: null, channel: null, acceptPlainHttp: true },
    ...{ trust: noTrust, log, clock },
  })
  await kit.request({ method: 'GET', path: '/' }).catch((error: unknown) => {
    // a refusal shows the interface as well
    if (kit.channel() === null) throw error
  })
  const channel = kit.channel()
  if (channel === null) throw new PunchdownError('unreachable', { address })
  return channel
}

/** Lets a person visit the device until the Enter key. */
async function visit(terminal: Terminal, url: string): Promise<void> {
  terminal.say(words.record.open(url))
  for await (const _line of terminal.lines()) return
}

async function isReplayed(parts: RecordingParts, driver: Driver, recording: Recording): Promise<boolean> {
  const { reading } = recording
  const { description, settings } = await readReplayed(parts, driver, recording).catch(() => ({
    ...{ description: null, settings: [] },
  }))
  return JSON.stringify([description, settings]) === JSON.stringify([reading?.description, reading?.settings])
}

function report(
  terminal: Terminal,
  file: string,
  { recording, leftOut, replaced }: MadeRecording,
  replays: boolean | null,
): void {
  const { vendor, model, firmware, source, exchanges } = recording
  const line = {
    file,
    vendor,
    model,
    firmware,
    source,
    exchanges: exchanges.length,
    leftOut,
    replays,
    replaced,
  }
  terminal.result(line, words.record.made(line))
  terminal.say(words.record.readIt)
}
