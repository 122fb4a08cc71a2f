/** All drivers. */
import type { Driver } from './driver.ts'
import { polyRove } from './poly-rove/driver.ts'
import { twoN } from './two-n/driver.ts'

export const drivers: readonly Driver[] = [polyRove, twoN]
