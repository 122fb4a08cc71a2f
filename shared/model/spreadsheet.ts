/** Rows as CSV or tab-separated text for spreadsheets, guarded against formulas and number conversion. Pure. */

/**
 * A text that a spreadsheet takes for a formula (OWASP, "CSV Injection"): `=1+1`, `+1`, `-1`, `@SUM`, their full-width
 * forms, also behind white space and invisible characters, which some programs remove first.
 */
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u

/** `00123`, `014103079002`, `10.10`, `1E5`: a number to a spreadsheet, which then shows another text. */
const number = /^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/
/** Digits that Excel shows in full; a longer number becomes `1.4103E+11`. */
const shownDigits = 11
/** `1/24`, `1-2-3`, `1:24`: a port's name that becomes a date or a time. */
const dateOrTime = /^\d{1,4}(?:[/:-]\d{1,4}){1,2}$/

function isRewritten(text: string): boolean {
  if (dateOrTime.test(text)) return true
  return number.test(text) && (text.length > shownDigits || String(Number(text)) !== text)
}

/**
 * An apostrophe in front keeps a cell as text in every spreadsheet, phone numbers such as `+4930123456` included: each
 * digit stays. Quotes alone do not help, because spreadsheets interpret quoted cells as well. A text that itself starts
 * with an apostrophe gets a second one, so `unguarded` always restores the text.
 */
export const guarded = (text: string): string =>
  text.startsWith("'") || formula.test(text) || isRewritten(text) ? `'${text}` : text

/** The original text of a cell from `guarded`. */
export const unguarded = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell)

type Rows = readonly (readonly string[])[]

/** RFC 4180 with a byte order mark, so that spreadsheets read it as UTF-8. */
export function csvOf(head: readonly string[], rows: Rows): string {
  const cell = (text: string) => {
    const safe = guarded(text)
    return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

/** Rows for pasting into a spreadsheet: a tab or a line break inside a cell becomes a space. */
export function tsvOf(head: readonly string[], rows: Rows): string {
  const cell = (text: string) => guarded(text.replaceAll(/[\t\r\n]+/g, ' '))
  return [head, ...rows].map((row) => row.map(cell).join('\t')).join('\n')
}
