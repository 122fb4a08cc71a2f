/** `punchdown scan`: the scan of the core, a device a line as it is found. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Job } from '#shared/model/job.ts'
import type { ScanEvent } from '#shared/model/scan.ts'
import { parsePorts } from '#shared/model/target.ts'
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
    help: 'never asked, whatever was picked: a subnet, a span, an address, a port; may be given again',
  },
  gentle: {
    type: 'boolean',
    help: 'for old and fragile phones: few at once, slowly, with rests between questions',
  },
  wide: { type: 'boolean', help: 'more than 4096 addresses, up to a /16; without it that is refused' },
  changed: {
    type: 'boolean',
    help: 'remembers what it finds, and next time looks only at what is new, gone or another; one that was broken off goes on',
  },
} as const
const options = { ...scanOptions, ...portOption, ...snmpOptions, ...commonOptions } as const

/** Words on how far a scan is, so often at most. */
const sayEveryMs = 3_000

export const scan: Command = {
  name: 'scan',
  summary: 'looks for devices in what was picked and nothing else',
  usage: '<target>... [--exclude <target>]... [--gentle] [--wide] [--changed] [--ports <ports>] [--json]',
  about: [
    'Prints each device once: address, vendor, model, firmware, mac, kind, verdict, level and evidence. A target is a subnet',
    '(192.168.10.0/24), a span (192.168.10.20-40), a host, a host with its web port (192.168.10.20:8080), or a row of web',
    'ports on one host (203.0.113.7:8081-8089), each a device of its own. Nobody signs in and nothing is written. How far it',
    'is stands on standard error. A device that says more by itself meanwhile (multicast DNS, SSDP, SIP PnP) is printed once more at',
    'the end. Who says something and names nobody is printed without a vendor; who only refuses is not. Finding nobody is exit code 3.',
  ],
  options,
  examples: [
    { line: 'punchdown scan 192.168.10.0/24', does: 'a subnet' },
    {
      line: 'punchdown scan 192.168.10.20-40 192.168.11.0/24 --exclude 192.168.11.1 --json',
      does: 'a span and a subnet without its router, for a script',
    },
    { line: 'punchdown scan 10.20.0.0/16 --wide', does: 'a whole site, which takes two minutes or so' },
    { line: 'punchdown scan 192.168.10.0/24 --gentle', does: 'phones that restart when they are asked much' },
    { line: 'punchdown scan 192.168.10.0/24 --changed', does: 'what is new since the last time' },
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
    const remembers = values.changed === true
    await using core = await createCore({
      // apart from the jobs of the app, which may be open
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
          terminal.say(
            `${event.resumed ? 'Going on with' : 'Looking at'} ${event.addresses} ${event.addresses === 1 ? 'address' : 'addresses'}.`,
          )
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
          terminal.say(
            `${event.cancelled ? 'Cancelled. ' : ''}${found.size} ${found.size === 1 ? 'device' : 'devices'} in ${event.tookMs} ms.`,
          )
          if (event.cancelled) return exitCodes.cancelled
      }
    }
    return found.size === 0 ? exitCodes.noAnswer : exitCodes.ok
  },
}

/** The one job of a folder that only this command uses. */
const rememberedJob = (core: Core): Job => core.services.jobs.list()[0] ?? commandLineJob(core)

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ')

/** `1200 of 65534 asked, 35 answered, 2000 questions a second, 80 s left` */
function progressWords(progress: Extract<ScanEvent, { kind: 'progress' }>): string {
  const { done, total, answering, rate, leftMs } = progress
  const left = leftMs === null ? [] : [`${Math.ceil(leftMs / 1000)} s left`]
  return [
    `${done} of ${total} asked`,
    `${answering} answered`,
    `${Math.round(rate)} questions a second`,
    ...left,
  ].join(', ')
}
