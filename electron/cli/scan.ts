/** `punchdown scan`: prints the devices that a scan finds, one per line, as they are found. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Job } from '#shared/model/job.ts'
import type { ScanEvent } from '#shared/model/scan.ts'
import { parsePorts } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
import { type Core, createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions, portOption } from './command.ts'
import { deviceLine, deviceWords } from './device-line.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'
import { accessFor, saysHow, snmpOptions } from './snmp-access.ts'

const scanOptions = {
  exclude: {
    type: 'string',
    multiple: true,
    value: '<target>',
    help: words.scan.exclude,
  },
  gentle: {
    type: 'boolean',
    help: words.scan.gentle,
  },
  wide: { type: 'boolean', help: words.scan.wide },
  changed: {
    type: 'boolean',
    help: words.scan.changed,
  },
} as const
const options = { ...scanOptions, ...portOption, ...snmpOptions, ...commonOptions } as const

/** Shortest time between two lines of progress. */
const sayEveryMs = 3_000

export const scan: Command = {
  name: 'scan',
  ...words.scan.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<cidr|host[:port]>' })
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    const snmp = saysHow(values) ? await accessFor(values, terminal) : undefined
    const remembers = values.changed === true
    await using core = await createCore({
      // a folder of its own: the app may have its data folder open
      dataFolder: remembers ? join(defaultDataFolder(), 'scans') : ':memory:',
      catalogueFolder: defaultDataFolder(),
      capabilities: [],
    })
    const job = remembers ? rememberedJob(core) : commandLineJob(core)
    const exclude = values.exclude ?? []
    const left = core.services.scans
      .unfinished(job.id)
      .find((each) => isSame(each.targets, positionals) && isSame(each.exclude, exclude))
    const request = {
      ...{ targets: positionals, exclude, ports, snmp, wide: values.wide === true },
      profile: values.gentle === true ? ('gentle' as const) : ('usual' as const),
      only: remembers ? ('changed' as const) : ('all' as const),
      resume: left?.scanId,
    }
    const found = new Set<string>()
    let saidAt = performance.now()
    for await (const event of core.services.scans.scan(job.id, request, terminal.signal)) {
      switch (event.kind) {
        case 'started':
          terminal.say(words.scan.started(event.addresses, event.resumed))
          break
        case 'progress':
          if (performance.now() - saidAt < sayEveryMs) break
          saidAt = performance.now()
          terminal.say(progressWords(event))
          break
        case 'devices':
          for (const device of event.devices) {
            found.add(device.id)
            const line = deviceLine(device)
            terminal.result(line, deviceWords(line))
          }
          break
        case 'failed':
          throw new PunchdownError(event.problem.code, event.problem.facts)
        case 'ended':
          terminal.say(words.scan.ended(found.size, event.tookMs, event.cancelled))
          if (event.cancelled) return exitCodes.cancelled
      }
    }
    return found.size === 0 ? exitCodes.noAnswer : exitCodes.ok
  },
}

/** The one job of a folder that only this command uses. */
const rememberedJob = (core: Core): Job => core.services.jobs.list()[0] ?? commandLineJob(core)

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ')

function progressWords({
  done,
  total,
  answering,
  rate,
  leftMs,
}: Extract<ScanEvent, { kind: 'progress' }>): string {
  const leftS = leftMs === null ? null : Math.ceil(leftMs / 1000)
  return words.scan.progress(done, total, answering, Math.round(rate), leftS)
}
