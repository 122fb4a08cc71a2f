/** The screens of one job. Opens the job in the core and watches it once for all of them. */

import { Spinner } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { JobContext, useConnectionState, useContract } from '../connection/context.ts'
import { ListeningProvider } from '../connection/listening.tsx'
import { useJobView } from '../connection/live.ts'
import { ScanProvider } from '../connection/scan.tsx'
import { EmptyState, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { BulkScreen } from './bulk/bulk.tsx'
import { BulkRunScreen } from './bulk/run.tsx'
import { CatalogueScreen } from './catalogue/catalogue.tsx'
import { DeviceScreen } from './device/device.tsx'
import { FactsScreen } from './facts/screen.tsx'
import { GatewayScreen } from './gateway.tsx'
import { JobScreen } from './job.tsx'
import { PairingScreen } from './pairing/pairing.tsx'
import { PracticeScreen } from './practice.tsx'
import { ProvisioningUrlsScreen } from './provisioning-urls/screen.tsx'
import { ReportsScreen } from './reports.tsx'
import { SiteScreen } from './site/site.tsx'

export function JobPlaces({ jobId }: { jobId: string }) {
  const state = useConnectionState()
  const contract = useContract()
  const open = useMutation(contract.jobs.open.mutationOptions())
  const { value, problem } = useJobView(jobId)
  const { mutate } = open

  // the core resumes the job's gateway and endpoints; repeated after a restart of the core
  useEffect(() => {
    if (state === 'open') mutate({ jobId })
  }, [state, jobId, mutate])

  if (problem !== null && value === null) {
    return (
      <Screen title={words.terms.job}>
        <ProblemCard problem={problem} />
      </Screen>
    )
  }
  if (value === null) {
    return (
      <Screen title={words.terms.job}>
        <EmptyState title={words.start.openingJob}>
          <Spinner size="small" />
        </EmptyState>
      </Screen>
    )
  }
  return (
    <JobContext.Provider value={value}>
      <ScanProvider jobId={jobId}>
        <ListeningProvider jobId={jobId}>
          {open.error === null ? null : (
            <OpenProblem>{<ProblemCard problem={problemOf(open.error)} />}</OpenProblem>
          )}
          <Routes />
        </ListeningProvider>
      </ScanProvider>
    </JobContext.Provider>
  )
}

function Routes() {
  return (
    <Switch>
      <Route path="/job/:jobId">
        <JobScreen />
      </Route>
      <Route path="/job/:jobId/site">
        <SiteScreen view="devices" />
      </Route>
      <Route path="/job/:jobId/site/switches">
        <SiteScreen view="switches" />
      </Route>
      <Route path="/job/:jobId/bulk">
        <BulkScreen />
      </Route>
      <Route path="/job/:jobId/bulk/:runId">
        {({ runId }) => <BulkRunScreen key={runId} runId={runId} />}
      </Route>
      <Route path="/job/:jobId/device/:deviceId">
        {({ deviceId }) => <DeviceScreen key={deviceId} deviceId={deviceId} />}
      </Route>
      <Route path="/job/:jobId/pairing/show/:group">
        {({ group }) => <PairingScreen endpointId={null} group={group} />}
      </Route>
      <Route path="/job/:jobId/pairing/:endpointId?">
        {({ endpointId }) => <PairingScreen endpointId={endpointId ?? null} />}
      </Route>
      <Route path="/job/:jobId/gateway">
        <GatewayScreen />
      </Route>
      <Route path="/job/:jobId/catalogue">
        <CatalogueScreen />
      </Route>
      <Route path="/job/:jobId/catalogue/facts">
        <FactsScreen />
      </Route>
      <Route path="/job/:jobId/catalogue/provisioning-urls">
        <ProvisioningUrlsScreen />
      </Route>
      <Route path="/job/:jobId/reports">
        <ReportsScreen />
      </Route>
      <Route path="/job/:jobId/practice">
        <PracticeScreen />
      </Route>
      <Route>
        <Screen title={words.start.pageNotFound}>
          <EmptyState title={words.start.noSuchPlace}>{words.start.noSuchPlaceBody}</EmptyState>
        </Screen>
      </Route>
    </Switch>
  )
}

function OpenProblem({ children }: { children: ReactNode }) {
  return <div style={{ padding: '16px 24px 0' }}>{children}</div>
}
