/** An MP-1288 as its replies, for tests of the driver. */
import { audiocodesMediant } from '#electron/drivers/audiocodes/driver.ts'
import type { WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { type FakeKit, fakeKit } from '../fake-kit.ts'

export const url = 'http://192.0.2.1/mac.ini'

const put = 'PUT /api/v1/files/ini/incremental'
const save = 'POST /api/v1/actions/saveConfiguration'

export interface DeviceOptions {
  /** Replies that replace those of the device, by method and path. */
  readonly replies?: Readonly<Record<string, Partial<WebReply> | Error>>
  readonly held?: string
  readonly status?: object
  /** Forms of the flags. */
  readonly flags?: 'boolean' | 'text' | 'absent'
  readonly unsaved?: boolean
  readonly keeps?: boolean
}

/** An adapter that keeps one parameter, and must be told to save it. */
export function device(options: DeviceOptions = {}): FakeKit & { readonly saved: () => string } {
  const { replies = {}, status = {}, flags = 'boolean', keeps = true } = options
  const given = new Map(Object.entries(replies))
  let held = options.held ?? ''
  let saved = options.unsaved === true ? '' : held
  const flag = (isOn: boolean) => (flags === 'text' ? String(isOn) : isOn)
  const kit = fakeKit(({ method, path, body }: WebRequest) => {
    const key = `${method} ${path}`
    const reply = given.get(key)
    const isTaken = reply === undefined || reply instanceof Error
    if (key === put && keeps && isTaken && body?.kind === 'multipart') {
      held = /'(.*)'/.exec(String(body.parts[0]?.content))?.[1] ?? ''
    }
    if (key === save && isTaken) saved = held
    if (reply instanceof Error) throw reply
    if (reply !== undefined) return reply
    if (path === '/api/v1/files/ini') {
      return { body: `;Board: MP-1288\r\nIniFileURL = '${held}'\r\nAuthentication 1 = "user2", "pw", 1;\r\n` }
    }
    if (path !== '/api/v1/status') return { body: '{"description":"ok"}' }
    const facts = {
      productType: 'MP-504',
      versionID: '7.26A.356.773',
      macAddress: '00908f123456',
      serialNumber: 12,
    }
    const needs = flags === 'absent' ? {} : { saveNeeded: flag(held !== saved), resetNeeded: flag(false) }
    return { body: JSON.stringify({ ...facts, operationalState: 'UNLOCKED', ...needs, ...status }) }
  })
  return { ...kit, saved: () => saved }
}

export async function planned(kit: FakeKit, wanted = url) {
  const { provisioning } = await audiocodesMediant.connect(kit)
  if (provisioning === undefined) throw new Error('no provisioning')
  return { plan: await provisioning.plan(wanted), provisioning }
}

export async function applied(kit: FakeKit) {
  const { plan, provisioning } = await planned(kit)
  return provisioning.apply(plan.edits)
}

/** Requests that are no GET. */
export const sentBy = ({ asked }: FakeKit): string[] =>
  asked.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
