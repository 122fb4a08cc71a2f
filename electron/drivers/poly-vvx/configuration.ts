/** Configuration files for rehearsal: parameters as attributes of one element, with the account of line 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { vvxData } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `64167f0a1b2c.cfg` → 64167F0A1B2C */
  hardwareIdOf(fileName) {
    const digits = /^([0-9a-f]{12})\.cfg$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return vvxData.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** `FileTransport PolycomVVX-VVX_411-UA/6.4.3.5814 Type/Application` */
  isUserAgent: (text) => text.startsWith(vvxData.configurationFile.userAgent),
  /** A `device` parameter takes effect with `device.set` and its own `.set`. The phone appends its file name to the server. */
  write({ nextUrl, account }) {
    const [host = '', port = '5060'] = account?.registrar.split(':') ?? []
    const values = [
      ['device.set', '1'],
      ...device('device.prov.serverName', nextUrl.slice(0, nextUrl.lastIndexOf('/'))),
      ...device('device.prov.serverType', nextUrl.startsWith('https:') ? 'HTTPS' : 'HTTP'),
      ...(account === null
        ? []
        : [
            ['reg.1.address', account.identity],
            ['reg.1.label', account.displayName],
            ['reg.1.displayName', account.displayName],
            ['reg.1.auth.userId', account.authUser],
            ['reg.1.auth.password', account.password],
            ['reg.1.server.1.address', host],
            ['reg.1.server.1.port', port],
            ['reg.1.server.1.transport', account.transport === 'udp' ? 'UDPOnly' : 'TCPOnly'],
          ]),
    ]
    const attributes = values.map(([name = '', value = '']) => markup` ${name}="${value}"`)
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<PHONE_CONFIG>\n  <ALL${attributes}/>\n</PHONE_CONFIG>\n`
        .text,
    }
  },
}

const device = (name: string, value: string): string[][] => [
  [`${name}.set`, '1'],
  [name, value],
]
