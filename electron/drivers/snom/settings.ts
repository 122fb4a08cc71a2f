/** Settings that are shown, and those that a plan writes. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { snomData, type WantedSetting } from './data.ts'
import type { UpdatePage } from './page.ts'

const labelOf = (name: string): string => snomData.labels.find((each) => each.name === name)?.label ?? name

const isSecret = (name: string, type = ''): boolean => type === 'password' || /pass/i.test(name)

/** A setting of the update page: its name is the name of the setting in configuration files. */
const rowOf = (name: string) => {
  const { menu, group } = snomData.update
  return { id: name, page: menu, group, label: labelOf(name) }
}

/** The fields of the update page, then settings of the export that the page does not have. */
export function settingsIn({ fields }: UpdatePage, exported: ReadonlyMap<string, string>): Setting[] {
  const settings = new Map<string, Setting>()
  for (const { name, type, value } of fields) {
    if (type === 'hidden' || settings.has(name)) continue
    const shown = isSecret(name, type) ? null : value
    settings.set(name, { ...rowOf(name), value: shown, isDefault: false, writable: true })
  }
  for (const name of snomData.settingsFile.names) {
    const value = exported.get(name)
    if (value === undefined || settings.has(name)) continue
    const shown = isSecret(name) ? null : value
    settings.set(name, {
      ...{ id: name, page: snomData.settingsFile.path, group: '', label: labelOf(name) },
      ...{ value: shown, isDefault: false, writable: false },
    })
  }
  return [...settings.values()]
}

/** Value of a field; null for a page without the field. */
const heldBy = ({ fields }: UpdatePage, name: string): string | null =>
  fields.find((field) => field.name === name)?.value ?? null

/** The settings that point a phone at a provisioning URL. @throws PunchdownError url-not-allowed */
function wantedForUrl(url: string): WantedSetting[] {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url)) throw new PunchdownError('url-not-allowed', { url })
  return snomData.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** Edits of a plan. @throws PunchdownError url-not-allowed | setting-missing */
export function editsFor(page: UpdatePage, url: string): Edit[] {
  return wantedForUrl(url).flatMap(({ name, value, optional, provenance }) => {
    if (optional && heldBy(page, name) === null) return []
    return { ...rowOf(name), before: fieldValue(page, { id: name }), after: value, secret: false, provenance }
  })
}

/** Value of an edit's field. @throws PunchdownError setting-missing */
export function fieldValue(page: UpdatePage, { id }: Pick<Edit, 'id'>): string {
  const value = heldBy(page, id)
  const { label, group, page: menu } = rowOf(id)
  if (value === null) throw new PunchdownError('setting-missing', { setting: label, group, page: menu })
  return value
}

export function readBackOf(page: UpdatePage, edit: Edit): EditResult {
  const found = heldBy(page, edit.id)
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}
