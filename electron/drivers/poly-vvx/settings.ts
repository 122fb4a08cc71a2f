/** Settings that are shown, and those that a plan writes. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { vvxData, type WantedSetting } from './data.ts'

/** Page of the web interface that holds the same parameters. */
const page = 'Provisioning Server'
const group = 'Server'

const labelOf = (name: string): string => vvxData.parameters.find((each) => each.name === name)?.label ?? name

const row = { isDefault: false, writable: false }

/** The URL that the phone uses now, which the service replaces stage by stage. */
export const runningSettings = (server: string): Setting[] => [
  { ...row, id: 'running.server', page, group: 'In use', label: 'Server', value: server },
]

/** `Source` is `default`, `config`, `web` or `device`; absent on the web page. */
export function parameterSettings(
  held: ReadonlyMap<string, { readonly Value: string; readonly Source?: string }>,
): Setting[] {
  return vvxData.parameters.flatMap(({ name, label }) => {
    const found = held.get(name)
    if (found === undefined) return []
    const isDefault = found.Source === 'default'
    return { id: name, page, group, label, value: found.Value, isDefault, writable: true }
  })
}

/** `DHCPBootServerUseOption` other than `Static` means that DHCP may replace the address. */
export const networkSettings = (network: Readonly<Record<string, unknown>>): Setting[] =>
  named(network, vvxData.rest.networkInfo.fields).map(([label, value]) => ({
    ...{ ...row, id: `network.${label}`, page: 'Network', group: 'Provisioning', label, value },
  }))

/**
 * Sample: {"LineNumber":"1","RegistrationStatus":"unregistered","LineType":"private","SIPAddress":"EdgeE350","Label":"Edge E350","UserID":""}
 * A phone without an account lists its own name as the address, which is left out.
 */
export const lineSettings = (lines: readonly Readonly<Record<string, unknown>>[]): Setting[] =>
  lines.flatMap((line, index) =>
    named(line, vvxData.rest.lineInfo.fields).map(([label, value]) => ({
      ...{ ...row, id: `line.${index + 1}.${label}`, page: 'Lines', group: `Line ${index + 1}`, label },
      value: label === 'SIPAddress' && isWithoutAccount(line) ? '' : value,
    })),
  )

const isWithoutAccount = ({ UserID, RegistrationStatus }: Readonly<Record<string, unknown>>): boolean =>
  UserID === '' && RegistrationStatus !== 'registered'

function named(from: Readonly<Record<string, unknown>>, names: readonly string[]): [string, string][] {
  const values = new Map(Object.entries(from))
  return names.flatMap((name): [string, string][] => {
    const value = values.get(name)
    return typeof value === 'string' ? [[name, value]] : []
  })
}

/** The parameters that point a phone at a URL. @throws PunchdownError url-not-allowed */
export function wantedForUrl(url: string): WantedSetting[] {
  const [, scheme = ''] = /^(https?):\/\/[^\s/?#]+[^\s]*$/i.exec(url) ?? []
  if (scheme === '') throw new PunchdownError('url-not-allowed', { url })
  const values = new Map([
    ['{url}', url],
    ['{scheme}', scheme.toUpperCase()],
  ])
  return vvxData.provisioning.map((setting) => ({
    ...setting,
    value: values.get(setting.value) ?? setting.value,
  }))
}

/** @throws PunchdownError setting-missing */
export function editFor({ name, value, provenance }: WantedSetting, held: ReadonlyMap<string, string>): Edit {
  const label = labelOf(name)
  const before = heldBy(held, { id: name, label })
  return { ...{ id: name, page, group, label, before, after: value }, secret: false, provenance }
}

/** @throws PunchdownError setting-missing */
export function heldBy(held: ReadonlyMap<string, string>, { id, label }: Pick<Edit, 'id' | 'label'>): string {
  const value = held.get(id)
  if (value === undefined) throw new PunchdownError('setting-missing', { setting: label, page })
  return value
}

export function readBackOf(edit: Edit, held: ReadonlyMap<string, string>): EditResult {
  const found = held.get(edit.id) ?? null
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}
