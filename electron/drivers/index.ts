/** The drivers. A new vendor is one line here. */
import type { Driver } from './driver.ts'
import { polyRove } from './poly-rove/driver.ts'

export const drivers: readonly Driver[] = [polyRove]
