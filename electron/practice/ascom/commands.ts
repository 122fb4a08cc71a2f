/** The requests of the base that public clients send. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { homePath } from './pages.ts'
import type { Base } from './state.ts'

const commandFile = 'mod_cmd.xml'
const resetPath = `/CMD0/${commandFile}`

/** The first page and its stylesheet need no sign-in. */
export const isOpen = ({ path }: RequestHead): boolean => path === '/' || path === '/admin.xsl'

export const isReset = ({ path, query }: RequestHead): boolean =>
  path === resetPath && query.get('cmd') === 'reset' && query.get('reset') === 'OK'

const xmlText = (body: Markup, stylesheet: string): string =>
  markup`<?xml version="1.0" encoding="utf-8" ?><?xml-stylesheet type="text/xsl" href="${stylesheet}"?>${body}`
    .text

const xml = (body: Markup, stylesheet: string): DeviceReply => ({
  ...{ kind: 'page', type: 'text/xml' },
  body: xmlText(body, stylesheet),
})

/** Null for a request that is none of these. */
export function commandAnswer(base: Base, request: DeviceRequest): DeviceReply | null {
  const { path, query, rawQuery } = request
  const stylesheet = query.get('xsl') ?? ''
  switch (path) {
    case '/':
      return firstPage(base)
    case '/admin.xsl':
      return adminStylesheet
    case `/GW-DECT/${commandFile}`:
      // `?redirect=/admin.xml?xsl=admin.xsl`, the address of the sign-in
      return rawQuery.startsWith('redirect=') ? redirect : null
    case `/GW-DECT/MASTER/${commandFile}`:
      return xml(markup`<info/>`, stylesheet)
    case `/RFPSTAT0/${commandFile}`:
      return query.get('cmd') === 'rfp-stat2' ? syncPage(base, stylesheet) : null
    case resetPath:
      return isReset(request) ? reset(base, request) : xml(markup`<info/>`, stylesheet)
    default:
      return null
  }
}

/** Form of a public probe; the attribute serial is ours. */
const firstPage = ({ data }: Base): DeviceReply => ({
  ...{ kind: 'page', type: 'text/xml' },
  body: xmlText(markup`<info product="Ascom ${data.model}" serial="${data.serial}"/>`, 'admin.xsl'),
  headers: { Expires: 'Friday, 25-Jul-97 00:00:00 GMT' },
})

/** Ours: a browser shows a link to the sign-in. */
const adminStylesheet: DeviceReply = {
  kind: 'page',
  type: 'text/xml',
  body: `<?xml version="1.0" encoding="utf-8"?><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body><h1><xsl:value-of select="info/@product"/></h1><a href="/GW-DECT/mod_cmd.xml?redirect=/admin.xml?xsl=admin.xsl">Administration</a></body></html></xsl:template></xsl:stylesheet>`,
}

const redirect: DeviceReply = {
  ...{ kind: 'page', status: 302, type: 'text/html', body: '' },
  headers: { Location: `${homePath}?xsl=admin.xsl` },
}

/** The three texts that a public monitoring template looks for; the elements are ours. */
const syncTexts = { master: 'Master', synchronized: 'synchronized', searching: 'Searching for sync source' }

const syncPage = ({ data }: Base, stylesheet: string): DeviceReply =>
  xml(markup`<info><sync state="${syncTexts[data.options.sync]}"/></info>`, stylesheet)

/** The attribute is published, the element is ours. */
const reset = ({ core }: Base, { keep, query }: DeviceRequest): DeviceReply => ({
  ...{ kind: 'accepted', type: 'text/xml' },
  body: xmlText(markup`<info reset="true"/>`, query.get('xsl') ?? ''),
  ...(keep ? { afterwards: () => core.life.restart('reset') } : {}),
})
