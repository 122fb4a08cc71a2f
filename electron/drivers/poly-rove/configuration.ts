/** Configuration files for rehearsal: the XML profile of the OBi family, with one line's account. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { rove } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `0003717C0E0A.cfg` → 0003717C0E0A. The name of a handset's file begins with `00` and the first digit of the IPEI, 0. */
  hardwareIdOf(fileName) {
    const match = /^(000[0-9A-F]{9})\.cfg$/i.exec(fileName)
    return match === null ? null : parseHardwareId(match[1] ?? '')
  },
  /**
   * `OBIHAI/Rove B2-7.0.1` (SIP) and `Rove B2` (HTTP) follow the OBi family, as seen in public code for the D230; that of the Rove is
   * not published. Accepts clients without a User-Agent as well.
   */
  isUserAgent: (text) =>
    text === '' || text.startsWith('OBIHAI/') || rove.models.some((model) => text.startsWith(model)),
  write({ nextUrl, account }) {
    const { names } = rove.configurationFile
    const [host = '', port = '5060'] = account?.registrar.split(':') ?? []
    const values: [readonly [string, string], string][] = [[names.configUrl, nextUrl]]
    if (account !== null) {
      values.push(
        [names.registrarServer, host],
        [names.registrarPort, port],
        [names.proxyServer, host],
        [names.proxyPort, port],
        [names.transport, account.transport.toUpperCase()],
        [names.authUser, account.authUser],
        [names.authPassword, account.password],
        [names.uri, account.identity],
        [names.displayName, account.displayName],
      )
    }
    const objects = Map.groupBy(values, ([[object]]) => object)
    const body = [...objects].map(([object, entries]) => {
      const parameters = entries.map(
        ([[, name], value]) => markup`    <P><N>${name}</N><V>${value}</V></P>\n`,
      )
      return markup`  <O><N>${object}</N>\n${parameters}  </O>\n`
    })
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="UTF-8"?>\n<ParameterList>\n${body}</ParameterList>\n`.text,
    }
  },
}
