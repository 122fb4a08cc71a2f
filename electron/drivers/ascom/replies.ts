/** Reads the XML replies of a base. Loaded on first use, because of the parser. Pure. */
import { Parser } from 'htmlparser2'

interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

export interface XmlReply {
  /** In the order of the document. */
  readonly elements: readonly XmlElement[]
  /** Texts and values of attributes, trimmed, none empty. */
  readonly texts: readonly string[]
}

/**
 * Null for a document that is not XML. Samples, the second with an element of our own because no reply is recorded:
 *   <?xml version="1.0" encoding="utf-8" ?><?xml-stylesheet type="text/xsl" href="admin.xsl"?><info product="Ascom IPBS2" serial=""/>
 *   <?xml version="1.0" encoding="utf-8" ?><?xml-stylesheet type="text/xsl" href="rfpsyncstat.xsl"?><info><sync state="synchronized"/></info>
 */
export function readXmlReply(body: string): XmlReply | null {
  if (!body.trimStart().startsWith('<?xml')) return null
  const elements: XmlElement[] = []
  const texts: string[] = []
  const keep = (text: string): void => {
    const trimmed = text.trim()
    if (trimmed !== '') texts.push(trimmed)
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        elements.push({ name, attributes: new Map(Object.entries(attributes)) })
        for (const value of Object.values(attributes)) keep(value)
      },
      ontext: keep,
    },
    { xmlMode: true },
  )
  parser.end(body)
  return { elements, texts }
}
