/** Configuration files for rehearsal: a flat profile, with the account of extension 1. */
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { markup } from '../../protocols/markup/template.ts'
import type { ConfigurationWriter } from '../driver.ts'
import { ciscoData } from './data.ts'

/** `Cisco-CP-8851-3PCC/12.0.3 (00562b0a1b2c)`: the address in brackets is the MAC address. */
const macIn = (userAgent: string): string | null =>
  /^Cisco-CP-\d{4}-3PCC\/\S{1,60} \(([0-9a-f]{12})\)$/i.exec(userAgent)?.[1] ?? null

/** Phones alone: the User-Agent of an adapter has its serial number, and its file name is the same for all. */
export const configuration: ConfigurationWriter = {
  /** `8851-3PCC.xml` and `8851.xml` name the model; the User-Agent names the phone. */
  hardwareIdOf(fileName, userAgent) {
    const model = /^(\d{4})(?:-3PCC)?\.xml$/i.exec(fileName)?.[1]
    const mac = macIn(userAgent)
    return model === undefined || mac === null || !ciscoData.mpp.models.includes(model)
      ? null
      : parseHardwareId(mac.toUpperCase())
  },
  isUserAgent: (text) => macIn(text) !== null,
  write({ nextUrl, account }) {
    const values = [
      ['Profile_Rule', nextUrl],
      ...(account === null
        ? []
        : [
            ['Line_Enable_1_', 'Yes'],
            ['SIP_Transport_1_', account.transport.toUpperCase()],
            ['Proxy_1_', account.registrar],
            ['Register_1_', 'Yes'],
            ['Display_Name_1_', account.displayName],
            ['User_ID_1_', account.user],
            ['Password_1_', account.password],
            ['Use_Auth_ID_1_', 'Yes'],
            ['Auth_ID_1_', account.authUser],
          ]),
    ]
    const elements = values.map(([name = '', value = '']) => markup`  <${name} ua="na">${value}</${name}>\n`)
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: markup`<?xml version="1.0" encoding="UTF-8"?>\n<flat-profile>\n${elements}</flat-profile>\n`.text,
    }
  },
}
