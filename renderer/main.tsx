import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { App } from './app.tsx'
import { createConnection } from './connection/connection.ts'
import { ConnectionContext } from './connection/context.ts'
import { ThemeProvider } from './theme.tsx'
import './page.css'

const connection = createConnection()
const ignore = () => undefined
const queries = new QueryClient({
  queryCache: new QueryCache({ onError: ignore }),
  mutationCache: new MutationCache({ onError: ignore }),
  // no retries: the core is on this machine, so a retry would only hide a problem
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})

const page = document.getElementById('page')
if (page !== null) {
  createRoot(page).render(
    <StrictMode>
      <ThemeProvider>
        <ConnectionContext.Provider value={connection}>
          <QueryClientProvider client={queries}>
            <Router hook={useHashLocation}>
              <App />
            </Router>
          </QueryClientProvider>
        </ConnectionContext.Provider>
      </ThemeProvider>
    </StrictMode>,
  )
}
