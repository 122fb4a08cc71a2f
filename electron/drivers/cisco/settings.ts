/** Settings that are shown, those that a plan writes, and the identity of a device. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { ciscoData, type IdentityRows, type WantedSetting } from './data.ts'
import type { Page, PageField } from './page.ts'

/** Menu of the page with the settings. */
const menu = 'Voice'

const rowOf = ({ section, label }: Pick<PageField, 'section' | 'label'>) => ({
  ...{ id: `${section}.${label}`, page: menu, group: section, label },
})

/** Fields of the sections. A setting that occurs again in a section is left out. */
export function settingsIn({ fields }: Page, sections: readonly string[]): Setting[] {
  const settings = new Map<string, Setting>()
  for (const field of fields) {
    const row = rowOf(field)
    if (!sections.includes(field.section) || settings.has(row.id)) continue
    const value = field.isSecret ? null : field.value
    settings.set(row.id, { ...row, value, isDefault: false, writable: true })
  }
  return [...settings.values()]
}

/**
 * The field with a label: in its section, else the only one of the page, because the sections of a firmware are not published. Null
 * without it, and when several fields have the label elsewhere.
 */
export function fieldOf(
  { fields }: Page,
  { section, label }: { readonly section: string; readonly label: string },
): PageField | null {
  const named = fields.filter((field) => field.label === label)
  const inSection = named.find((field) => field.section === section)
  return inSection ?? (named.length === 1 ? (named[0] ?? null) : null)
}

/** The field of an edit. @throws PunchdownError setting-missing */
export function fieldOfEdit(page: Page, { group, label }: Pick<Edit, 'group' | 'label'>): PageField {
  const field = fieldOf(page, { section: group, label })
  if (field === null) throw new PunchdownError('setting-missing', { setting: label, group, page: menu })
  return field
}

/** The settings that point a device at a provisioning URL. @throws PunchdownError url-not-allowed */
function wantedForUrl(url: string): WantedSetting[] {
  // a space separates the options of a Profile Rule from its URL
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url)) throw new PunchdownError('url-not-allowed', { url })
  return ciscoData.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** Edits of a plan. @throws PunchdownError url-not-allowed | setting-missing */
export function editsFor(page: Page, url: string): Edit[] {
  return wantedForUrl(url).flatMap((setting) => {
    const { section, label, value, optional, provenance } = setting
    if (optional && fieldOf(page, setting) === null) return []
    const { value: before } = fieldOfEdit(page, { group: section, label })
    return { ...rowOf(setting), before, after: value, secret: false, provenance }
  })
}

export function readBackOf(page: Page, edit: Edit): EditResult {
  const found = fieldOf(page, { section: edit.group, label: edit.label })?.value ?? null
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}

/**
 * The identity in the rows of a page; null when it has no model. An adapter prints a date after its firmware, which is left out:
 *   Product Name: ATA191-MPP, Software Version: 11-2-2MPP0101-013 Apr 25 2022, MAC Address: 00:56:2B:0A:19:10
 */
export function descriptionIn({ rows }: Page, labels: IdentityRows): Description | null {
  const text = (label: string): string | null => {
    const found = rows.find((row) => row.label === label)?.text ?? ''
    return found === '' ? null : found
  }
  const model = text(labels.model)
  if (model === null) return null
  return {
    ...{ vendor: ciscoData.vendor, model, firmware: text(labels.firmware)?.split(/\s/, 1)[0] ?? null },
    ...{ mac: macOrNull(text(labels.mac)), serial: text(labels.serial) },
    ...{ hardware: text(labels.hardware), upFor: null },
  }
}

function macOrNull(text: string | null): string | null {
  try {
    return text === null ? null : parseMac(text)
  } catch {
    return null
  }
}
