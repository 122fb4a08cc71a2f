/** The intercom's configuration: the DeviceDatabase of `GET /api/config`. */
import { parseXml, writeXml, type XmlElement } from '../kit/xml.ts'
import type { IntercomData } from './data.ts'

/** `Phone/Sip@0/User/Id`: element names, with the value of the At attribute if there are several. */
type ConfigPath = string

export function valueAt(root: XmlElement, path: ConfigPath): string {
  return elementAt(root, path)?.text ?? ''
}

function elementAt(root: XmlElement, path: ConfigPath): XmlElement | null {
  let element: XmlElement | undefined = root
  for (const step of path.split('/')) element = element?.children.find((child) => keyOf(child) === step)
  return element ?? null
}

/** Does nothing when the element does not exist. */
export function setValueAt(root: XmlElement, path: ConfigPath, value: string): void {
  const element = elementAt(root, path)
  if (element !== null) element.text = value
}

const keyOf = ({ name, attributes }: XmlElement): string => {
  const at = attributes.find(([key]) => key === 'At')?.[1]
  return at === undefined ? name : `${name}@${at}`
}

/** Replaces values in `root` by those in `update`, and adds missing elements; removes nothing. */
export function mergeInto(root: XmlElement, update: XmlElement): void {
  for (const child of update.children) {
    const known = root.children.find((each) => keyOf(each) === keyOf(child))
    if (known === undefined) root.children.push(structuredClone(child))
    else if (child.children.length > 0) mergeInto(known, child)
    else {
      known.text = child.text
      known.attributes = structuredClone(child.attributes)
    }
  }
}

/** The root element of a DeviceDatabase; null for other text. */
export function parseConfiguration(text: string): XmlElement | null {
  const root = parseXml(text)
  return root?.name === 'DeviceDatabase' ? root : null
}

const isFlag = (text: string): boolean => text === '0' || text === '1'
const isPort = (text: string): boolean => text === '' || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535)
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
const isSeconds = (text: string): boolean => /^\d{1,7}$/.test(text)

/** Ranges of ours. The maker documents that a value outside its range is refused with error 12, and publishes no table of ranges. */
const ranges: readonly (readonly [ConfigPath, (text: string) => boolean])[] = [
  ['WebServer/Port', isPort],
  ['WebServer/SecurePort', isPort],
  ['AutoUpdate/Configuration/Enabled', isFlag],
  ['AutoUpdate/Configuration/PrefferedAddress', isFlag],
  ['AutoUpdate/Configuration/CheckAtBootTime', isFlag],
  ['AutoUpdate/Configuration/Period', isSeconds],
  ['AutoUpdate/Configuration/UpdateTime', isTime],
  ['Phone/Sip@0/Client/Port', isPort],
  ['Phone/Sip@0/Registrar/Port', isPort],
]

/** Path of the first value outside its range; null without one. Missing values are not checked. */
export function outOfRange(root: XmlElement): ConfigPath | null {
  const bad = ranges.find(([path, isValid]) => {
    const element = elementAt(root, path)
    return element !== null && !isValid(element.text)
  })
  return bad?.[0] ?? null
}

/** The reply to `GET /api/config`, with the comment of the maker's sample. */
export function configurationFile(
  root: XmlElement,
  { identity, serial }: IntercomData,
  firmware: string,
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!--
        Product name: ${identity.variant}
       Serial number: ${serial}
    Software version: ${firmware}
    Hardware version: ${identity.hwVersion}
-->
${writeXml(root)}`
}

const sipAccount = (at: number): string => `<Sip At="${at}">
  <Enabled>0</Enabled>
  <User><DisplayName/><Id/><AuthId/><PasswordString/><CommunicationType>1</CommunicationType></User>
  <Client><Domain/><Port>5060</Port></Client>
  <Proxy><Address/><Port>0</Port></Proxy>
  <Registrar><Enabled>0</Enabled><Address/><Port>0</Port><ExpireTime>120</ExpireTime></Registrar>
  <Misc><AnswerMode>1</AnswerMode></Misc>
</Sip>`

/**
 * Part of a factory configuration: elements and their order are from the maker's sample and a public template of firmware 2.48, factory
 * values from publications if available; the rest is ours.
 */
export const factoryConfiguration = ({ identity }: IntercomData): string => `<DeviceDatabase Version="4">
<Network><DhcpEnabled>1</DhcpEnabled></Network>
<WebServer>
  <DeviceName>${identity.deviceName}</DeviceName><Port>80</Port><SecurePort>443</SecurePort>
  <ServerCert>#self-signed</ServerCert><MinTlsVersion>1</MinTlsVersion>
</WebServer>
<Phone>${sipAccount(0)}${sipAccount(1)}</Phone>
<AutoUpdate>
  <Firmware>
    <Enabled>0</Enabled><ServerAddress/><VerifyServerCert>0</VerifyServerCert><ClientCert>#factory</ClientCert>
    <PrefferedAddress>0</PrefferedAddress><FilePath>/</FilePath><CheckAtBootTime>1</CheckAtBootTime>
    <Period>86400</Period><UpdateTime>05:00</UpdateTime>
  </Firmware>
  <Configuration>
    <Enabled>0</Enabled><ServerAddress/><VerifyServerCert>0</VerifyServerCert><ClientCert>#factory</ClientCert>
    <PrefferedAddress>0</PrefferedAddress><FilePath>/</FilePath><AuthEnabled>0</AuthEnabled><Username/>
    <Password Encryption="1"/><CheckAtBootTime>1</CheckAtBootTime><Period>86400</Period>
    <UpdateTime>05:30</UpdateTime>
  </Configuration>
</AutoUpdate>
</DeviceDatabase>`
