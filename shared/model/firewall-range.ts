/** Reads pasted firewall ranges and compares them with the documented ones. Pure. */
import { ipv4Number, ipv4Text, subnetSpan } from './ipv4.ts'

export interface RangeFault {
  /** `range-not-listed`: well formed, and not one of the documented networks. */
  readonly code: 'range-malformed' | 'range-host-bits' | 'range-not-listed'
  readonly start: number
  readonly end: number
}

/** Whether a text has addresses and networks only: `52.112.0.0/14, 52.122.0.0/15`. */
export const looksLikeRanges = (text: string): boolean => /^[\d./,;\s]+$/.test(text) && /\d\.\d/.test(text)

export interface RangeReading {
  readonly faults: readonly RangeFault[]
  /** The corrected list, one range per line; null when a range has no certain correction. */
  readonly corrected: string | null
}

/** Reads a list such as `52.112.0.0/14, 52.122.0.0/15`. A translated page printed `52.112.0.0.0/14` with five octets. */
export function readRanges(text: string, documented: readonly string[]): RangeReading {
  const faults: RangeFault[] = []
  const proposal: (string | null)[] = []
  for (const match of text.matchAll(/[^,;\s]+/g)) {
    const [range] = match
    const fault = (code: RangeFault['code']) =>
      faults.push({ code, start: match.index, end: match.index + range.length })
    const [address = '', prefix = '', ...rest] = range.split('/')
    const value = ipv4Number(address)
    const bits = prefix === '' && !range.includes('/') ? 32 : /^\d{1,2}$/.test(prefix) ? Number(prefix) : 33
    if (value === null || bits > 32 || rest.length > 0) {
      fault('range-malformed')
      proposal.push(documented.find((each) => digitsOf(each) === digitsOf(range)) ?? null)
      continue
    }
    const network = `${ipv4Text(subnetSpan(value, bits).first)}/${bits}`
    if (subnetSpan(value, bits).first !== value) fault('range-host-bits')
    else if (!documented.includes(network)) fault('range-not-listed')
    proposal.push(network)
  }
  const wrong = faults.some(({ code }) => code !== 'range-not-listed')
  return { faults, corrected: wrong && !proposal.includes(null) ? proposal.join('\n') : null }
}

/** The octets that are not 0, and the prefix: ranges that differ only in the number of `.0` are equal. */
const digitsOf = (range: string): string => {
  const [address = '', prefix = ''] = range.split('/')
  const octets = address.split('.').filter((octet) => octet !== '0' && octet !== '')
  return `${octets.join('.')}/${prefix}`
}
