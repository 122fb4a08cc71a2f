/** Plans, uploads and reads back the configuration of a 2N device. */
import { toProblem } from '#shared/errors.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { unknownResults, withoutWrite } from '../kit/edit-results.ts'
import type { Kit } from '../kit/kit.ts'
import { ask, isSuccess } from './api.ts'
import { twoNData } from './data.ts'
import type { ConfigurationDocument, Leaf } from './document.ts'
import { editFor, pathOf, readBackOf, settingMissing, wantedForUrl } from './settings.ts'

/** Problems after which it is unknown whether the device has taken the configuration. */
const leaveOutcomeUnknown = [
  'connection-lost',
  'timed-out',
  'unreachable',
  'http-malformed',
  'unexpected-page',
]

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
      return { edits, after: 'at-next-start', provenance: twoNData.provenance }
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
  const leafOf = await leavesOf(document)
  const rows = edits.map((edit) => {
    const leaf = leafOf(edit)
    if (leaf === null) throw settingMissing(edit)
    return { edit, leaf, value: edit.after }
  })
  const changes = rows.filter(({ leaf, value }) => leaf.value !== value)
  if (changes.length === 0) {
    const results = rows.map(
      ({ edit, leaf }): EditResult => ({ ...edit, result: 'unchanged', found: leaf.value }),
    )
    return { results, restarts: false }
  }
  const { withValues } = await import('./document.ts')
  const isAccepted = await upload(kit, withValues(document, changes))
  const results = await settle(kit, edits)
  if (results === null || (!isAccepted && !areSet(results))) {
    return { results: unknownResults(edits), restarts: true }
  }
  const written = changes.map(({ edit }) => edit)
  return { results: withoutWrite(results, written), restarts: false }
}

/**
 * Sends the whole document, once. False when the reply does not say whether the device has accepted it.
 * @throws PunchdownError value-refused and the other codes of `ask` after which nothing is written
 */
async function upload(kit: Kit, text: string): Promise<boolean> {
  const { path, field, fileName } = twoNData.requests.configuration
  const part = { name: field, content: text, fileName, mediaType: 'application/xml' }
  try {
    return isSuccess(
      await ask(kit, { method: 'PUT', path, body: { kind: 'multipart', parts: [part] }, idempotent: false }),
    )
  } catch (error) {
    if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
    return false
  }
}

const areSet = (results: readonly EditResult[]): boolean => results.every(({ result }) => result === 'set')

/** Waits until the configuration has taken effect, and reads it back; null when it cannot be read. */
async function settle(kit: Kit, edits: readonly Edit[]): Promise<EditResult[] | null> {
  const { afterMs, checkEveryMs, untilMs } = twoNData.takesEffect
  await kit.pause(afterMs)
  for (let waited = afterMs; ; waited += checkEveryMs) {
    const results = await readBackOrNull(kit, edits)
    if ((results !== null && areSet(results)) || waited >= untilMs) return results
    await kit.pause(checkEveryMs)
  }
}

async function readBackOrNull(kit: Kit, edits: readonly Edit[]): Promise<EditResult[] | null> {
  try {
    return await readBack(kit, edits)
  } catch (error) {
    if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
    return null
  }
}
