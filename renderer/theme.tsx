/** Fluent 2 with the system's own font, light or dark as the system is, styles carrying the page's nonce. */
import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  type Theme,
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

const query = window.matchMedia('(prefers-color-scheme: dark)')
const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

export function ThemeProvider({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => query.matches)
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={isDark ? dark : light} style={{ height: '100%' }}>
        {children}
      </FluentProvider>
    </RendererProvider>
  )
}
