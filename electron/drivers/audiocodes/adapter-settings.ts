/** Settings and ports of an adapter, from its ini file. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import type { AdapterPort, Edit, EditResult, Setting } from '#shared/model/settings.ts'
import { type AdapterSetting, audiocodesData } from './data.ts'
import { fitsIni, type IniFile } from './ini-file.ts'

const rowOf = (name: string) => {
  const { page, group } = audiocodesData.ini
  return { id: name, page, group, label: name }
}

/** A file has only values that are not the default, so an absent one is empty. */
export const heldBy = ({ parameters }: IniFile, name: string): string =>
  parameters.get(name.toLowerCase()) ?? ''

/** Parameters of the data, then the addresses of the proxy sets, which show the stage of the service. */
export function iniSettings(ini: IniFile, wanted: readonly AdapterSetting[]): Setting[] {
  const { shown, proxies } = audiocodesData.ini
  const parameters = shown.map((name) => ({
    ...{ ...rowOf(name), value: heldBy(ini, name), isDefault: !ini.parameters.has(name.toLowerCase()) },
    writable: wanted.some((setting) => setting.name === name),
  }))
  const addresses = ini.rows
    .filter(({ table }) => table === proxies.table)
    .map(({ table, index, values }) => ({
      ...{ ...rowOf(`${table} ${index}`), value: values[0] ?? '', isDefault: false, writable: false },
    }))
  const known = new Map([...parameters, ...addresses].map((setting) => [setting.id, setting]))
  return [...known.values()]
}

/** Edits that point an adapter at a provisioning URL. @throws PunchdownError url-not-allowed */
export function adapterEdits(ini: IniFile, url: string, wanted: readonly AdapterSetting[]): Edit[] {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(url) || !fitsIni(url)) {
    throw new PunchdownError('url-not-allowed', { url })
  }
  return wanted.map(({ name, value, provenance }) => ({
    ...{ ...rowOf(name), before: heldBy(ini, name), after: value === '{url}' ? url : value },
    ...{ secret: false, provenance },
  }))
}

export function adapterReadBack(ini: IniFile, edit: Edit): EditResult {
  const found = heldBy(ini, edit.id)
  return { ...edit, result: found === edit.after ? 'set' : 'refused', found }
}

/**
 * Ports with the identity of their row in the table of accounts, whose rows count from 0. Where the number of ports is not known, those
 * with a row. No documented request reads the registration of a port.
 */
export function portsIn({ rows }: IniFile, count: number | null): AdapterPort[] {
  const { table } = audiocodesData.ini.accounts
  const identities = new Map<number, string>()
  for (const row of rows) if (row.table === table) identities.set(row.index + 1, row.values[0] ?? '')
  const ports =
    count === null
      ? [...identities.keys()].sort((a, b) => a - b)
      : Array.from({ length: count }, (_, at) => at + 1)
  return ports.map((port) => ({
    ...{ port, state: '', registration: 'not-known' },
    identity: identities.get(port) || null,
  }))
}
