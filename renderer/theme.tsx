/** Fluent 2 with the system's font and colour scheme (light, dark or high contrast); styles have the page's nonce. */
import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  type Theme,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components'
import { type ReactNode, useSyncExternalStore } from 'react'

const fonts = {
  fontFamilyBase: "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Consolas, 'Liberation Mono', monospace",
}
const light: Theme = { ...webLightTheme, ...fonts }
const dark: Theme = { ...webDarkTheme, ...fonts }
const contrast: Theme = { ...teamsHighContrastTheme, ...fonts }

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const forced = window.matchMedia('(forced-colors: active)')
const themeNow = (): Theme => (forced.matches ? contrast : prefersDark.matches ? dark : light)
const subscribe = (listener: () => void) => {
  prefersDark.addEventListener('change', listener)
  forced.addEventListener('change', listener)
  return () => {
    prefersDark.removeEventListener('change', listener)
    forced.removeEventListener('change', listener)
  }
}

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

export function ThemeProvider({ children }: { children: ReactNode }) {
  const theme = useSyncExternalStore(subscribe, themeNow)
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={theme} style={{ height: '100%' }}>
        {children}
      </FluentProvider>
    </RendererProvider>
  )
}
