/** Configuration files for rehearsal of ALE M3, M5, M7 and M8: settings as attributes, with the account of line 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter, SipAccount } from '../driver.ts'
import { aleData } from './data.ts'

export const aleConfiguration: ConfigurationWriter = {
  /** `config.3c28a620089e.xml` → 3C28A620089E. The file of all phones of a model, `config.M3.xml`, names no phone. */
  hardwareIdOf(fileName) {
    const digits = /^config\.([0-9a-f]{12})\.xml$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return aleData.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** `ALE M3-CE 2.11.01.1604 3c28a620089e` */
  isUserAgent: (text) => aleData.configurationFile.userAgents.some((beginning) => text.startsWith(beginning)),
  /** The phone appends the names of its files to the server. */
  write({ nextUrl, account }) {
    const values: [string, string][] = [
      ['DeviceProvisionServerUrl', nextUrl.slice(0, nextUrl.lastIndexOf('/'))],
      ...(account === null ? [] : accountSettings(account)),
    ]
    const settings = values.map(([id, value]) => markup`  <setting id="${id}" value="${value}"/>\n`)
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="UTF-8"?>\n<settings>\n${settings}</settings>\n`.text,
    }
  },
}

function accountSettings(account: SipAccount): [string, string][] {
  const [host = '', port = '5060'] = account.registrar.split(':')
  const [, domain = ''] = account.identity.split('@')
  return Object.entries({
    Enable: 'true',
    RegName: account.authUser,
    Password: account.password,
    UserName: account.user,
    DisplayName: account.displayName,
    Server1Address: domain,
    OutboundProxy1Address: host,
    OutboundProxy1Port: port,
  }).map(([name, value]) => [`Account${aleData.account.line}${name}`, value])
}
