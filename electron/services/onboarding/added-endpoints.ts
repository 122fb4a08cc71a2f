/** Endpoints the technician adds: a handset by its IPEI, the ports of an adapter whose number is not known. */
import { randomUUID } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { enrollable, handsetHardwareId, isAdapter } from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { macDigits, parseMac } from '#shared/model/mac.ts'
import type { Store } from '../../store/store.ts'
import { verdictFor } from '../catalogue/index.ts'
import { addPorts, type FoundEndpointsParts } from './found-endpoints.ts'

/** @throws PunchdownError endpoint-exists | hardware-id-is-base-mac and the codes of parseIpei */
export function addHandset(
  { store, clock, changes, catalogue }: FoundEndpointsParts,
  jobId: string,
  text: string,
  label: string,
): Endpoint {
  refuseBaseMac(store, jobId, text)
  const { ipei } = parseIpei(text)
  const hardwareId = handsetHardwareId(ipei)
  const known = store.endpoints.byHardwareId(jobId, hardwareId)
  if (known !== null) {
    throw new PunchdownError('endpoint-exists', {
      hardwareId,
      ipei,
      endpointId: known.id,
      label: known.label,
      state: known.onboarding.at,
    })
  }
  const endpoint: Endpoint = {
    id: randomUUID(),
    jobId,
    deviceId: null,
    hardwareId,
    kind: 'handset',
    ipei,
    label,
    model: null,
    firmware: null,
    verdict: verdictFor({ vendor: null, model: null, firmware: null }, catalogue),
    addedBy: 'technician',
    seenState: null,
    onboarding: foundAt(clock.now()),
  }
  const entry = store.transaction(() => {
    store.endpoints.save(endpoint)
    return store.history.add({
      ...{ jobId, at: clock.now(), what: 'endpoint.added', deviceId: null, endpointId: endpoint.id },
      facts: { hardwareId, by: 'technician' },
    })
  })
  changes.endpoint(jobId, endpoint.id)
  changes.history(entry)
  return endpoint
}

/**
 * Adds the ports of an adapter from 1 to `count`.
 * @throws PunchdownError not-found | bad-input (no adapter, or its MAC is not known)
 */
export function addAdapterPorts(parts: FoundEndpointsParts, deviceId: string, count: number): Endpoint[] {
  const device = parts.store.devices.get(deviceId)
  if (device === null) throw new PunchdownError('not-found', { what: 'device', id: deviceId })
  const own = enrollable(device.identity)
  if (own === null || !isAdapter(own)) throw new PunchdownError('bad-input', { field: 'adapter' })
  return addPorts(parts, device, own, count)
}

/** The MAC of a base is not a hardware id. @throws PunchdownError hardware-id-is-base-mac */
function refuseBaseMac(store: Store, jobId: string, text: string): void {
  const bare = text.replaceAll(/[\s.:-]/g, '').toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(bare)) return
  const device = store.devices.byKey(jobId, `mac:${parseMac(bare)}`) ?? deviceWithMac(store, jobId, bare)
  if (device === null) return
  const { model } = device.identity
  throw new PunchdownError('hardware-id-is-base-mac', { text, model, address: device.address })
}

/** A device whose key is not its MAC: it was found before its MAC was known. */
function deviceWithMac(store: Store, jobId: string, digits: string) {
  for (const part of store.devices.parts(jobId)) {
    const found = part.find(({ identity: { mac } }) => mac !== null && macDigits(parseMac(mac)) === digits)
    if (found !== undefined) return found
  }
  return null
}
