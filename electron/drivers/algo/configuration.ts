/** Configuration files for rehearsal: `key = value` lines, with the account of extension 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { algoData } from './data.ts'

export const configuration: ConfigurationWriter = {
  /** `algom0022EE0A1B86.conf` → 0022EE0A1B86. The file of all devices of a model, `algop8186.conf`, names no device. */
  hardwareIdOf(fileName) {
    const digits = /^algom([0-9a-f]{12})\.conf$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return algoData.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** The User-Agent of a fetch is not published. Accepts clients without one, and the form of SIP: `Algo-8186/5.5.1`. */
  isUserAgent: (text) => text === '' || text.startsWith(algoData.configurationFile.userAgent),
  /** The device appends its file name to the region. A value ends with its line. */
  write({ nextUrl, account }) {
    const [, domain = ''] = account?.identity.split('@') ?? []
    const values = [
      ['admin.teams.region', nextUrl.slice(0, nextUrl.lastIndexOf('/'))],
      ...(account === null
        ? []
        : [
            ['sip.proxy', domain],
            ['sip.obproxy', account.registrar],
            ['sip.transp', account.transport],
            ['sip.u1.user', account.user],
            ['sip.u1.auth', account.authUser],
            ['sip.u1.pwd', account.password],
            ['sip.u1.dname', account.displayName],
          ]),
    ]
    const body = values.map(([key = '', value = '']) => `${key} = ${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
    return { mediaType: 'text/plain; charset=utf-8', body: body.join('') }
  },
}
