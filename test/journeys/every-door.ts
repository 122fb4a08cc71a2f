/** All doors, each with the reason why it cannot be used on this machine. */
import type { Browser } from '@playwright/test'
import { type Door, type DoorOptions, openBrowser } from './doors.ts'
import { openElectron, openOnStandIn, whyNoElectron } from './electron-doors.ts'

export interface NamedDoor {
  readonly name: string
  /** Null when it can be used. */
  readonly closed: string | null
  /** Steps of the walk after which its core is killed: at most five, because more ends within a minute are not restarted. */
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
