/** `punchdown announce`: tells phones their provisioning URL while they boot (SIP PnP). */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Device } from '#shared/model/job.ts'
import { type Mac, parseMac } from '#shared/model/mac.ts'
import { deviceClassOf, provenanceIn } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl } from '#shared/model/provisioning-url.ts'
import { checkProvisioningUrl, languageSchema, regionSchema } from '#shared/model/region.ts'
import { parsePorts } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
import { type Core, createCore } from '../app/core.ts'
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
import { type Command, commonOptions, portOption, serviceOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'
import type { Terminal } from './terminal.ts'

const options = {
  url: { type: 'string', value: '<url>', help: words.announce.url },
  minutes: { type: 'string', value: '<n>', help: words.announce.minutes },
  ...serviceOptions,
  ...portOption,
  ...commonOptions,
} as const

type Values = Readonly<Partial<Record<keyof typeof options, string | boolean | undefined>>>

export const announce: Command = {
  name: 'announce',
  ...words.announce.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<address>' })
    const minutes = values.minutes ?? '10'
    if (!/^([1-9]|[1-5]\d|60)$/.test(minutes))
      throw new PunchdownError('bad-input', { argument: '--minutes', text: minutes })
    const urlOf = urlFor(values)
    await using core = await createCore({
      dataFolder: ':memory:',
      catalogueFolder: defaultDataFolder(),
      capabilities: [],
    })
    const found = await devicesAt(core, positionals, values.ports, terminal.signal)
    const devices = found.map((device): AnnouncedDevice => {
      const { mac } = device.identity
      if (mac === null) throw new PunchdownError('mac-malformed', { text: device.address })
      return { mac: parseMac(mac), address: device.address, url: urlOf(device) }
    })
    for (const device of found) warnUnlessListening(device, terminal)
    for (const { mac, address, url } of devices) terminal.say(words.announce.chosen(mac, address, url))
    const parts = { interfaces: listInterfaces, openLink: openPnpLink, now: systemTiming.now }
    const window = { forMs: Number(minutes) * 60_000, signal: terminal.signal }
    let waiting: readonly Mac[] = []
    for await (const event of announcing(parts, devices, window)) {
      tell(event, terminal)
      if (event.kind === 'ended') waiting = event.waiting
    }
    return waiting.length === 0 ? exitCodes.ok : exitCodes.noAnswer
  },
}

/** @throws PunchdownError region-unknown | url-not-allowed | bad-input */
function urlFor({ url, region: text, language: spoken, tenant }: Values): (device: Device) => string {
  if (typeof url === 'string') {
    const checked = checkProvisioningUrl(url)
    return () => checked
  }
  const region = regionSchema.safeParse(text)
  if (!region.success) throw new PunchdownError('region-unknown', { region: String(text ?? '') })
  const language = languageSchema.optional().safeParse(spoken)
  if (!language.success) throw new PunchdownError('bad-input', { argument: '--language' })
  return ({ identity: { vendor, model } }) => {
    const found = deviceClassOf(provisioningFacts, vendor, model)
    const wish = {
      region: region.data,
      language: language.data,
      tenant: typeof tenant === 'string' ? tenant : undefined,
    }
    const built = buildProvisioningUrl(provisioningFacts, found, wish)
    if (built.url === null) throw new PunchdownError('bad-input', { argument: '--tenant' })
    return built.url
  }
}

/** One device per address. @throws PunchdownError unreachable | cidr-malformed | cancelled */
async function devicesAt(
  core: Core,
  targets: readonly string[],
  ports: string | undefined,
  signal: AbortSignal,
): Promise<Device[]> {
  const request = { targets: [...targets], ports: ports === undefined ? {} : parsePorts(ports) }
  const found = new Map<string, Device>()
  for await (const event of core.services.scans.scan(commandLineJob(core).id, request, signal)) {
    if (event.kind === 'devices') for (const device of event.devices) found.set(device.address, device)
    if (event.kind === 'failed') throw new PunchdownError(event.problem.code, event.problem.facts)
  }
  if (found.size === 0) throw new PunchdownError('unreachable', { address: targets.join(' ') })
  return [...found.values()]
}

function warnUnlessListening({ address, identity: { vendor, model } }: Device, terminal: Terminal): void {
  const found = deviceClassOf(provisioningFacts, vendor, model)
  if (found === null || provenanceIn(found.announcement) === null)
    terminal.say(words.announce.notKnown([vendor, model].filter(Boolean).join(' ') || address))
}

function tell(event: AnnounceEvent, terminal: Terminal): void {
  if (event.kind === 'told') {
    terminal.result(event, words.announce.told(event.mac))
  } else if (event.kind === 'ended') {
    for (const mac of event.waiting) terminal.result({ kind: 'waiting', mac }, words.announce.waiting(mac))
  } else {
    terminal.say(sayingOf(event))
  }
}

function sayingOf(event: Exclude<AnnounceEvent, { kind: 'told' | 'ended' }>): string {
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
