/** LLDP-MED inventory, ANSI/TIA-1057 10.2.6, as text for identification. Pure. */

/** In the order of the standard. */
export const inventoryItems = [
  'hardware',
  'firmware',
  'software',
  'serial',
  'manufacturer',
  'model',
  'asset',
] as const
export type InventoryItem = (typeof inventoryItems)[number]

/** `hardware=1.0; software=108.86.0.20; manufacturer=Yealink; model=SIP-T46U`; empty values are left out. */
export function inventoryText(inventory: Readonly<Partial<Record<InventoryItem, string | null>>>): string {
  return inventoryItems
    .flatMap((item) => {
      const value = inventory[item] ?? ''
      return value === '' ? [] : [`${item}=${value.replaceAll(';', ',')}`]
    })
    .join('; ')
}
