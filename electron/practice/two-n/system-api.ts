/** `/api/system/…`, `/api/config…` and `/api/firmware…` (2N HTTP API manual, 5.1 to 5.3). */
import { randomBytes } from 'node:crypto'
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { configurationFile, mergeInto, outOfRange, parseConfiguration } from './configuration.ts'
import { accepted, done, failed } from './replies.ts'
import type { Intercom } from './state.ts'

/** Needs no rights (manual, 5.1.1). */
export function systemInfo({ data, flash }: Intercom): DeviceReply {
  const { devType, variant, variantId, customerId, hwVersion, buildType, deviceName } = data.identity
  return done({
    ...{ devType, variant, variantId, customerId },
    serialNumber: data.serial,
    macAddr: data.mac.replaceAll(':', '-'),
    hwVersion,
    swVersion: flash.content.firmware,
    ...{ buildType, deviceName },
  })
}

export const systemStatus = ({ now, upMs }: Intercom): DeviceReply =>
  done({ systemTime: Math.floor(now() / 1000), upTime: Math.floor(upMs() / 1000) })

export const systemRestart = ({ restart }: Intercom): DeviceReply => accepted(undefined, restart)

export const getConfig = ({ configuration, data, flash }: Intercom): DeviceReply => ({
  kind: 'page',
  type: 'application/xml',
  body: configurationFile(configuration(), data, flash.content.firmware),
})

/** Takes effect after about 15 s (manual, 5.3.1). */
export function putConfig(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const part = partOf(request.headers['content-type'], request.bytes, 'blob-cfg')
  if (part === null) return failed('missing', 'blob-cfg')
  const sent = parseConfiguration(part.toString('utf8'))
  if (sent === null || outOfRange(sent) !== null) return failed('invalidValue', 'blob-cfg')
  if (!request.keep) return accepted()
  const whole = structuredClone(intercom.configuration())
  mergeInto(whole, sent)
  intercom.storeLater(intercom.data.options.put === 'merges' ? whole : sent)
  return accepted()
}

export function factoryReset(intercom: Intercom, { keep }: DeviceRequest): DeviceReply {
  if (keep) intercom.factoryReset()
  return accepted()
}

/** Content of a practice firmware file: `2N practice firmware 2.50.0.76.2`; ours. */
const firmwareLine = /^2N practice firmware (\d{1,3}(?:\.\d{1,5}){4})\s*$/

export function putFirmware(intercom: Intercom, request: DeviceRequest): DeviceReply {
  // the manual, 5.2.3: no reply while an earlier file waits
  if (intercom.uploaded() !== null) return { kind: 'silence' }
  const part = partOf(request.headers['content-type'], request.bytes, 'blob-fw')
  if (part === null) return failed('missing', 'blob-fw')
  const version = firmwareLine.exec(part.toString('latin1').slice(0, 200))?.[1]
  if (version === undefined) return failed('invalidValue', 'blob-fw')
  const fileId = randomBytes(4).toString('hex')
  if (request.keep) intercom.upload({ fileId, version })
  const downgrade = isOlder(version, intercom.flash.content.firmware)
  return accepted({ fileId, version, downgrade, note: '' })
}

function isOlder(version: string, than: string): boolean {
  const parts = than.split('.').map(Number)
  for (const [index, part] of version.split('.').map(Number).entries()) {
    const difference = part - (parts[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** `apply` reads `fileid`, `reject` reads `fileId`, as in the manual. */
export function applyFirmware(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const found = waitingFirmware(intercom, request, 'fileid')
  if ('kind' in found) return found
  return accepted(undefined, () => {
    intercom.upload(null)
    intercom.flash.content.firmware = found.version
    intercom.flash.save()
    intercom.restart()
  })
}

export function rejectFirmware(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const found = waitingFirmware(intercom, request, 'fileId')
  if ('kind' in found) return found
  intercom.upload(null)
  return accepted()
}

function waitingFirmware(
  { uploaded }: Intercom,
  { query }: DeviceRequest,
  name: string,
): { readonly version: string } | DeviceReply {
  const fileId = query.get(name)
  if (fileId === null) return failed('missing', name)
  if (!/^[0-9a-f]{8}$/i.test(fileId)) return failed('invalidValue', name)
  const waiting = uploaded()
  return waiting?.fileId === fileId.toLowerCase() ? waiting : failed('noFirmware')
}
