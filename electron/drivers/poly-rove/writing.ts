/** Plans, writes and reads back settings of the Auto Provisioning page, which also has the firmware settings. */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, FirmwareUpdate, Provisioning } from '../driver.ts'
import { unknownResults, withoutWrite } from '../kit/edit-results.ts'
import { rove, type WantedSetting } from './data.ts'
import { heldBy, holds, type PageParameter, parameterList, sameLabel } from './pages.ts'
import {
  editFor,
  knownSetting,
  provisioningPage,
  readBackOf,
  wantedForFirmware,
  wantedForUrl,
} from './settings.ts'
import type { ReadPage, RovePages } from './web-pages.ts'

/** Problems after which it is unknown whether the device has accepted a form. */
const leaveOutcomeUnknown = [
  'connection-lost',
  'timed-out',
  'unreachable',
  'http-malformed',
  'unexpected-page',
]

export function provisioningOf(pages: RovePages): Provisioning {
  return {
    async plan(url) {
      const edits = editsFor(pages, await pages.page('provisioning'), wantedForUrl(url))
      return { edits, after: 'fetches', provenance: rove.provenance }
    },
    apply: (edits) => apply(pages, edits),
    readBack: (edits) => readBack(pages, edits),
  }
}

export function firmwareOf(pages: RovePages): FirmwareUpdate {
  return {
    async plan(version) {
      const page = await pages.page('provisioning')
      const edits = editsFor(pages, page, wantedForFirmware(version, page))
      return { edits, after: 'restarts', provenance: rove.firmware.everyFieldNamed.provenance }
    },
    apply: (edits) => apply(pages, edits),
    readBack: (edits) => readBack(pages, edits),
  }
}

/** Throws unless every setting is found and every known form key matches. */
const editsFor = (pages: RovePages, page: ReadPage, settings: readonly WantedSetting[]): Edit[] =>
  settings.map((setting) => editFor(setting, pages.parameterOn(page, setting)))

async function readBack(pages: RovePages, edits: readonly Edit[]): Promise<EditResult[]> {
  const now = await pages.page('provisioning')
  return edits.map((edit) => {
    const parameter = now.parameters.find(
      (each) =>
        each.hash === edit.id || (sameLabel(each.group, edit.group) && sameLabel(each.label, edit.label)),
    )
    return readBackOf(edit, parameter ?? null)
  })
}

interface Row {
  readonly edit: Edit
  readonly parameter: PageParameter
}

async function apply(pages: RovePages, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await pages.page('provisioning')
  const rows = edits.map((edit): Row => {
    const parameter = pages.parameterOn(before, knownSetting(edit))
    if (!parameter.writable)
      throw new PunchdownError('setting-refused', { setting: edit.label, page: provisioningPage() })
    return { edit, parameter }
  })
  const changes = rows.filter(({ edit, parameter }) => !holds(parameter, edit.after))
  if (changes.length === 0) {
    const results = rows.map(
      ({ edit, parameter }): EditResult => ({ ...edit, result: 'unchanged', found: heldBy(parameter) }),
    )
    return { results, restarts: false }
  }
  let results: EditResult[]
  try {
    await submit(pages, changes)
    results = await readBack(pages, edits)
  } catch (error) {
    if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
    return { results: unknownResults(edits), restarts: true }
  }
  const written = changes.map(({ edit }) => edit)
  return { results: withoutWrite(results, written), restarts: false }
}

async function submit({ kit }: RovePages, changes: readonly Row[]): Promise<void> {
  const { path } = rove.requests.submit
  const pairs = changes.map(({ edit, parameter }) => [parameter.hash, edit.after] as const)
  const answer = await kit.request({
    method: 'POST',
    path,
    body: { kind: 'form', fields: [['ParameterList', parameterList(pairs)]] },
    idempotent: true,
  })
  if (answer.status === 503) throw new PunchdownError('device-busy', { address: kit.address, path })
}
