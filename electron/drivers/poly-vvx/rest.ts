/** The REST API of a phone: its envelope, its parameters, its identity. */
import { z } from 'zod'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { vvxData } from './data.ts'
import type { Phone } from './phone.ts'
import { lineSettings, networkSettings, parameterSettings, runningSettings } from './settings.ts'

/** `{"Status":"2000","data":{…}}`, `{"Status":"4010"}` */
const envelope = z.object({
  Status: z.union([z.string(), z.number().transform(String)]),
  data: z.unknown().optional(),
})

function envelopeIn({ body }: WebReply): z.infer<typeof envelope> | null {
  try {
    return envelope.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

/** The problem that a reply names; null for a reply that names none. */
function problemIn({ address }: Kit, reply: WebReply): PunchdownError | null {
  const status = envelopeIn(reply)?.Status ?? null
  const known = vvxData.rest.statuses.find((each) => each.status === status)
  const { service } = vvxData.rest
  if (known !== undefined) return new PunchdownError(known.problem, { address, service, status })
  if (reply.status === 404) return new PunchdownError('interface-off', { address, service })
  return reply.status === 403 ? new PunchdownError('sign-in-blocked', { address, service }) : null
}

/** @throws PunchdownError interface-off | sign-in-blocked, the problems of the data, and the codes of Kit.request */
async function send(kit: Kit, request: WebRequest): Promise<WebReply> {
  const reply = await kit.request(request)
  const problem = problemIn(kit, reply)
  if (problem !== null) throw problem
  return reply
}

const isAccepted = (reply: WebReply): boolean => envelopeIn(reply)?.Status === vvxData.rest.accepted

/** The data of a reply. @throws PunchdownError unexpected-page and the codes of `send` */
async function ask<Data>(kit: Kit, request: WebRequest, schema: z.ZodType<Data>): Promise<Data> {
  const reply = await send(kit, request)
  const parsed = schema.safeParse(envelopeIn(reply)?.data)
  if (!isAccepted(reply) || !parsed.success) throw kit.unexpectedPage(reply, request.path, 'Status 2000')
  return parsed.data
}

const get = <Data>(kit: Kit, { path }: { path: string }, schema: z.ZodType<Data>): Promise<Data> =>
  ask(kit, { method: 'GET', path }, schema)

/** As `get`; null for a request that this firmware does not have. */
async function getIfThere<Data>(
  kit: Kit,
  request: { path: string },
  schema: z.ZodType<Data>,
): Promise<Data | null> {
  try {
    return await get(kit, request, schema)
  } catch (error) {
    if (['interface-off', 'not-available-here'].includes(toProblem(error).code)) return null
    throw error
  }
}

export const restPhone = (kit: Kit): Phone => ({
  describe: () => describe(kit),
  read: () => read(kit),
  async values(names) {
    const found = await parameters(kit, names)
    return new Map([...found].map(([name, { Value }]) => [name, Value]))
  },
  write: (values) => write(kit, values),
  restart: () => restart(kit),
})

const parameter = z.object({ Value: z.string(), Source: z.string().default('') })
type Parameter = z.infer<typeof parameter>

/**
 * Sample: {"Status":"2000","data":{"device.prov.serverName":{"Value":"","Source":"default"}},"InvalidParams":{"1":"no.such.name"}}
 * @throws PunchdownError the codes of `ask`
 */
async function parameters(kit: Kit, names: readonly string[]): Promise<ReadonlyMap<string, Parameter>> {
  const { path, mostNames } = vvxData.rest.get
  const found = new Map<string, Parameter>()
  for (let from = 0; from < names.length; from += mostNames) {
    const body = { kind: 'json', value: { data: names.slice(from, from + mostNames) } } as const
    const data = await ask(
      kit,
      { method: 'POST', path, body, idempotent: true },
      z.record(z.string(), parameter),
    )
    for (const [name, value] of Object.entries(data)) found.set(name, value)
  }
  return found
}

async function write(kit: Kit, values: readonly (readonly [string, string])[]): Promise<boolean> {
  const { path } = vvxData.rest.set
  const body = { kind: 'json', value: { data: Object.fromEntries(values) } } as const
  return isAccepted(await send(kit, { method: 'POST', path, body, idempotent: false }))
}

async function restart(kit: Kit): Promise<void> {
  const { path } = vvxData.rest.restart
  const body = { kind: 'json', value: {} } as const
  const reply = await send(kit, { method: 'POST', path, body, idempotent: false, dropIsSuccess: true })
  if (reply.status !== 0 && !isAccepted(reply)) throw kit.unexpectedPage(reply, path, 'Status 2000')
}

const deviceInfo = z.object({
  ModelNumber: z.string().optional(),
  FirmwareRelease: z.string().optional(),
  Firmware: z.object({ Application: z.string().optional() }).optional(),
  MACAddress: z.string().optional(),
  UpTimeSinceLastReboot: z.string().optional(),
  UpTime: z.object({ Days: z.string(), Hours: z.string(), Minutes: z.string() }).partial().optional(),
})

/**
 * Samples, of an Edge E350 8.6.0 and of a Trio 7.2.2:
 *   {"ModelNumber":"Edge E350","FirmwareRelease":"8.6.0.1321","MACAddress":"482567…","UpTimeSinceLastReboot":"0 Day 2:26:00"}
 *   {"ModelNumber":"Trio 8800","Firmware":{"Application":"7.2.2.1094 28-Feb-22 15:29"},"UpTime":{"Days":"1","Hours":"2","Minutes":"3"}}
 */
async function describe(kit: Kit): Promise<Description> {
  const info = await get(kit, vvxData.rest.deviceInfo, deviceInfo)
  const firmware = info.FirmwareRelease ?? info.Firmware?.Application ?? ''
  return {
    ...{ vendor: vvxData.vendor, model: textOrNull(info.ModelNumber), hardware: null, serial: null },
    firmware: textOrNull(firmware.trim().split(' ', 1)[0]),
    mac: macOrNull(info.MACAddress),
    upFor: textOrNull(info.UpTimeSinceLastReboot ?? upTime(info.UpTime)),
  }
}

function upTime(time: z.infer<typeof deviceInfo>['UpTime']): string {
  if (time === undefined) return ''
  const { Days = '0', Hours = '0', Minutes = '0' } = time
  return `${Days} Day ${Hours}:${Minutes.padStart(2, '0')}:00`
}

export const textOrNull = (text = ''): string | null => (text.trim() === '' ? null : text.trim())

export function macOrNull(text = ''): string | null {
  try {
    return parseMac(text)
  } catch {
    return null
  }
}

const texts = z.record(z.string(), z.unknown())
const runningConfig = z.object({ Provisioning: z.object({ Server: z.string() }) })

/** The parameters come first: their request shows whether the API still answers. */
async function read(kit: Kit): Promise<Setting[]> {
  const held = await parameters(
    kit,
    vvxData.parameters.map(({ name }) => name),
  )
  const running = await getIfThere(kit, vvxData.rest.runningConfig, runningConfig)
  const network = await getIfThere(kit, vvxData.rest.networkInfo, texts)
  const lines = await getIfThere(kit, vvxData.rest.lineInfo, z.array(texts))
  return [
    ...(running === null ? [] : runningSettings(running.Provisioning.Server)),
    ...parameterSettings(held),
    ...networkSettings(network ?? {}),
    ...lineSettings(lines ?? []),
  ]
}
