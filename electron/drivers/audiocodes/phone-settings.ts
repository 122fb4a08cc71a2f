/** Settings of a phone that are shown, and those that a plan writes. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import type { HtmlField } from '../kit/html.ts'
import { audiocodesData, type PhoneSetting } from './data.ts'
import type { StatusLine } from './phone-pages.ts'

type Cfg = ReadonlyMap<string, string>

const isSecret = (key: string): boolean => /passw|secret|_key$/i.test(key)

const rowOf = (key: string) => {
  const { form, provisioning } = audiocodesData.phone
  const known = provisioning.find((setting) => setting.key === key)
  return known === undefined
    ? { id: key, page: 'Configuration File', group: key.split('/', 1)[0] ?? '', label: key }
    : { id: key, page: form.menu, group: form.group, label: known.label }
}

/** Keys of the configuration file, then the state of each line. */
export function settingsIn(cfg: Cfg, lines: readonly StatusLine[]): Setting[] {
  const { shown, provisioning } = audiocodesData.phone
  const isShown = (key: string): boolean => shown.prefixes.some((prefix) => key.startsWith(prefix))
  const values = [...cfg]
    .filter(([key]) => isShown(key))
    .map(([key, value]) => ({
      ...{ ...rowOf(key), value: isSecret(key) ? null : value, isDefault: false },
      writable: provisioning.some((setting) => setting.key === key),
    }))
  const states = lines.flatMap((line, index) =>
    [...line].map(([label, value]) => ({
      ...{ id: `line.${index + 1}.${label}`, page: 'Status', group: `Line ${index + 1}`, label, value },
      ...{ isDefault: false, writable: false },
    })),
  )
  return [...values, ...states]
}

/** The settings that point a phone at a provisioning URL. @throws PunchdownError url-not-allowed */
function wantedForUrl(url: string): PhoneSetting[] {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url)) throw new PunchdownError('url-not-allowed', { url })
  return audiocodesData.phone.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** Edits of a plan. @throws PunchdownError url-not-allowed */
export const editsFor = (cfg: Cfg, url: string): Edit[] =>
  wantedForUrl(url).map(({ key, value, provenance }) => ({
    ...{ ...rowOf(key), before: cfg.get(key) ?? null, after: value, secret: false, provenance },
  }))

/**
 * All fields of the form in the documented order: those of the edits, those that start an action or choose DHCP with their fixed value,
 * and the others as the page has them.
 */
export function formFields(
  page: readonly HtmlField[],
  edits: readonly Edit[],
): (readonly [name: string, value: string])[] {
  const { form } = audiocodesData.phone
  const edited = new Map(edits.flatMap(sentFor))
  const held = new Map(page.map(({ name, value }) => [name, value]))
  return form.fields.map(({ name, value }) => {
    const kept = form.fixed.includes(name) ? value : (held.get(name) ?? value)
    return [name, edited.get(name) ?? kept]
  })
}

function sentFor({ id, after }: Edit): (readonly [field: string, sent: string])[] {
  const setting = audiocodesData.phone.provisioning.find(({ key }) => key === id)
  if (setting === undefined) return []
  return [[setting.field, setting.codes.find(({ value }) => value === after)?.sent ?? after]]
}

export function readBackOf(cfg: Cfg, edit: Edit): EditResult {
  const found = cfg.get(edit.id) ?? null
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}
