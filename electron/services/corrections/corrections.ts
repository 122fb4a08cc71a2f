/**
 * Corrections of vendor facts on this installation: one JSON Patch per vendor in the folder `corrections` of the data folder, for example
 * `corrections/two-n.json`. A file that was exported on another computer can be copied there; it is read at start.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PunchdownError } from '#shared/errors.ts'
import type { Provenance } from '#shared/model/confidence.ts'
import {
  type Correction,
  type CorrectionProblem,
  type FactFileState,
  type FactValue,
  fromPatch,
  toPatch,
} from '#shared/model/vendor-facts.ts'
import type { FactFile } from '../../drivers/fact-file.ts'
import { removeFile, writeWhole } from '../../platform/atomic-file.ts'
import type { Log } from '../../platform/log.ts'

const correctionsFolder = 'corrections'

const corrected: Provenance = { source: 'Corrected on this computer', confidence: 'field-report' }

export interface Corrections {
  files(): FactFileState[]
  /** Corrects one fact; its built-in value removes the correction. @throws PunchdownError not-found | correction-refused | disk-full | data-folder-refused */
  set(file: string, pointer: string, value: FactValue): void
  /** Removes all corrections of a file. @throws PunchdownError not-found | data-folder-refused */
  reset(file: string): void
  /** The corrections as a JSON Patch. @throws PunchdownError not-found */
  patch(file: string): string
  /**
   * Replaces the corrections of a file by those of a JSON Patch; uses all of them or none.
   * @throws PunchdownError not-found | correction-refused | disk-full | data-folder-refused
   */
  importPatch(file: string, text: string): void
}

export interface CorrectionsParts {
  readonly factFiles: readonly FactFile[]
  /** Data folder; null stores nothing. */
  readonly folder: string | null
  readonly log: Log
}

interface OpenFile {
  readonly file: FactFile
  corrections: readonly Correction[]
  /** By pointer, of corrections that are stored and not used. */
  problems: ReadonlyMap<string, CorrectionProblem>
}

/** Reads the stored corrections and applies them. An unreadable file is logged and left where it is. */
export function openCorrections({ factFiles, folder, log }: CorrectionsParts): Corrections {
  const open = new Map<string, OpenFile>()
  for (const file of factFiles) {
    const corrections = storedIn(folder, file.id, log)
    const problems = file.correct(corrections, corrected)
    for (const [pointer, problem] of problems) {
      log.write('corrections.not-used', { file: file.id, pointer, problem })
    }
    open.set(file.id, { file, corrections, problems })
  }
  const named = (id: string): OpenFile => {
    const found = open.get(id)
    if (found === undefined) throw new PunchdownError('not-found', { kind: 'facts', id })
    return found
  }
  return {
    files: () => [...open.values()].map(stateOf),
    set: (id, pointer, value) => set(folder, named(id), pointer, value),
    reset: (id) => replace(folder, named(id), []),
    patch: (id) => toPatch(named(id).corrections),
    importPatch: (id, text) => importPatch(folder, named(id), text),
  }
}

const pathOf = (folder: string, id: string): string => join(folder, correctionsFolder, `${id}.json`)

function storedIn(folder: string | null, id: string, log: Log): readonly Correction[] {
  if (folder === null) return []
  let text: string
  try {
    text = readFileSync(pathOf(folder, id), 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    if (code !== 'ENOENT') log.write('corrections.unreadable', { file: id, reason: code })
    return []
  }
  const corrections = fromPatch(text)
  if (corrections === null) log.write('corrections.unreadable', { file: id, reason: 'no-patch' })
  return corrections ?? []
}

function stateOf({ file, corrections, problems }: OpenFile): FactFileState {
  const unused = corrections.flatMap((correction) => {
    const problem = problems.get(correction.pointer)
    return problem === undefined ? [] : [{ ...correction, problem }]
  })
  return { id: file.id, facts: file.facts(), unused }
}

function set(folder: string | null, opened: OpenFile, pointer: string, value: FactValue): void {
  const { file, corrections } = opened
  const fact = file.facts().find((each) => each.pointer === pointer)
  if (fact === undefined) {
    throw new PunchdownError('correction-refused', { file: file.id, fact: pointer, reason: 'no-such-fact' })
  }
  const from = fact.builtIn === undefined ? fact.value : fact.builtIn
  const others = corrections.filter((each) => each.pointer !== pointer)
  replace(folder, opened, from === value ? others : [...others, { pointer, from, to: value }], pointer)
}

/** The new corrections are tried first: a refused one changes nothing. `pointer` is the only one that must be usable. */
function replace(
  folder: string | null,
  opened: OpenFile,
  corrections: readonly Correction[],
  pointer?: string,
): void {
  const { file } = opened
  const problems = file.correct(corrections, corrected)
  const problem = pointer === undefined ? undefined : problems.get(pointer)
  try {
    if (problem !== undefined) {
      throw new PunchdownError('correction-refused', { file: file.id, fact: pointer ?? '', reason: problem })
    }
    if (folder !== null && corrections.length === 0) removeFile(pathOf(folder, file.id))
    else if (folder !== null) writeWhole(pathOf(folder, file.id), toPatch(corrections))
  } catch (error) {
    file.correct(opened.corrections, corrected)
    throw error
  }
  opened.corrections = corrections
  opened.problems = problems
}

function importPatch(folder: string | null, opened: OpenFile, text: string): void {
  const { file } = opened
  const corrections = fromPatch(text)
  if (corrections === null) {
    throw new PunchdownError('correction-refused', { file: file.id, fact: '', reason: 'no-patch' })
  }
  const problems = file.correct(corrections, corrected)
  const [refused] = problems
  file.correct(opened.corrections, corrected)
  if (refused !== undefined) {
    const [pointer, reason] = refused
    throw new PunchdownError('correction-refused', { file: file.id, fact: pointer, reason })
  }
  replace(folder, opened, corrections)
}
