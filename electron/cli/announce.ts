/** `punchdown announce`: tells phones their provisioning URL while they boot (SIP PnP). */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Device } from '#shared/model/job.ts'
import { parseMac } from '#shared/model/mac.ts'
import { deviceClassOf, provenanceIn } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl } from '#shared/model/provisioning-url.ts'
import type { ProvisioningTarget } from '#shared/model/region.ts'
import { parsePorts, parseTarget } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
import { createCore } from '../app/core.ts'
import { provisioningFacts } from '../drivers/provisioning-urls.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { listInterfaces } from '../platform/interfaces.ts'
import { systemTiming } from '../platform/timing.ts'
import {
  type AnnouncedDevice,
  type AnnounceEvent,
  announce as announcing,
  openPnpLink,
} from '../services/announcements/index.ts'
import { type Command, commonOptions, portOption } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { foundDevices } from './found-devices.ts'
import { commandLineJob } from './one-device.ts'
import { targetOf, targetOptions } from './push.ts'
import type { Terminal } from './terminal.ts'

const options = {
  ...targetOptions,
  minutes: { type: 'string', value: '<n>', help: words.announce.minutes },
  ...portOption,
  ...commonOptions,
} as const

export const announce: Command = {
  name: 'announce',
  ...words.announce.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const other = positionals.find((text) => parseTarget(text).kind !== 'host')
    if (positionals.length === 0 || other !== undefined)
      throw new PunchdownError('bad-input', { argument: other ?? '<address>' })
    const { minutes = '10' } = values
    if (!/^([1-9]|[1-5]\d|60)$/.test(minutes))
      throw new PunchdownError('bad-input', { argument: '--minutes', text: minutes })
    const target = targetOf(values)
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    await using core = await createCore({
      ...{ dataFolder: ':memory:', catalogueFolder: defaultDataFolder(), capabilities: [] },
    })
    const request = { targets: positionals, ports }
    const found = await foundDevices(core, commandLineJob(core).id, request, terminal.signal)
    const devices = [...found.values()].flatMap((device) => chosen(device, target, terminal))
    const parts = { interfaces: listInterfaces, openLink: openPnpLink, now: systemTiming.now }
    const { waiting } = await announcing(parts, devices, {
      forMs: Number(minutes) * 60_000,
      signal: terminal.signal,
      onEvent: (event) => tell(event, terminal),
    })
    for (const mac of waiting) terminal.result({ kind: 'waiting', mac }, words.announce.waiting(mac))
    return devices.length > 0 && waiting.length === 0 ? exitCodes.ok : exitCodes.noAnswer
  },
}

/** Empty, after a message, for a device whose MAC address is not known. @throws PunchdownError bad-input */
function chosen(device: Device, target: ProvisioningTarget, terminal: Terminal): AnnouncedDevice[] {
  const { address, identity } = device
  const name = [identity.vendor, identity.model].filter(Boolean).join(' ') || address
  if (identity.mac === null) {
    terminal.say(words.announce.noMac(address))
    return []
  }
  const found = deviceClassOf(provisioningFacts, identity.vendor, identity.model)
  if (found === null || provenanceIn(found.announcement) === null) terminal.say(words.announce.notKnown(name))
  const url =
    target.kind === 'service'
      ? buildProvisioningUrl(provisioningFacts, found, target).url
      : target.kind === 'url'
        ? target.url
        : null
  if (url === null) throw new PunchdownError('bad-input', { argument: '--tenant' })
  terminal.say(words.announce.chosen(identity.mac, address, url))
  return [{ mac: parseMac(identity.mac), address, url }]
}

function tell(event: AnnounceEvent, terminal: Terminal): void {
  if (event.kind === 'told') terminal.result(event, words.announce.told(event.mac))
  else terminal.say(sayingOf(event))
}

function sayingOf(event: Exclude<AnnounceEvent, { kind: 'told' }>): string {
  switch (event.kind) {
    case 'listening':
      return words.announce.listening(event.addresses)
    case 'asked':
      return words.announce.asked(event.mac)
    case 'other-address':
      return words.announce.otherAddress(event.mac, event.from)
    case 'not-acknowledged':
      return words.announce.notAcknowledged(event.mac)
  }
}
