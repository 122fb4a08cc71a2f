/** The doors that a journey is walked through, and why one of them may be closed on this machine. */
import type { Browser } from '@playwright/test'
import { type Door, type DoorOptions, openBrowser } from './doors.ts'
import { openElectron, openOnStandIn, whyNoElectron } from './electron-doors.ts'

export interface NamedDoor {
  readonly name: string
  /** Null where it opens. */
  readonly closed: string | null
  /** Steps of the walk after which its core is killed: no more than five, the deaths in a minute that are made good. */
  readonly killsAfter: readonly string[]
  open(browser: Browser, options?: DoorOptions): Promise<Door>
}

export const everyDoor = (): readonly NamedDoor[] => [
  {
    name: 'the browser door',
    closed: null,
    killsAfter: [
      'scan it',
      'see before and after',
      'walk the first handset',
      'dial the verification code',
      'type the sign-in code',
    ],
    open: openBrowser,
  },
  {
    name: "the Electron door's stand-in",
    closed: null,
    killsAfter: ['apply it', 'dial the verification code'],
    open: openOnStandIn,
  },
  { name: 'Electron itself', closed: whyNoElectron(), killsAfter: ['apply it'], open: openElectron },
]
