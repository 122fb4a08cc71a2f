/** Settings that a plan writes, and their parameters on a page. Pure. */
import { PunchdownError } from '#shared/errors.ts'
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import { type Ipei, parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { Edit, EditResult, Handset, HandsetList } from '#shared/model/settings.ts'
import { rove, type WantedSetting } from './data.ts'
import { formKeyOf, heldBy, holds, type PageParameter, type ParsedPage, plain, sameLabel } from './pages.ts'

export const provisioningPage = (): string =>
  `${rove.pages.provisioning.menu} > ${rove.pages.provisioning.title}`

/** Settings that point the base at a provisioning URL. */
export function wantedForUrl(url: string): WantedSetting[] {
  return rove.provisioning.map((setting) => ({
    ...setting,
    value: setting.value === '{url}' ? url : setting.value,
  }))
}

/** `8.0.5.0002` → BaseFw `8005`, FwBranch `0002`. @throws PunchdownError bad-input */
export function firmwareFieldsOf(version: string): { baseFw: string; fwBranch: string } {
  const match = /^(\d)\.(\d)\.(\d{1,2})\.(\d{4})$/.exec(version.trim())
  if (match === null) throw new PunchdownError('bad-input', { field: 'version', text: version })
  const [, major = '', minor = '', patch = '', fwBranch = ''] = match
  return { baseFw: `${major}${minor}${patch.padStart(2, '0')}`, fwBranch }
}

/** Settings for a firmware: every field on the page with BaseFw or FwBranch in its name, then the fixed settings. */
export function wantedForFirmware(version: string, page: ParsedPage): WantedSetting[] {
  const { baseFw, fwBranch } = firmwareFieldsOf(version)
  const { everyFieldNamed, settings } = rove.firmware
  const fields = page.parameters.flatMap((parameter): WantedSetting[] => {
    const label = plain(parameter.label)
    const value = label.includes(plain(everyFieldNamed.baseFw))
      ? baseFw
      : label.includes(plain(everyFieldNamed.fwBranch))
        ? fwBranch
        : null
    if (value === null || !parameter.writable) return []
    return [
      {
        id: parameter.hash,
        group: parameter.group,
        label: parameter.label,
        name: null,
        value,
        provenance: everyFieldNamed.provenance,
      },
    ]
  })
  for (const needed of [everyFieldNamed.baseFw, everyFieldNamed.fwBranch]) {
    if (!fields.some((field) => plain(field.label).includes(plain(needed)))) {
      throw new PunchdownError('setting-missing', { setting: needed, page: provisioningPage() })
    }
  }
  return [...fields, ...settings]
}

/**
 * Finds the parameter of a setting. `trusted` is false when its form key is not the hash of the known name.
 * @throws PunchdownError setting-missing
 */
export function parameterFor(
  page: ParsedPage,
  setting: Pick<WantedSetting, 'id' | 'group' | 'label' | 'name' | 'missingBelow'>,
): { parameter: PageParameter; trusted: boolean } {
  const parameter = page.parameters.find(
    (each) =>
      each.hash === setting.id ||
      (sameLabel(each.group, setting.group) && sameLabel(each.label, setting.label)),
  )
  if (parameter === undefined) {
    throw new PunchdownError('setting-missing', {
      setting: setting.label,
      group: setting.group,
      page: provisioningPage(),
      ...(setting.missingBelow === undefined ? {} : { firmware: setting.missingBelow }),
    })
  }
  return { parameter, trusted: setting.name === null || formKeyOf(setting.name) === parameter.hash }
}

export function editFor(setting: WantedSetting, parameter: PageParameter): Edit {
  return {
    id: setting.id,
    page: provisioningPage(),
    group: parameter.group,
    label: parameter.label,
    before: heldBy(parameter),
    after: setting.value,
    secret: false,
    provenance: setting.provenance,
  }
}

/** Result of an edit: `set` when the page has its value, else `refused` with the value found. */
export function readBackOf(edit: Edit, parameter: PageParameter | null): EditResult {
  const found = parameter === null ? null : heldBy(parameter)
  const set = parameter !== null && holds(parameter, edit.after)
  return { ...edit, result: set ? 'set' : 'refused', found }
}

/** The known setting of an edit, whose name is needed to check the form key. */
export function knownSetting(edit: Edit): Omit<WantedSetting, 'provenance'> {
  const known = [...rove.provisioning, ...rove.firmware.settings].find((setting) => setting.id === edit.id)
  return (
    known ?? {
      id: edit.id,
      group: edit.group,
      label: edit.label,
      name: null,
      value: edit.after,
    }
  )
}

/**
 * Reads the handsets of the summary page. Slots without an IPEI are free.
 *   Handset1IPEI `03717C0E0A`, Handset1Status `Idle RSSI=216`, Handset1FWVersion `8.0.3.0010`
 */
export function handsetsOn(page: ParsedPage): HandsetList {
  const { handsetFields: fields } = rove
  const slots = new Map<number, Map<string, string>>()
  const pattern = new RegExp(`^${fields.prefix}\\s*(\\d+)\\s*(.+)$`, 'i')
  for (const parameter of page.parameters) {
    const [, number, field] = pattern.exec(parameter.label) ?? []
    if (number === undefined || field === undefined) continue
    const slot = slots.get(Number(number)) ?? new Map<string, string>()
    slot.set(plain(field), heldBy(parameter))
    slots.set(Number(number), slot)
  }
  const handsets: Handset[] = []
  const unreadable: HandsetList['unreadable'] = []
  for (const [slot, values] of [...slots].sort(([a], [b]) => a - b)) {
    const read = (names: readonly string[]): string | null => {
      for (const name of names) {
        const value = values.get(plain(name))
        if (value !== undefined && value !== '') return value
      }
      return null
    }
    const text = read(fields.ipei)
    if (text === null) continue
    const ipei = ipeiOrNull(text)
    if (ipei === null) {
      unreadable.push({ slot, text })
      continue
    }
    handsets.push({
      slot,
      ipei,
      ipeiPrinted: printedIpei(ipei),
      hardwareId: handsetHardwareId(ipei),
      model: read(fields.model),
      firmware: read(fields.firmware),
      state: read(fields.state) ?? '',
      identity: read(fields.identity),
      registration: registrationOf(read(fields.registration)),
    })
  }
  return { handsets, unreadable }
}

function ipeiOrNull(text: string): Ipei | null {
  try {
    return parseIpei(text).ipei
  } catch {
    return null
  }
}

function registrationOf(word: string | null): Handset['registration'] {
  if (word === null) return 'not-known'
  const { registered, notRegistered } = rove.handsetFields
  if (notRegistered.some((each) => plain(word).startsWith(plain(each)))) return 'not-registered'
  return registered.some((each) => plain(word).startsWith(plain(each))) ? 'registered' : 'not-known'
}
