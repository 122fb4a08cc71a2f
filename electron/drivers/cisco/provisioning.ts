/** Plans, submits and reads back the settings of the page of a phone or an adapter. */
import { toProblem } from '#shared/errors.ts'
import type { Provenance } from '#shared/model/confidence.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { unknownResults, withoutWrite } from '../kit/edit-results.ts'
import type { Kit } from '../kit/kit.ts'
import { ciscoData } from './data.ts'
import type { Page } from './page.ts'
import { editsFor, fieldOfEdit, readBackOf } from './settings.ts'

/** The page with the settings of a signed-in device. */
export interface SettingsPage {
  /** Reads the page, whose fields have other names by firmware, and perhaps by request. */
  read(): Promise<Page>
  /**
   * Sends fields of the page, once. False when the reply does not say whether the device has accepted them.
   * @throws PunchdownError for a refusal, after which nothing is written
   */
  submit(page: Page, fields: readonly (readonly [name: string, value: string])[]): Promise<boolean>
}

/** Problems of a write after which it is unknown whether the device has taken it. */
const leaveOutcomeUnknown = ['connection-lost', 'timed-out', 'http-malformed', 'unexpected-page']

export function provisioningOf(kit: Kit, settings: SettingsPage, provenance: Provenance): Provisioning {
  return {
    async plan(url) {
      // the device restarts after a write
      return { edits: editsFor(await settings.read(), url), after: 'restarts', provenance }
    },
    apply: (edits) => apply(kit, settings, edits),
    readBack: (edits) => readBack(settings, edits),
  }
}

async function readBack(settings: SettingsPage, edits: readonly Edit[]): Promise<EditResult[]> {
  const page = await settings.read()
  return edits.map((edit) => readBackOf(page, edit))
}

/** @throws PunchdownError setting-missing, the codes of `read`, and those of `submit` after which nothing is written */
async function apply(kit: Kit, settings: SettingsPage, edits: readonly Edit[]): Promise<AppliedEdits> {
  const page = await settings.read()
  const rows = edits.map((edit) => ({ edit, field: fieldOfEdit(page, edit) }))
  const changes = rows.filter(({ edit, field }) => field.value !== edit.after)
  if (changes.length === 0) {
    const results = rows.map(
      ({ edit, field }): EditResult => ({ ...edit, result: 'unchanged', found: field.value }),
    )
    return { results, restarts: false }
  }
  const isAccepted = await submitOnce(
    settings,
    page,
    changes.map(({ edit, field }) => [field.name, edit.after]),
  )
  const results = await settle(kit, settings, edits)
  if (results === null || (!isAccepted && !areSet(results))) {
    return { results: unknownResults(edits), restarts: true }
  }
  const written = changes.map(({ edit }) => edit)
  return { results: withoutWrite(results, written), restarts: false }
}

async function submitOnce(
  settings: SettingsPage,
  page: Page,
  fields: readonly (readonly [string, string])[],
): Promise<boolean> {
  try {
    return await settings.submit(page, fields)
  } catch (error) {
    if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
    return false
  }
}

const areSet = (results: readonly EditResult[]): boolean => results.every(({ result }) => result === 'set')

/** Waits for the restart, and reads the page back; null when it cannot be read. */
async function settle(
  kit: Kit,
  settings: SettingsPage,
  edits: readonly Edit[],
): Promise<EditResult[] | null> {
  const { afterMs, checkEveryMs, untilMs } = ciscoData.takesEffect
  await kit.pause(afterMs)
  for (let waited = afterMs; ; waited += checkEveryMs) {
    const results = await readBackOrNull(settings, edits)
    if ((results !== null && areSet(results)) || waited >= untilMs) return results
    await kit.pause(checkEveryMs)
  }
}

/** Null when the page cannot be read after the write, for any reason but a cancellation. */
async function readBackOrNull(settings: SettingsPage, edits: readonly Edit[]): Promise<EditResult[] | null> {
  try {
    return await readBack(settings, edits)
  } catch (error) {
    if (['cancelled', 'bug'].includes(toProblem(error).code)) throw error
    return null
  }
}
