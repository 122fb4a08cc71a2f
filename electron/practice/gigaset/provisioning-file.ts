/** The provisioning file of the base. */
import { parseXml, type XmlElement } from '../kit/xml.ts'

export interface ProvisioningFile {
  readonly values: readonly (readonly [name: string, value: string])[]
  /** Numbers of the handsets that it adds: `00001`. */
  readonly handsets: readonly string[]
  /** Whether the handsets that it does not add are removed. */
  readonly removesOthers: boolean
  /** Registration window: seconds since the epoch, and its length in seconds; null without one. */
  readonly window: { readonly start: number; readonly duration: number } | null
  readonly firmware: { readonly version: string; readonly url: string } | null
}

const attribute = ({ attributes }: XmlElement, name: string): string => new Map(attributes).get(name) ?? ''
const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

/**
 * Null for a file of another product. Sample (form of a public provisioning template):
 *   <provisioning version="1.1" productID="e2">
 *     <firmware><file version="2.53.0" url="http://192.0.2.1/Gigaset-Nx70-V2.53.0-build.4fa8a54.bin"/></firmware>
 *     <nvm>
 *       <oper name="DeleteNotProvisionedHS"/>
 *       <oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper>
 *       <param name="SipAccount.00001.AuthName" value="desk"/>
 *       <oper name="update_dm" value="local"><param name="RegStart" value="1764547200"/><param name="RegDuration" value="900"/></oper>
 *     </nvm>
 *   </provisioning>
 */
export function readProvisioningFile(text: string): ProvisioningFile | null {
  const root = parseXml(text)
  if (root?.name !== 'provisioning' || attribute(root, 'productID') !== 'e2') return null
  const [nvm] = childrenOf(root, 'nvm')
  const [firmware] = childrenOf(childrenOf(root, 'firmware')[0], 'file')
  const operations = childrenOf(nvm, 'oper')
  const named = (name: string) => operations.filter((each) => attribute(each, 'name') === name)
  return {
    values: childrenOf(nvm, 'param').map((each) => [attribute(each, 'name'), attribute(each, 'value')]),
    handsets: named('add_hs')
      .map((each) => attribute(each, 'value'))
      .filter((number) => /^\d{5}$/.test(number)),
    removesOthers: named('DeleteNotProvisionedHS').length > 0,
    window: windowIn(named('update_dm').at(-1)),
    firmware:
      firmware === undefined
        ? null
        : { version: attribute(firmware, 'version'), url: attribute(firmware, 'url') },
  }
}

function windowIn(operation: XmlElement | undefined): ProvisioningFile['window'] {
  const values = new Map(
    childrenOf(operation, 'param').map((each) => [attribute(each, 'name'), Number(attribute(each, 'value'))]),
  )
  const [start, duration] = [values.get('RegStart'), values.get('RegDuration')]
  return start === undefined || duration === undefined || !(start >= 0) || !(duration > 0)
    ? null
    : { start, duration }
}
