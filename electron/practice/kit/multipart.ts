/** Reads multipart/form-data (RFC 7578) as curl and other programs send it. */

/**
 * The content of the part with that name; null without one. Sample:
 *   --9f2a
 *   Content-Disposition: form-data; name="blob-cfg"; filename="2n.xml"
 *   Content-Type: application/xml
 *
 *   <?xml version="1.0" encoding="UTF-8" ?><DeviceDatabase Version="4">…
 *   --9f2a--
 */
export function partOf(contentType: string | undefined, body: Buffer, name: string): Buffer | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1]
  if (boundary === undefined) return null
  const text = body.toString('latin1')
  const [, ...parts] = `\r\n${text}`.split(`\r\n--${boundary}`)
  for (const part of parts) {
    const end = part.indexOf('\r\n\r\n')
    if (end < 0) continue
    const head = part.slice(0, end)
    if (/\bname="([^"]*)"/i.exec(head)?.[1] === name) return Buffer.from(part.slice(end + 4), 'latin1')
  }
  return null
}
