/** Records one visit to a device, by its driver or by a person with a browser. */
import { type RecordedExchange, type Recording, recordingSchema } from '#shared/model/recording.ts'
import { type Description, descriptionSchema } from '#shared/model/settings.ts'
import { defaultSignInOf } from '../../drivers/default-sign-ins.ts'
import type { Driver } from '../../drivers/driver.ts'
import type { Channel, DeviceTrust } from '../../drivers/kit/channel.ts'
import { createKit } from '../../drivers/kit/create-kit.ts'
import type { Credentials } from '../../drivers/kit/kit.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { mask, redactCookie } from '../../platform/redaction.ts'
import { Secret } from '../../platform/secret.ts'
import { type Exchange, openRecordingProxy, type RecordingProxy } from './proxy.ts'
import { replay } from './replay.ts'
import { createScrubber, hidden, type ReplacedKind, type Scrubber } from './scrub.ts'

export interface RecordingParts {
  readonly log: Log
  readonly clock: Clock
  readonly signal?: AbortSignal
}

export interface Visited {
  readonly vendor: string | null
  readonly model: string | null
  readonly firmware: string | null
  readonly source: Recording['source']
  readonly channel: Channel
}

export interface MadeRecording {
  readonly recording: Recording
  /** Number of requests of a long visit that it does not hold. */
  readonly leftOut: number
  /** Number of different texts that were replaced, by kind. */
  readonly replaced: Readonly<Record<ReplacedKind, number>>
}

/**
 * The driver signs in once through the proxy, and reads the description and the settings.
 * @throws PunchdownError the codes of Driver.connect and of Session
 */
export async function recordDriver(
  parts: RecordingParts,
  device: Visited,
  driver: Driver,
  credentials: Credentials,
): Promise<MadeRecording> {
  await using proxy = await openRecordingProxy(device.channel, parts.log)
  const { description, settings } = await read(parts, driver, proxy.port, credentials)
  const known = [...secretOf(device, credentials), ...serialOf(description)]
  return made(parts, { ...device, ...namedBy(description, device) }, proxy, known, {
    driver: driver.id,
    description,
    settings,
  })
}

/** A default password is published, and many defaults are words of a device's pages: `admin`. */
const secretOf = ({ vendor, model }: Visited, { password }: Credentials): string[] =>
  defaultSignInOf(vendor, model)?.password === password.reveal() ? [] : [password.reveal()]

/** Shorter serial numbers occur in pages by chance. */
const shortestSerial = 5

/** A serial number that is the MAC address is replaced as one. */
function serialOf({ serial, mac }: Description): string[] {
  if (serial === null || serial.length < shortestSerial) return []
  return serial.toUpperCase() === mac?.replaceAll(/[:-]/g, '').toUpperCase() ? [] : [serial]
}

const namedBy = ({ model, firmware }: Description, device: Visited) => ({
  model: model ?? device.model,
  firmware: firmware ?? device.firmware,
})

/** A visit with a browser, at the URL that `onOpen` gets, until the promise that it returns resolves. */
export async function recordBrowser(
  parts: RecordingParts,
  device: Visited,
  onOpen: (url: string) => Promise<void>,
): Promise<MadeRecording> {
  await using proxy = await openRecordingProxy(device.channel, parts.log)
  await onOpen(`http://127.0.0.1:${proxy.port}/`)
  return made(parts, device, proxy, [], null)
}

/**
 * Reads the recording with the driver.
 * @throws PunchdownError the codes of Driver.connect and of Session
 */
export async function readReplayed(
  parts: RecordingParts,
  driver: Driver,
  recording: Recording,
): Promise<{ description: Description; settings: string[]; unexpected: readonly string[] }> {
  await using server = await replay(recording, parts.log)
  const reading = await read(parts, driver, server.port, { user: hidden, password: new Secret(hidden) })
  return { ...reading, unexpected: server.unexpected }
}

async function read(
  { log, clock, signal }: RecordingParts,
  driver: Driver,
  port: number,
  credentials: Credentials,
): Promise<{ description: Description; settings: string[] }> {
  const channel: Channel = { scheme: 'http', address: '127.0.0.1', port, fingerprint: null }
  await using kit = createKit({
    ...{ address: channel.address, ports: { http: port, https: port }, channel, credentials },
    // the proxy is on this computer; its connection to the device is the one that was accepted
    ...{ acceptPlainHttp: true, trust: noTrust, log, clock, limits: { attempts: 1 } },
    ...(signal === undefined ? {} : { signal }),
  })
  await using session = await driver.connect(kit)
  const description = await session.describe()
  return { description, settings: (await session.read()).map(({ id }) => id) }
}

/** A visit has no earlier one. */
export const noTrust: DeviceTrust = {
  certificate: () => null,
  rememberCertificate: () => {},
  strongestSignIn: () => null,
  rememberSignIn: () => {},
}

function made(
  { clock }: RecordingParts,
  { vendor, model, firmware, source, channel }: Visited,
  { exchanges, leftOut }: RecordingProxy,
  known: readonly string[],
  reading: Recording['reading'],
): MadeRecording {
  const scrubber = createScrubber([...known, channel.address], firmware === null ? [] : [firmware])
  const scrubbed = exchanges.map(
    (each): RecordedExchange => ({
      ...{ method: each.method, path: scrubber.line(each.path), status: each.status },
      sent: each.sent === null ? null : { mediaType: mediaTypeOf(each.sent), fields: fieldsOf(each.sent) },
      headers: each.headers.map(([name, value]) => [name, headerValue(scrubber, name, value)]),
      body: scrubber.page(each.body),
    }),
  )
  const description = reading?.description
  const recording = recordingSchema.parse({
    ...{ version: 1, recordedOn: new Date(clock.now()).toISOString().slice(0, 10), source },
    ...{ vendor, model, firmware, scheme: channel.scheme, exchanges: scrubbed },
    reading:
      reading === null || description === undefined
        ? null
        : { ...reading, description: scrubbedDescription(scrubber, description) },
  })
  return { recording, leftOut: leftOut(), replaced: scrubber.counts() }
}

/** A header with a token or a cookie is masked by its name. */
function headerValue({ line }: Scrubber, name: string, value: string): string {
  if (name === 'set-cookie') return line(redactCookie(value).replaceAll(mask, hidden))
  return /token|csrf/.test(name) ? hidden : line(value)
}

const scrubbedDescription = ({ line }: Scrubber, description: Description): Description =>
  descriptionSchema.parse(
    Object.fromEntries(
      Object.entries(description).map(([name, value]) => [name, value === null ? null : line(value)]),
    ),
  )

type Sent = NonNullable<Exchange['sent']>

const mediaTypeOf = ({ mediaType }: Sent): string => mediaType.split(';', 1)[0] ?? ''

/** Names of the fields of a form, of a multipart form and of a JSON object; none for other bodies. */
function fieldsOf(sent: Sent): string[] {
  switch (mediaTypeOf(sent).trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return [...new URLSearchParams(sent.body).keys()]
    case 'multipart/form-data':
      return [...sent.body.matchAll(/^Content-Disposition: form-data; name="([^"\r\n]{1,100})"/gim)].map(
        ([, name = '']) => name,
      )
    case 'application/json':
      return jsonFields(sent.body)
    default:
      return []
  }
}

function jsonFields(body: string): string[] {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : []
  } catch {
    return []
  }
}
