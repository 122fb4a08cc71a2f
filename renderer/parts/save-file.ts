/** Hands a file to whoever holds the page: the browser's download, or the window's save dialog. */
export function saveFile(fileName: string, mediaType: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = fileName
  anchor.click()
  URL.revokeObjectURL(url)
}

/** Cells that a spreadsheet would take for a formula are led by an apostrophe. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV with a byte order mark, as spreadsheets want it. */
export function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Rows as text with tabs between, for pasting into a spreadsheet; what would break a row becomes a space. */
export function tsvOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const flat = (text: string) => {
    const line = text.replaceAll(/[\t\r\n]+/g, ' ')
    return /^[=+\-@]/.test(line) ? `'${line}` : line
  }
  return [head, ...rows].map((row) => row.map(flat).join('\t')).join('\n')
}

/** Rows as an Excel workbook. Every cell is a text cell: nothing in it is a formula, whatever it begins with. */
export async function xlsxOf(head: readonly string[], rows: readonly (readonly string[])[]): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal')
  const text = (value: string) => ({ type: String, value })
  return writeExcelFile([
    head.map((value) => ({ ...text(value), fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map(text)),
  ]).toBlob()
}

/** Bytes of base64 text. */
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
