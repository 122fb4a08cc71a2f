/** Which door `npm start` opens. Pure. */
export interface DoorFacts {
  /** `--browser`, or a flag that only the browser door knows. */
  readonly browser: boolean
  /** `--electron`: tries again even where it did not work before. */
  readonly electron: boolean
  readonly platform: NodeJS.Platform
  /** An X or Wayland display; asked on Linux only. */
  readonly display: boolean
  readonly root: boolean
  readonly binary: boolean
  readonly packagePresent: boolean
  /** Fetching this version's binary was tried and did not work. */
  readonly fetchFailedBefore: boolean
}

export type DoorChoice =
  | { readonly door: 'electron' }
  | { readonly door: 'fetch-electron' }
  | {
      readonly door: 'browser'
      readonly why: 'asked' | 'no-display' | 'root' | 'no-package' | 'fetch-failed'
    }

export function chooseDoor(facts: DoorFacts): DoorChoice {
  if (facts.browser && !facts.electron) return { door: 'browser', why: 'asked' }
  if (facts.platform === 'linux' && !facts.display) return { door: 'browser', why: 'no-display' }
  if (facts.platform === 'linux' && facts.root) return { door: 'browser', why: 'root' }
  if (facts.binary) return { door: 'electron' }
  if (!facts.packagePresent) return { door: 'browser', why: 'no-package' }
  if (facts.fetchFailedBefore && !facts.electron) return { door: 'browser', why: 'fetch-failed' }
  return { door: 'fetch-electron' }
}
