/**
 * Distinct IPEI of each handset of a practice base, `02B6ED6050`: type 0, the manufacturer's code of four digits, then five digits from
 * the end of the base's MAC address and the handset's position. Ours; real handsets have serial numbers.
 */
export function handsetIpei(manufacturer: string, baseMac: string, position: number): string {
  const end = Number.parseInt(baseMac.replaceAll(':', '').slice(-4), 16)
  const serial = (end * 16 + (position % 16)).toString(16).padStart(5, '0')
  return `0${manufacturer}${serial}`.toUpperCase()
}
