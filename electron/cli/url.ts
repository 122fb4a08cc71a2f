/** `punchdown url`: builds and checks provisioning URLs, and prints DHCP configuration for them. */
import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import { dhcpOffer } from '#shared/model/dhcp-options.ts'
import { dhcpSnippet } from '#shared/model/dhcp-snippets.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import {
  choicesIn,
  type DeviceClass,
  deviceClassOf,
  dhcpServerSchema,
} from '#shared/model/provisioning-facts.ts'
import { type BuiltUrl, buildProvisioningUrl } from '#shared/model/provisioning-url.ts'
import { languageSchema, regionSchema, segmentOrderSchema } from '#shared/model/region.ts'
import { bare } from '#shared/model/text-search.ts'
import { isWarning } from '#shared/model/url-fault.ts'
import { words } from '#shared/words/cli.ts'
import { provisioningFacts, provisioningUrlFacts } from '../drivers/provisioning-urls.ts'
import { systemClock } from '../platform/clock.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { createLog } from '../platform/log.ts'
import { openCorrections } from '../services/corrections/index.ts'
import { type Command, commonOptions, serviceOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const options = {
  vendor: { type: 'string', value: '<name>', help: words.url.vendor },
  model: { type: 'string', value: '<name>', help: words.url.model },
  ...serviceOptions,
  order: { type: 'string', value: '<order>', help: words.url.order(segmentOrderSchema.options.join(', ')) },
  suffix: { type: 'string', value: '<name>', help: words.url.suffix },
  server: { type: 'string', value: '<server>', help: words.url.server(dhcpServerSchema.options.join(', ')) },
  url: { type: 'string', value: '<url>', help: words.url.url },
  option: { type: 'string', value: '<number>', help: words.url.option },
  ntp: { type: 'string', value: '<addresses>', help: words.url.ntp },
  'utc-offset': { type: 'string', value: '<seconds>', help: words.url.utcOffset },
  ...commonOptions,
} as const

type Values = Readonly<Partial<Record<keyof typeof options, string | boolean | undefined>>>
type OptionName = keyof typeof options

const ofDevice: readonly OptionName[] = ['vendor', 'model']
const ofUrl: readonly OptionName[] = [...ofDevice, 'region', 'language', 'tenant', 'order', 'suffix']
const taken: ReadonlyMap<string, readonly OptionName[]> = new Map([
  ['build', ofUrl],
  ['read', ofDevice],
  ['dhcp', [...ofUrl, 'server', 'url', 'option', 'ntp', 'utc-offset']],
  ['list', ofDevice],
])

export const url: Command = {
  name: 'url',
  ...words.url.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [verb = '', ...texts] = positionals
    const own = taken.get(verb)
    if (own === undefined) throw new PunchdownError('bad-input', { argument: verb })
    const common = new Set(Object.keys(commonOptions))
    const known = new Set<string>(own)
    const stray = Object.keys(values).find((name) => !common.has(name) && !known.has(name))
    if (stray !== undefined) throw new PunchdownError('bad-input', { argument: `--${stray}`, verb })
    if (texts.length !== (verb === 'read' ? 1 : 0))
      throw new PunchdownError('bad-input', { argument: verb === 'read' ? '<url>' : (texts[0] ?? '') })
    openCorrections({
      factFiles: [provisioningUrlFacts],
      folder: defaultDataFolder(),
      log: createLog(10, systemClock.now),
    })
    const found = deviceClassOf(provisioningFacts, values.vendor ?? null, values.model ?? null)
    if (verb === 'build') return build(found, values, terminal)
    if (verb === 'dhcp') return dhcp(found, values, terminal)
    if (verb === 'list') return list(found, values, terminal)
    const [text = ''] = texts
    return read(found, text === '-' ? await terminal.input() : text, terminal)
  },
}

/** @throws PunchdownError bad-input for a value that is not one of the schema's */
function oneOf<Schema extends z.ZodType>(schema: Schema, name: OptionName, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new PunchdownError('bad-input', { argument: `--${name}` })
  return parsed.data
}

const textOf = (values: Values, name: OptionName): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws PunchdownError region-unknown | bad-input */
function builtFor(found: DeviceClass | null, values: Values): BuiltUrl {
  const region = regionSchema.safeParse(values.region)
  if (!region.success) throw new PunchdownError('region-unknown', { region: textOf(values, 'region') ?? '' })
  const suffix = textOf(values, 'suffix')
  const suffixes = found === null ? [] : choicesIn(found.suffix).map(({ value }) => value)
  if (suffix !== undefined && !suffixes.includes(suffix))
    throw new PunchdownError('bad-input', { argument: '--suffix', choices: suffixes.join(' ') })
  const built = buildProvisioningUrl(provisioningFacts, found, {
    region: region.data,
    language: oneOf(languageSchema.optional(), 'language', values.language),
    tenant: textOf(values, 'tenant'),
    order: oneOf(segmentOrderSchema.optional(), 'order', values.order),
    suffix,
  })
  if (built.url === null) throw new PunchdownError('bad-input', { argument: '--tenant' })
  return built
}

function build(found: DeviceClass | null, values: Values, terminal: Terminal): ExitCode {
  const built = builtFor(found, values)
  terminal.result({ class: found?.id ?? null, ...built }, built.url ?? '')
  for (const { code } of built.open) terminal.say(`${words.url.warning}${words.url.open[code]}`)
  return exitCodes.ok
}

function read(found: DeviceClass | null, text: string, terminal: Terminal): ExitCode {
  const reading = readPasted(text, provisioningFacts, found)
  const { faults, stage, corrected, masked } = reading
  const marked = faults.map((fault) => ({ ...fault, warning: isWarning(fault) }))
  terminal.result(
    { class: found?.id ?? null, ...reading, faults: marked },
    [
      masked,
      ...(stage === null ? [] : [words.url.stages[stage]]),
      ...(faults.length === 0 ? [words.url.noFault] : []),
      ...marked.map(({ code, start, end, warning }) => {
        const level = warning ? words.url.warning : words.url.fault
        return `${level}${words.url.at(start, end)}: ${words.url.faults[code]} [${code}]`
      }),
      ...(corrected === null ? [] : [words.url.corrected(corrected)]),
    ].join('\n'),
  )
  return marked.some(({ warning }) => !warning) ? exitCodes.arguments : exitCodes.ok
}

function dhcp(found: DeviceClass | null, values: Values, terminal: Terminal): ExitCode {
  const server = oneOf(dhcpServerSchema, 'server', values.server)
  const given = textOf(values, 'url')
  if ((given === undefined) === (values.region === undefined))
    throw new PunchdownError('bad-input', { argument: '--region | --url', reason: 'exactly-one' })
  const target = given ?? builtFor(found, values).url ?? ''
  const number = (name: OptionName): number | undefined => {
    const text = textOf(values, name)
    if (text === undefined) return undefined
    if (!/^[+-]?\d{1,6}$/.test(text)) throw new PunchdownError('bad-input', { argument: `--${name}` })
    return Number(text)
  }
  const offer = dhcpOffer(found, {
    url: target,
    option: number('option'),
    ntp: textOf(values, 'ntp')?.split(','),
    utcOffset: number('utc-offset'),
  })
  const { text, notes } = dhcpSnippet(server, offer)
  const { options: sent, vendorClasses } = offer
  terminal.result(
    {
      class: found?.id ?? null,
      server,
      syntax: provisioningFacts.service.dhcpServers[server],
      vendorClasses,
      options: sent,
      text,
      notes,
    },
    text.trimEnd(),
  )
  for (const note of notes) terminal.say(`${words.url.warning}${words.url.notes[note]}`)
  return exitCodes.ok
}

function list(found: DeviceClass | null, values: Values, terminal: Terminal): ExitCode {
  const maker = bare(textOf(values, 'vendor') ?? '')
  const classes =
    found !== null && values.model !== undefined
      ? [found]
      : provisioningFacts.classes.filter((each) => maker === '' || bare(each.maker) === maker)
  for (const each of classes) {
    const suffixes = choicesIn(each.suffix).map(({ value }) => (value === '' ? '/' : value))
    const codes = choicesIn(each.dhcp).map(({ value }) => String(value))
    const shown = (values: readonly string[]) => values.join(' | ') || words.url.notKnown
    terminal.result(each, `${each.id}  ${each.label}  ${shown(suffixes)}  ${shown(codes)}`)
  }
  return exitCodes.ok
}
