/** The doors that a journey is walked through, and why one of them may be closed on this machine. */
import type { Browser } from '@playwright/test'
import { type Door, type DoorOptions, openBrowser } from './doors.ts'
import { openElectron, openOnStandIn, whyNoElectron } from './electron-doors.ts'

export interface NamedDoor {
  readonly name: string
  /** Null where it opens. */
  readonly closed: string | null
  /** Cores that may die in a minute and are started again. */
  readonly killsInAMinute: number
  open(browser: Browser, options?: DoorOptions): Promise<Door>
}

export const everyDoor = (): readonly NamedDoor[] => [
  {
    name: 'the browser door',
    closed: null,
    killsInAMinute: 5,
    open: openBrowser,
  },
  {
    name: "the Electron door's stand-in",
    closed: null,
    killsInAMinute: 5,
    open: openOnStandIn,
  },
  { name: 'Electron itself', closed: whyNoElectron(), killsInAMinute: 5, open: openElectron },
]
