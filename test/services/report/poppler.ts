/** PDFs read by poppler's programs. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

export const noPoppler = spawnSync('pdftotext', ['-v']).error !== undefined
if (noPoppler) console.log('poppler is missing: PDFs are not read back')

/** Standard output of a program for a PDF, `FILE` in the arguments being its path. It must not complain. */
export function poppler(pdf: Buffer, program: string, ...args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  try {
    const file = join(folder, 'report.pdf')
    writeFileSync(file, pdf)
    const { stdout, stderr } = spawnSync(
      program,
      args.map((each) => (each === 'FILE' ? file : each)),
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    expect(stderr).toBe('')
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const textOf = (pdf: Buffer, ...options: string[]): string =>
  poppler(pdf, 'pdftotext', ...options, '-enc', 'UTF-8', 'FILE', '-')

/** Names and values of `pdfinfo`: `Title` → `Hand-over report`. */
export const infoOf = (pdf: Buffer): ReadonlyMap<string, string> =>
  new Map(
    poppler(pdf, 'pdfinfo', '-isodates', 'FILE')
      .split('\n')
      .map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  )

/** The tags of the structure tree with their text, in order: `H1 First`, `TR`, `TH A`. */
export function structureOf(pdf: Buffer): string[] {
  const lines = poppler(pdf, 'pdfinfo', '-struct-text', 'FILE').split('\n')
  const tags: string[] = []
  for (const line of lines.map((each) => each.trim())) {
    if (line.startsWith('"')) tags[tags.length - 1] += ` ${line.slice(1, -1)}`
    else if (line !== '') tags.push(line.replace(/ \(.*$/, ''))
  }
  return tags
}

export interface Word {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The words of each page with their boxes, in points from the upper left corner. */
export function pagesOf(pdf: Buffer): Word[][] {
  const pages = poppler(pdf, 'pdftotext', '-bbox', 'FILE', '-').split('<page ').slice(1)
  return pages.map((page) =>
    [...page.matchAll(/<word xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">(.*)<\/word>/g)].map(
      ([, left, top, right, bottom, text = '']) => ({
        ...{ text, left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) },
      }),
    ),
  )
}
