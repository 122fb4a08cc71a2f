/** Generates offices of any size from a seed: the banner forms of the practice office with other models, addresses and MACs. Pure. */
import type { OfficeDevice } from '#electron/practice/office/data.ts'
import type { SipName } from '#electron/practice/office/sip.ts'
import type { Page } from '#electron/practice/office/web.ts'

export interface GeneratedDevice {
  /** Null for a device that does not identify itself. */
  readonly known: {
    readonly vendor: string
    readonly maker: string
    readonly model: string
    readonly firmware: string | null
  } | null
  readonly mac: string
  readonly web: Page
  readonly sip: SipName | null
  readonly snmp: OfficeDevice['snmp']
}

/** Ours: one in ten asks for a password and has no name, and one in six of those has no SIP either. */
const anonymousEvery = 10
const silentOnSipEvery = 6
const anonymous: Page = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Basic realm="Login"' },
  body: '<html><head></head><body>401</body></html>',
}
const anonymousSip: SipName = { header: 'User-Agent', value: 'SIP UA' }

/** @param forms devices that report their model; distributed evenly, in an order that depends on the seed */
export function generateOffice(
  forms: readonly OfficeDevice[],
  count: number,
  seed: number,
): GeneratedDevice[] {
  const next = numbers(seed)
  const order = forms
    .map((form) => ({ form, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ form }) => form)
  // an odd factor permutes the numbers below 2 ** 24
  const stride = 2 * Math.floor(next() * 2 ** 20) + 1
  return Array.from({ length: count }, (_, index): GeneratedDevice => {
    const own = ((index * stride) % 2 ** 24).toString(16).padStart(6, '0').toUpperCase()
    const form = order[index % order.length]
    if (form === undefined || index % anonymousEvery === anonymousEvery - 1) {
      const isOnSip = Math.floor(index / anonymousEvery) % silentOnSipEvery !== silentOnSipEvery - 1
      const sip = isOnSip ? anonymousSip : null
      return { known: null, mac: colons(`020000${own}`), web: anonymous, sip, snmp: null }
    }
    const { vendor, maker, model, firmware, web, sip, snmp } = form
    const mac = form.mac.replaceAll(':', '').slice(0, 6) + own
    const anew = (text: string): string => withMac(text, form.mac.replaceAll(':', ''), mac)
    return {
      known: { vendor, maker, model, firmware },
      mac: colons(mac),
      web: {
        status: web.status,
        headers: Object.fromEntries(Object.entries(web.headers).map(([name, text]) => [name, anew(text)])),
        body: anew(web.body),
      },
      sip: sip === null ? null : { ...sip, value: anew(sip.value) },
      snmp: snmp === null ? null : { ...snmp, sysDescr: anew(snmp.sysDescr) },
    }
  })
}

/** Devices of an office, without decoys, that report their model. */
export const tellingForms = (devices: readonly OfficeDevice[]): OfficeDevice[] =>
  devices.filter(({ decoy, silentAbout }) => !decoy && !silentAbout.includes('model'))

const colons = (mac: string): string => mac.match(/../g)?.join(':') ?? ''
const withMac = (text: string, from: string, to: string): string =>
  text.replaceAll(from, to).replaceAll(from.toLowerCase(), to.toLowerCase())

/** Numbers from 0 to 1: mulberry32, public domain. */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
