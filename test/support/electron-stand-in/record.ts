/** What the stand-in tells the test that started it, and what the test may do as a person at the machine would. */

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A menu as it was built; the handlers stay with the stand-in. */
export interface MenuEntry {
  readonly role?: string
  readonly label?: string
  readonly type?: string
  readonly accelerator?: string
  readonly submenu?: readonly MenuEntry[]
}

export type Noted =
  | { readonly kind: 'browser'; readonly endpoint: string }
  | { readonly kind: 'window'; readonly options: WindowAsked }
  | { readonly kind: 'shown' | 'focused' | 'restored' | 'maximized' | 'quit' }
  | { readonly kind: 'error-box'; readonly title: string; readonly content: string }
  | { readonly kind: 'open-external'; readonly url: string }
  | { readonly kind: 'menu'; readonly entries: readonly MenuEntry[] }
  | { readonly kind: 'utility'; readonly pid: number }
  | { readonly kind: 'utility-exit'; readonly pid: number }
  | { readonly kind: 'served'; readonly url: string; readonly status: number }
  | { readonly kind: 'navigation'; readonly url: string; readonly prevented: boolean }
  | { readonly kind: 'new-window'; readonly url: string; readonly action: string }
  | { readonly kind: 'permission'; readonly permission: string; readonly granted: boolean }

export type Order =
  | { readonly order: 'close-window' | 'quit' | 'minimize' }
  | { readonly order: 'place'; readonly bounds: Bounds; readonly maximized: boolean }
  /** As a page would ask whose Chromium lets more through than this one. */
  | { readonly order: 'ask-window'; readonly url: string }
  | { readonly order: 'press'; readonly accelerator: string }

export interface WindowAsked {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly minWidth?: number
  readonly minHeight?: number
  readonly title?: string
  readonly show?: boolean
  readonly webPreferences: Readonly<Record<string, unknown>> & { readonly preload: string }
}

export function note(noted: Noted): void {
  if (process.connected) process.send?.(noted)
}

type Obey = (order: Order) => void
const obeying: Obey[] = []
export const obey = (listener: Obey): number => obeying.push(listener)

process.on('message', (order: Order) => {
  for (const listener of obeying) listener(order)
})
