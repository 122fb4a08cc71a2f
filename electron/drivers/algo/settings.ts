/** Settings that are shown, and those that a plan writes. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { algoData } from './data.ts'

type Values = ReadonlyMap<string, string>

/** The settings have the names of the fields of the web pages; which page has which is not published. */
const rowOf = (key: string) => ({
  ...{ id: key, page: algoData.setting.path.replace('/{key}', ''), group: groupOf(key), label: key },
})

/** `admin.teams.use` → `admin.teams` */
const groupOf = (key: string): string => key.slice(0, Math.max(key.lastIndexOf('.'), 0))

export const settingsIn = (values: Values): Setting[] =>
  [...values].map(([key, value]) => ({ ...rowOf(key), value, isDefault: false, writable: true }))

/** Fields of a page of information, which are not written. */
export const informationIn = (path: string, fields: Values): Setting[] =>
  [...fields].map(([name, value]) => ({
    ...{
      id: `${path}#${name}`,
      page: path,
      group: '',
      label: name,
      value,
      isDefault: false,
      writable: false,
    },
  }))

/** Keys and values that point a device at a provisioning URL. @throws PunchdownError url-not-allowed */
export function wantedForUrl(url: string): typeof algoData.provisioning {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url)) throw new PunchdownError('url-not-allowed', { url })
  return algoData.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** @throws PunchdownError setting-missing, without the setting, as with firmware before the support of Teams */
export function editFor(
  { key, value, provenance }: (typeof algoData.provisioning)[number],
  held: Values,
): Edit {
  return { ...rowOf(key), before: heldBy(held, { id: key }), after: value, secret: false, provenance }
}

/** Value of an edit's setting. @throws PunchdownError setting-missing */
export function heldBy(held: Values, { id }: Pick<Edit, 'id'>): string {
  const value = held.get(id)
  const { label, group, page } = rowOf(id)
  if (value === undefined) throw new PunchdownError('setting-missing', { setting: label, group, page })
  return value
}

export function readBackOf(held: Values, edit: Edit): EditResult {
  const found = held.get(edit.id) ?? null
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}
