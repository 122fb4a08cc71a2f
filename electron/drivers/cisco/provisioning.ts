/** Plans, submits and reads back the settings of the page of a phone or an adapter. */
import type { Provenance } from '#shared/model/confidence.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
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
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: fieldOfEdit(page, edit).value })),
    write: (changes) =>
      settings.submit(
        page,
        changes.map((edit) => [fieldOfEdit(page, edit).name, edit.after]),
      ),
    readBack: () => readBack(settings, edits),
    // the device restarts after a write
    takesEffect: ciscoData.takesEffect,
  })
}
