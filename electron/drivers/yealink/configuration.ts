/** Configuration files for rehearsal: `name = value` lines, with the account of line 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { yealinkData } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `805ec00a1b2c.cfg` → 805EC00A1B2C */
  hardwareIdOf(fileName) {
    const digits = /^([0-9a-f]{12})\.cfg$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    const { prefixes } = yealinkData.configurationFile
    return prefixes.some((prefix) => digits.startsWith(prefix)) ? parseHardwareId(digits) : null
  },
  /** `Yealink SIP-T46U 108.86.5.1 80:5e:c0:0a:1b:2c`, `yealink SIP-T18 …` */
  isUserAgent: (text) => text.toLowerCase().startsWith(yealinkData.configurationFile.userAgent),
  /** The phone appends its file name to the server. A name with a domain is its address of record, as in the files of SIP Gateway. */
  write({ nextUrl, account }) {
    const [host = '', port = '5060'] = account?.registrar.split(':') ?? []
    const values = [
      ['static.auto_provision.server.url', nextUrl.slice(0, nextUrl.lastIndexOf('/'))],
      ...(account === null
        ? []
        : [
            ['account.1.enable', '1'],
            ['account.1.label', account.displayName],
            ['account.1.display_name', account.displayName],
            ['account.1.user_name', account.identity],
            ['account.1.auth_name', account.authUser],
            ['account.1.password', account.password],
            ['account.1.sip_server.1.address', host],
            ['account.1.sip_server.1.port', port],
            ['account.1.sip_server.1.transport_type', account.transport === 'udp' ? '0' : '1'],
          ]),
    ]
    const lines = values.map(([name = '', value = '']) => `${name} = ${value.replaceAll(/[\r\n]+/g, ' ')}`)
    return { mediaType: 'text/plain; charset=utf-8', body: `#!version:1.0.0.1\n${lines.join('\n')}\n` }
  },
}
