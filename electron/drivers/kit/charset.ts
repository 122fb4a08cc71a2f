/** Decodes the body of a reply by the charset that the device names; UTF-8 without one. */

/** How far an XML or HTML document may name its charset, in bytes (HTML, 13.2.3.2). */
const prescanned = 1_024

const inContentType = /charset\s{0,8}=\s{0,8}["']?([\w.:-]{1,40})/i
/** `<?xml version="1.0" encoding="ISO-8859-1"?>` and `<meta charset="gb2312">`, `<meta … content="text/html; charset=gb2312">` */
const inXml = /^\s{0,64}<\?xml[^<>]{1,200}encoding\s{0,8}=\s{0,8}["']([\w.:-]{1,40})["']/i
const inMeta = /<meta[^<>]{1,200}charset\s{0,8}=\s{0,8}["']?([\w.:-]{1,40})/i

/** A byte order mark wins over Content-Type, and Content-Type over the document (HTML, 13.2.3.1). */
export function decodeBody(bytes: Uint8Array, contentType: string): string {
  const decoder = decoderFor(byteOrderMark(bytes)) ?? decoderFor(inContentType.exec(contentType)?.[1])
  if (decoder !== null) return decoder.decode(bytes)
  const start = Buffer.from(bytes.subarray(0, prescanned)).toString('latin1')
  const named = decoderFor((inXml.exec(start) ?? inMeta.exec(start))?.[1])
  return (named ?? new TextDecoder()).decode(bytes)
}

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** Null for an unknown label. A document whose declaration can be read byte by byte is not UTF-16. */
function decoderFor(label: string | undefined) {
  try {
    return label === undefined ? null : new TextDecoder(label)
  } catch {
    return null
  }
}
