/** Configuration files for rehearsal: `key=value` lines, with the account of line 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { writeCfg } from './cfg-file.ts'
import { audiocodesData } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `00908F123456.cfg` → 00908F123456 */
  hardwareIdOf(fileName) {
    const digits = /^([0-9a-f]{12})\.cfg$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return audiocodesData.phone.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** `AUDC-IPPhone/2.2.16.681 (405HD-Rev1; 00908F123456)`, `AUDC/3.4.8.808 AUDC-IPPhone-C450HD_UC_3.4.8.808/1` */
  isUserAgent: (text) =>
    audiocodesData.phone.configurationFile.userAgents.some((start) => text.startsWith(start)),
  write({ nextUrl, account }) {
    const [host = '', port = '5060'] = account?.registrar.split(':') ?? []
    const values: [string, string][] = [
      ['provisioning/method', 'STATIC'],
      ['provisioning/configuration/url', nextUrl],
      ...(account === null
        ? []
        : ([
            ['voip/line/0/enabled', '1'],
            ['voip/line/0/id', account.user],
            ['voip/line/0/description', account.displayName],
            ['voip/line/0/auth_name', account.authUser],
            ['voip/line/0/auth_password', account.password],
            ['voip/signalling/sip/transport_protocol', account.transport.toUpperCase()],
            ['voip/signalling/sip/use_proxy', '1'],
            ['voip/signalling/sip/proxy_address', host],
            ['voip/signalling/sip/proxy_port', port],
            ['voip/signalling/sip/sip_registrar/enabled', '1'],
            ['voip/signalling/sip/sip_registrar/addr', host],
            ['voip/signalling/sip/sip_registrar/port', port],
          ] satisfies [string, string][])),
    ]
    return { mediaType: 'text/plain; charset=utf-8', body: writeCfg(values) }
  },
}
