/**
 * Configuration files for rehearsal: the provisioning XML of the N610, N670 and N870, with the account of one handset. A file never
 * has the DECT band (`DmGlobal.0.SystemRegDomain`): the technician chooses it. It never removes handsets (`DeleteNotProvisionedHS`).
 */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter, SipAccount } from '../driver.ts'
import { gigasetData } from './data.ts'

/** `clock` gives the start of the registration window. */
export const gigasetConfiguration = (clock: Clock = systemClock): ConfigurationWriter => ({
  /** `7c2f80e0d605.xml` → 7C2F80E0D605, in either case. The file of all bases, `provisioning.xml`, names no base. */
  hardwareIdOf(fileName) {
    const digits = /^([0-9a-f]{12})\.xml$/i.exec(fileName)?.[1]?.toUpperCase() ?? ''
    return gigasetData.configurationFile.prefixes.some((prefix) => digits.startsWith(prefix))
      ? parseHardwareId(digits)
      : null
  },
  /** `Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605`; the name of the maker is optional. */
  isUserAgent: (text) =>
    gigasetData.configurationFile.userAgents.some((beginning) => text.startsWith(beginning)),
  write({ nextUrl, account }) {
    const parameters = [
      parameter(gigasetData.server.name, nextUrl),
      ...(account === null ? [] : handsetWith(account, clock)),
    ].map((each) => markup`    ${each}\n`)
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="UTF-8"?>
<provisioning version="1.1" productID="${gigasetData.configurationFile.productId}">
  <nvm>
${parameters}  </nvm>
</provisioning>
`.text,
    }
  },
})

const parameter = (name: string, value: string): Markup => markup`<param name="${name}" value="${value}"/>`

/** Adds the handset, gives it the account, and opens the registration window. */
function handsetWith(account: SipAccount, clock: Clock): Markup[] {
  const { handset, provider, window } = gigasetData
  const { slot } = handset
  const [host = '', port = '5060'] = account.registrar.split(':')
  const [, domain = ''] = account.identity.split('@')
  return [
    markup`<oper name="add_hs" value="${slot}">${parameter('hs.RegStatus', 'ToReg')}</oper>`,
    parameter(`hs.${slot}.DECT_AC`, handset.accessCode),
    ...Object.entries({
      AuthName: account.authUser,
      AuthPassword: account.password,
      UserName: account.user,
      DisplayName: account.displayName,
      ProviderId: provider.id,
    }).map(([name, value]) => parameter(`SipAccount.${slot}.${name}`, value)),
    ...Object.entries({
      Domain: domain,
      ProxyServerAddress: host,
      ProxyServerPort: port,
      RegServerAddress: host,
      RegServerPort: port,
      TransportProtocol: provider.transports[account.transport],
    }).map(([name, value]) => parameter(`SipProvider.${provider.id}.${name}`, value)),
    markup`<oper name="update_dm" value="local">${[
      parameter('RegStart', String(Math.floor(clock.now() / 1000))),
      parameter('RegDuration', String(window.seconds)),
      parameter('DMPpasswd', window.password),
    ]}</oper>`,
  ]
}
