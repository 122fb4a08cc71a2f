/** Configuration files for rehearsal: settings as elements, with the account of identity 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { snomData } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `snomD735-000413922D24.htm` → 000413922D24. The file of all phones of a model, `snomD735.htm`, names no phone. */
  hardwareIdOf(fileName) {
    const digits = /^snom\w{1,16}-([0-9a-f]{12})\.htm$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return snomData.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** `Mozilla/4.0 (compatible; snomD735-SIP 10.1.141.13 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)` */
  isUserAgent: (text) => text.startsWith(snomData.configurationFile.userAgent),
  /** The phone fetches from a setting_server with a file name as it stands. */
  write({ nextUrl, account }) {
    const [, domain = ''] = account?.identity.split('@') ?? []
    const lines =
      account === null
        ? []
        : [
            ['user_active', 'on'],
            ['user_realname', account.displayName],
            ['user_name', account.user],
            ['user_pname', account.authUser],
            ['user_pass', account.password],
            ['user_host', domain],
            ['user_outbound', `${account.registrar};transport=${account.transport}`],
          ].map(([name = '', value = '']) => markup`    <${name} idx="1" perm="RW">${value}</${name}>\n`)
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="utf-8"?>
<settings>
  <phone-settings>
    <setting_server perm="RW">${nextUrl}</setting_server>
${lines}  </phone-settings>
</settings>
`.text,
    }
  },
}
