/** The page: connection, shell, places. */

import { Button } from '@fluentui/react-components'
import { useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { words } from '#shared/words/index.ts'
import { StatusContext, useConnection, useConnectionState } from './connection/context.ts'
import { useStatus } from './connection/live.ts'
import { EmptyState, Screen } from './parts/layout.tsx'
import { ProblemCard } from './parts/problem-card.tsx'
import { CatalogueScreen } from './screens/catalogue/catalogue.tsx'
import { FactsScreen } from './screens/facts/screen.tsx'
import { JobPlaces } from './screens/job-places.tsx'
import { ProvisioningUrlsScreen } from './screens/provisioning-urls/screen.tsx'
import { StartScreen } from './screens/start.tsx'
import { Shell } from './shell/shell.tsx'

export function App() {
  const state = useConnectionState()
  const connection = useConnection()
  const status = useStatus()
  const [place] = useLocation()

  // moves focus to the title of the new screen, also for screen readers
  useEffect(() => {
    if (place !== '') document.querySelector('main')?.scrollTo(0, 0)
  }, [place])

  return (
    <StatusContext.Provider value={status.value}>
      <Shell>
        {state === 'ended' ? (
          <Screen title={words.shell.punchdown}>
            <ProblemCard problem={connection.problem() ?? { code: 'core-stopped', facts: {} }} />
          </Screen>
        ) : (
          <Switch>
            <Route path="/">
              <StartScreen />
            </Route>
            <Route path="/catalogue">
              <CatalogueScreen />
            </Route>
            <Route path="/catalogue/facts">
              <FactsScreen />
            </Route>
            <Route path="/catalogue/provisioning-urls">
              <ProvisioningUrlsScreen />
            </Route>
            <Route path="/job/:jobId/*?">{({ jobId }) => <JobPlaces key={jobId} jobId={jobId} />}</Route>
            <Route>
              <Screen title={words.shell.pageNotFound}>
                <EmptyState
                  title={words.shell.noSuchPage}
                  action={
                    <Button appearance="primary" onClick={() => window.location.replace('#/')}>
                      {words.shell.toJobs}
                    </Button>
                  }
                >
                  {words.shell.noSuchPageBody}
                </EmptyState>
              </Screen>
            </Route>
          </Switch>
        )}
      </Shell>
    </StatusContext.Provider>
  )
}
