/** Settings that are shown, those that a plan writes, and the identity of a device. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { type WantedSetting, yealinkData } from './data.ts'

/** Page of the web interface with the settings. */
const page = 'Auto Provision'
const group = 'Server'

/** The printed labels are not published, so a setting is shown with the name of its field. */
export const provisioningSettings = (held: ReadonlyMap<string, string>): Setting[] =>
  yealinkData.shown.flatMap(({ name }) => {
    const value = held.get(name)
    if (value === undefined) return []
    return [{ id: name, page, group, label: name, value, isDefault: false, writable: true }]
  })

/** Accounts in the order of the device, each as pairs of a name and a text. */
export const accountSettings = (
  accounts: readonly (readonly (readonly [label: string, value: string])[])[],
): Setting[] =>
  accounts.flatMap((account, index) =>
    account.map(([label, value]) => ({
      ...{ id: `account.${index + 1}.${label}`, page: 'Status', group: `Account ${index + 1}`, label },
      ...{ value, isDefault: false, writable: false },
    })),
  )

/** The settings that point a device at a URL. @throws PunchdownError url-not-allowed */
function wantedForUrl(url: string): WantedSetting[] {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url)) throw new PunchdownError('url-not-allowed', { url })
  return yealinkData.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** Edits of a plan. @throws PunchdownError url-not-allowed | setting-missing */
export const editsFor = (url: string, held: ReadonlyMap<string, string>): Edit[] =>
  wantedForUrl(url).map(({ name, value, provenance }) => ({
    ...{ id: name, page, group, label: name, before: heldBy(held, { id: name }), after: value },
    ...{ secret: false, provenance },
  }))

/** @throws PunchdownError setting-missing */
export function heldBy(held: ReadonlyMap<string, string>, { id }: Pick<Edit, 'id'>): string {
  const value = held.get(id)
  if (value === undefined) throw new PunchdownError('setting-missing', { setting: id, page })
  return value
}

/** The result of an edit by the value that the device holds now. */
export function readBackOf(edit: Edit, held: ReadonlyMap<string, string>): EditResult {
  const found = held.get(edit.id) ?? null
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}

/** Texts of a device about itself; null for one that it does not show. */
type Shown = Readonly<Record<'model' | 'firmware' | 'hardware' | 'mac' | 'serial', string | null>>

export const descriptionOf = ({ model, firmware, hardware, mac, serial }: Shown): Description => ({
  vendor: yealinkData.vendor,
  model: model === null ? null : fullModel(model),
  ...{ firmware: textOrNull(firmware), mac: macOrNull(mac), serial: textOrNull(serial) },
  // the unit of the time since the last start is not published
  ...{ hardware: textOrNull(hardware), upFor: null },
})

/** `T42S` → `SIP-T42S`, as User-Agents have it; `W70B` stays. */
const fullModel = (model: string): string => (/^T\d/.test(model) ? `SIP-${model}` : model)

const textOrNull = (text: string | null): string | null => (text === null || text === '' ? null : text)

function macOrNull(text: string | null): string | null {
  try {
    return text === null ? null : parseMac(text)
  } catch {
    return null
  }
}
