/** Reads pcap and pcapng from a stream: a file, or the output of a capture program. */
import { type CaptureFormat, type CaptureItem, Intake, problemItem } from './capture.ts'
import { pcapFormat } from './pcap.ts'
import { pcapngFormat } from './pcapng.ts'

/**
 * The packets of a capture in order. The last item of a damaged capture is its problem, behind all whole packets before it. Holds one record
 * and one chunk in memory. Throws only what `source` throws.
 */
export async function* readCapture(source: AsyncIterable<Buffer>): AsyncGenerator<CaptureItem> {
  const intake = new Intake()
  let format: CaptureFormat | null = null
  for await (const chunk of source) {
    intake.add(chunk)
    if (format === null) {
      const magic = intake.peek(4)
      if (magic === null) continue
      format = pcapFormat(magic, intake) ?? pcapngFormat(magic, intake)
      if (format === null) break
    }
    for (let item = format.next(); item !== null; item = format.next()) {
      yield item
      if (item.item === 'problem' && item.last) return
    }
  }
  if (format === null) yield problemItem('not-a-capture', 0)
  else if (!intake.betweenRecords) yield problemItem('cut', intake.offset)
}
