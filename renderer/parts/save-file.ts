/** Saves a file: the browser downloads it, Electron's window shows its save dialog. */
export function saveFile(fileName: string, mediaType: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = fileName
  anchor.click()
  URL.revokeObjectURL(url)
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
