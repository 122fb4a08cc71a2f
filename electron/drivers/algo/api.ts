/** Requests to the REST API of an Algo device, and its replies. */
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { algoData } from './data.ts'

/** Statuses of what a device does not have. A device whose REST API is off answers so to every request. */
const isAbsent = ({ status }: WebReply): boolean => [400, 404, 405, 501].includes(status)

/** `{"Product Name":"Algo 8186 SIP Horn Speaker","Firmware Version":"5.5"}` */
const objectSchema = z.record(z.string(), z.unknown())

/** @throws PunchdownError unexpected-page */
function objectIn(kit: Kit, reply: WebReply, path: string, expected: string): ReadonlyMap<string, unknown> {
  if (reply.status !== 200) throw kit.unexpectedPage(reply, path, expected)
  let parsed: unknown = null
  try {
    parsed = JSON.parse(reply.body)
  } catch {
    // the schema refuses null
  }
  const object = objectSchema.safeParse(parsed)
  if (!object.success) throw kit.unexpectedPage(reply, path, expected)
  return new Map(Object.entries(object.data))
}

/** A value as text: a list is joined. Null for an object. */
function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.flatMap((each) => textOf(each) ?? []).join('; ')
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null
}

/** Fields of a page of information; empty for firmware without the page. @throws PunchdownError unexpected-page and the codes of Kit.request */
export async function information(
  kit: Kit,
  { path }: { readonly path: string },
): Promise<ReadonlyMap<string, string>> {
  const reply = await kit.request({ method: 'GET', path })
  if (isAbsent(reply)) return new Map()
  const fields = [...objectIn(kit, reply, path, 'JSON')].flatMap(([name, value]): [string, string][] => {
    const text = textOf(value)
    return text === null ? [] : [[name, text]]
  })
  return new Map(fields)
}

/**
 * Value of a setting; null for one that the device does not have. Sample: {"admin.teams.use":"0"}
 * @throws PunchdownError unexpected-page and the codes of Kit.request
 */
async function valueOfSetting(kit: Kit, key: string): Promise<string | null> {
  const path = algoData.setting.path.replace('{key}', () => encodeURIComponent(key))
  const reply = await kit.request({ method: 'GET', path })
  if (isAbsent(reply)) return null
  const value = textOf(objectIn(kit, reply, path, key).get(key))
  if (value === null) throw kit.unexpectedPage(reply, path, key)
  return value
}

/** @throws PunchdownError interface-off, without the setting that every device with the REST API has */
export async function requireApi(kit: Kit): Promise<void> {
  const { probe, service } = algoData.api
  if ((await valueOfSetting(kit, probe)) === null) {
    throw new PunchdownError('interface-off', { address: kit.address, service })
  }
}

/** Values of settings by key; one that the device does not have is absent. @throws PunchdownError interface-off | unexpected-page and the codes of Kit.request */
export async function values(kit: Kit, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const key of keys) {
    const value = await valueOfSetting(kit, key)
    if (value !== null) found.set(key, value)
  }
  if (found.size < keys.length) await requireApi(kit)
  return found
}

/**
 * Writes settings in one request, once. False when the reply does not say whether the device has accepted them.
 * @throws PunchdownError interface-off | value-refused and the codes of Kit.request
 */
export async function write(
  kit: Kit,
  settings: readonly (readonly [key: string, value: string])[],
): Promise<boolean> {
  const { path } = algoData.settings
  const body = { kind: 'json', value: Object.fromEntries(settings) } as const
  const { status } = await kit.request({ method: 'PUT', path, body, idempotent: false })
  if (status === 404) await requireApi(kit)
  if (status >= 400 && status < 500) {
    throw new PunchdownError('value-refused', { address: kit.address, status })
  }
  return status === 200
}

/** An answer that ends early counts as accepted. @throws PunchdownError interface-off | unexpected-page and the codes of Kit.request */
export async function restart(kit: Kit): Promise<void> {
  const { path } = algoData.restart
  const reply = await kit.request({ method: 'POST', path, idempotent: false, dropIsSuccess: true })
  if (reply.status === 404) await requireApi(kit)
  if (reply.status !== 0 && reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
}
