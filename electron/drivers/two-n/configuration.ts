/** Plans, uploads and reads back the configuration of a 2N device. */
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit } from '../kit/kit.ts'
import { ask, isSuccess } from './api.ts'
import { twoNData } from './data.ts'
import type { ConfigurationDocument, Leaf } from './document.ts'
import { editFor, pathOf, readBackOf, settingMissing, wantedForUrl } from './settings.ts'

/** Downloads the configuration. @throws PunchdownError unexpected-page and the codes of `ask` */
export async function download(kit: Kit): Promise<ConfigurationDocument> {
  const { path } = twoNData.requests.configuration
  const reply = await ask(kit, { method: 'GET', path })
  const { readDocument } = await import('./document.ts')
  const document = reply.status === 200 ? readDocument(reply.body, twoNData.document.root) : null
  if (document === null) throw kit.unexpectedPage(reply, path, twoNData.document.root)
  return document
}

export function provisioningOf(kit: Kit): Provisioning {
  return {
    async plan(url) {
      const wanted = wantedForUrl(url)
      const leafOf = await leavesOf(await download(kit))
      const edits = wanted.map((setting) => editFor(setting, leafOf(setting)))
      return { edits, after: 'at-next-start', starts: 'restart', provenance: twoNData.provenance }
    },
    apply: (edits) => apply(kit, edits),
    readBack: (edits) => readBack(kit, edits),
  }
}

async function leavesOf(document: ConfigurationDocument) {
  const { leafAt } = await import('./document.ts')
  return (edit: Pick<Edit, 'group' | 'label'>): Leaf | null => leafAt(document, pathOf(edit))
}

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const leafOf = await leavesOf(await download(kit))
  return edits.map((edit) => readBackOf(edit, leafOf(edit)))
}

/** @throws PunchdownError setting-missing and the codes of `download` and of `upload` before anything is written */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const document = await download(kit)
  const [leafOf, { withValues }] = await Promise.all([leavesOf(document), import('./document.ts')])
  const leafThere = (edit: Edit): Leaf => {
    const leaf = leafOf(edit)
    if (leaf === null) throw settingMissing(edit)
    return leaf
  }
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: leafThere(edit).value })),
    write: (changes) => {
      const values = changes.map((edit) => ({ leaf: leafThere(edit), value: edit.after }))
      return upload(kit, withValues(document, values))
    },
    readBack: () => readBack(kit, edits),
    takesEffect: twoNData.takesEffect,
  })
}

/**
 * Sends the whole document, once. False when the reply does not say whether the device has accepted it.
 * @throws PunchdownError value-refused and the other codes of `ask`
 */
async function upload(kit: Kit, text: string): Promise<boolean> {
  const { path, field, fileName } = twoNData.requests.configuration
  const part = { name: field, content: text, fileName, mediaType: 'application/xml' }
  return isSuccess(
    await ask(kit, { method: 'PUT', path, body: { kind: 'multipart', parts: [part] }, idempotent: false }),
  )
}
