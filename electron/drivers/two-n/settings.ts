/** Settings of a configuration document: those that are shown, and those that a plan writes. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { twoNData, type WantedSetting } from './data.ts'
import type { ConfigurationDocument, Leaf } from './document.ts'

const section = (): readonly string[] => twoNData.document.section

/** `AutoUpdate` */
const sectionName = (): string =>
  section()
    .filter((name) => name !== twoNData.document.root)
    .join(' > ')

const isSecret = (label: string): boolean => /password/i.test(label)

/** The settings of the section: AutoUpdate > Configuration > ServerAddress. A setting that occurs again is left out. */
export function settingsIn({ leaves }: ConfigurationDocument): Setting[] {
  const settings = new Map<string, Setting>()
  const [within, page] = [section(), sectionName()]
  for (const { path, value } of leaves) {
    if (!within.every((name, index) => name === path[index]) || path.length <= within.length) continue
    const label = path.at(-1) ?? ''
    const id = idOf(path)
    if (settings.has(id)) continue
    settings.set(id, {
      ...{ id, page, group: path.slice(within.length, -1).join(' > '), label },
      ...{ value: isSecret(label) ? null : value, isDefault: false, writable: true },
    })
  }
  return [...settings.values()]
}

const idOf = (path: readonly string[]): string =>
  path.filter((name) => name !== twoNData.document.root).join('.')

/** Path of a setting: DeviceDatabase, AutoUpdate, Configuration, ServerAddress. */
export const pathOf = ({ group, label }: Pick<Edit, 'group' | 'label'>): readonly string[] => [
  ...section(),
  group,
  label,
]

/**
 * The parts of a URL as the device holds them:
 *   http://emea.ipp.sdg.teams.microsoft.com/lang_de → http://emea.ipp.sdg.teams.microsoft.com and /lang_de/
 * @throws PunchdownError url-not-allowed, for a URL with a query, which no setting holds
 */
export function urlParts(url: string): { server: string; path: string } {
  const [, server = '', path = ''] = /^(https?:\/\/[^/?#\s]+)(\/[^?#\s]*)?$/i.exec(url) ?? []
  if (server === '') throw new PunchdownError('url-not-allowed', { url })
  return { server, path: path.endsWith('/') ? path : `${path}/` }
}

/** The settings that point the device at a provisioning URL. @throws PunchdownError url-not-allowed */
export function wantedForUrl(url: string): WantedSetting[] {
  const { server, path } = urlParts(url)
  return twoNData.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{server}' ? server : setting.value === '{path}' ? path : setting.value,
  }))
}

/** @throws PunchdownError setting-missing, without the leaf of the setting */
export function editFor(setting: WantedSetting, leaf: Leaf | null): Edit {
  const { group, label, value, provenance } = setting
  if (leaf === null) throw settingMissing(setting)
  return {
    ...{ id: idOf(pathOf(setting)), page: sectionName(), group, label },
    ...{ before: leaf.value, after: value, secret: false, provenance },
  }
}

export const settingMissing = ({ group, label }: Pick<Edit, 'group' | 'label'>): PunchdownError =>
  new PunchdownError('setting-missing', { setting: label, group, page: sectionName() })

/** Result of an edit: `set` when the document has its value, else `refused` with the value found. */
export const readBackOf = (edit: Edit, leaf: Leaf | null): EditResult => ({
  ...edit,
  result: leaf?.value === edit.after ? 'set' : 'refused',
  found: leaf?.value ?? null,
})
