/** REST API v1 of the Mediant line: status, ini file, save, reset. The maker's developer guide, version 7.4. */
import { z } from 'zod'
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { type Adapter, iniOf } from './adapter.ts'
import { bareMac, type MediantData } from './data.ts'
import { type Ini, parseIni } from './ini-file.ts'

export interface MediantApi {
  isWrite(head: RequestHead): boolean
  answer(request: DeviceRequest): DeviceReply
}

interface ApiParts {
  readonly adapter: Adapter
  readonly options: MediantData['options']
  readonly now: () => number
  /** True from a reset that waits for calls or a time until it happens. */
  readonly isResetting: () => boolean
  readonly reset: (saves: boolean, gracefulTimeout: number) => void
}

export const apiRoot = '/api/v1'

const json = (value: unknown, status = 200) => ({
  ...{ status, type: 'application/json' },
  body: JSON.stringify(value, null, 4),
})
const page = (value: unknown, status?: number): DeviceReply => ({ kind: 'page', ...json(value, status) })
const accepted = (description: string, afterwards?: () => void): DeviceReply => ({
  ...{ kind: 'accepted', ...json({ description }) },
  ...(afterwards === undefined ? {} : { afterwards }),
})
const badRequest = (description: string): DeviceReply => page({ description }, 400)

export function createMediantApi(
  adapter: Adapter,
  options: MediantData['options'],
  now: () => number,
): MediantApi {
  let isResetting = false
  const { body, settings } = adapter
  const parts: ApiParts = {
    ...{ adapter, options, now, isResetting: () => isResetting },
    reset(saves, gracefulTimeout) {
      isResetting = true
      body.life.run(async () => {
        if (!(await graceful(adapter, gracefulTimeout))) return
        isResetting = false
        if (saves) settings.burn()
        body.life.restart('REST')
      })
    },
  }
  return {
    isWrite: ({ method, path }) => path.startsWith(apiRoot) && method !== 'GET',
    answer: (request) => answer(parts, request),
  }
}

/** 0 at once, 1 after all calls, otherwise that many seconds. False when the device was switched off meanwhile. */
async function graceful({ body }: Adapter, timeout: number): Promise<boolean> {
  if (timeout !== 1) return body.pace.wait(timeout * 1000)
  while (body.lines.some((line) => line.calling())) if (!(await body.pace.waitToRetry(1000))) return false
  return true
}

function answer(parts: ApiParts, request: DeviceRequest): DeviceReply {
  const { path, method } = request
  switch (`${method} ${path.slice(apiRoot.length)}`) {
    case 'GET /status':
      return status(parts)
    case 'GET /files/ini':
      return { kind: 'page', type: 'application/octet-stream', body: iniOf(parts.adapter) }
    case 'PUT /files/ini':
      return fullFile(parts, request)
    case 'PUT /files/ini/incremental':
      return incrementalFile(parts, request)
    case 'POST /actions/saveConfiguration':
      return save(parts, request)
    case 'POST /actions/reset':
      return reset(parts, request)
    default:
      return { kind: 'not-found' }
  }
}

/** The fields and their order are those of the maker's example, of which `Mediant SW` is the productType. */
function status({ adapter, options, now, isResetting }: ApiParts): DeviceReply {
  const { data, settings, body, address } = adapter
  const flag = (value: boolean): boolean | string =>
    options.statusFlags === 'boolean' ? value : String(value)
  return page({
    localTimeStamp: new Date(now()).toISOString(),
    ipAddress: address,
    subnetMask: '255.0.0.0',
    defaultGateway: '0.0.0.0',
    productType: data.board,
    versionID: data.firmware,
    protocolType: 'SIP',
    operationalState: isResetting() ? 'LOCKED' : 'UNLOCKED',
    highAvailability: 'Not Operational',
    serialNumber: data.serial,
    macAddress: bareMac(data).toLowerCase(),
    // the unit is not published: seconds
    systemUpTime: Math.floor(body.life.upMs() / 1000),
    saveNeeded: flag(settings.isUnsaved()),
    resetNeeded: flag(false),
    upgradeStatus: 'None',
  })
}

const busy = page({ description: 'Device is waiting for a reset' }, 409)

/** The file in the part `file` of a multipart body; null for another body and for a file with unreadable lines. */
function iniIn({ headers, bytes }: DeviceRequest): Ini | null {
  const part = partOf(headers['content-type'], bytes, 'file')
  const ini = part === null ? null : parseIni(part.toString('utf8'))
  return ini === null || ini.unreadable.length > 0 ? null : ini
}

/** Replaces everything, then resets. */
function fullFile({ adapter, isResetting }: ApiParts, request: DeviceRequest): DeviceReply {
  const ini = iniIn(request)
  if (ini === null) return badRequest('ini file is incorrect')
  if (isResetting()) return busy
  const { settings, body } = adapter
  if (request.keep) {
    settings.load(ini, 'replace')
    settings.burn()
  }
  return accepted(
    'Device will reset now to activate new configuration',
    request.keep ? () => body.life.restart('ini file') : undefined,
  )
}

/** Changes what is at work, without a reset; lost at a reset unless it is saved. The text of the answer is ours. */
function incrementalFile({ adapter, isResetting }: ApiParts, request: DeviceRequest): DeviceReply {
  const ini = iniIn(request)
  if (ini === null) return badRequest('ini file is incorrect')
  if (isResetting()) return busy
  if (request.keep) {
    adapter.settings.load(ini, 'merge')
    adapter.body.registerLines()
  }
  return accepted('Incremental ini file was loaded')
}

function save({ adapter, isResetting }: ApiParts, { keep }: DeviceRequest): DeviceReply {
  if (isResetting()) return busy
  if (keep) adapter.settings.burn()
  return accepted('Configuration was saved')
}

const resetSchema = z.strictObject({
  saveConfiguration: z.boolean().default(true),
  gracefulTimeout: z.number().int().min(0).default(0),
})

/** `{"saveConfiguration": true, "gracefulTimeout": 0}`; both may be absent. */
function reset(parts: ApiParts, { headers, body, keep }: DeviceRequest): DeviceReply {
  const isJson = (headers['content-type'] ?? '').startsWith('application/json')
  const wanted = resetSchema.safeParse(body === '' ? {} : isJson ? valueIn(body) : null)
  if (!wanted.success) return badRequest('attributes or values are incorrect')
  if (parts.isResetting()) return busy
  const { saveConfiguration, gracefulTimeout } = wanted.data
  return accepted(
    'Device will reset now',
    keep ? () => parts.reset(saveConfiguration, gracefulTimeout) : undefined,
  )
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
