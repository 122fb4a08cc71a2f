/** The hand-over report: preview, and export as HTML, PDF and CSV. */

import { Button, Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import {
  DocumentPdf20Regular,
  DocumentTable20Regular,
  Edit20Regular,
  Globe20Regular,
} from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { Endpoint, JobDevice } from '#shared/model/job.ts'
import { onboardingTones, type Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract, useJob } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { bytesOf, saveFile } from '../parts/save-file.ts'
import { ToneBadge, VerdictBadge } from '../parts/tone.tsx'
import { JobDetailsDialog } from './job-details.tsx'

const useStyles = makeStyles({
  files: { display: 'flex', gap: '10px', flexWrap: 'wrap', alignItems: 'center' },
  options: { marginTop: '12px' },
  note: { color: tokens.colorNeutralForeground2, margin: 0, flexBasis: '100%' },
})

function callsText({ testCalls }: Endpoint): string {
  const { both, out, in: into, none } = words.report.calls
  if (testCalls?.out !== undefined) return testCalls.in === undefined ? out : both
  return testCalls?.in === undefined ? none : into
}

const endpointColumns: readonly Column<Endpoint>[] = [
  { id: 'name', title: words.report.endpoint, text: words.steps.endpointName, width: 'minmax(130px, 1fr)' },
  {
    id: 'id',
    title: words.terms.hardwareId,
    text: ({ hardwareId }) => hardwareId,
    width: '150px',
    mono: true,
  },
  {
    id: 'verdict',
    title: words.terms.firmware,
    text: ({ firmware, verdict }) => `${firmware ?? ''} ${words.states.verdict(verdict)}`.trim(),
    show: ({ verdict }) => <VerdictBadge verdict={verdict} />,
    width: '250px',
  },
  {
    id: 'state',
    title: words.reportScreen.stateReached,
    text: ({ onboarding }) => words.states.onboarding[onboarding.at],
    show: ({ onboarding }) => (
      <ToneBadge tone={onboardingTones[onboarding.at]}>{words.states.onboarding[onboarding.at]}</ToneBadge>
    ),
    width: '210px',
  },
  {
    id: 'number',
    title: words.terms.number,
    text: ({ onboarding }) =>
      onboarding.at === 'signed-in' ? (onboarding.number ?? words.terms.notKnown) : '',
    width: '130px',
    mono: true,
  },
  { id: 'place', title: words.report.place, text: ({ place }) => place ?? '', width: '110px' },
  { id: 'calls', title: words.report.testCall, text: callsText, width: '100px' },
]
const deviceColumns: readonly Column<JobDevice>[] = [
  {
    id: 'name',
    title: words.terms.device,
    text: ({ identity, address }) => [identity.vendor, identity.model].filter(Boolean).join(' ') || address,
    width: 'minmax(150px, 1fr)',
  },
  { id: 'address', title: words.terms.address, text: ({ address }) => address, width: '130px', mono: true },
  {
    id: 'mac',
    title: words.terms.mac,
    text: ({ identity }) => identity.mac ?? words.terms.notKnown,
    width: '170px',
    mono: true,
  },
  {
    id: 'firmware',
    title: words.terms.firmware,
    text: ({ identity, verdict }) =>
      `${identity.firmware ?? words.terms.notKnown} ${words.states.verdict(verdict)}`,
    show: ({ verdict }) => <VerdictBadge verdict={verdict} />,
    width: '250px',
  },
]

/** Summary of the job. Good only when an endpoint is signed in and nothing is left to do. */
function outcomeOf(
  devices: readonly JobDevice[],
  endpoints: readonly Endpoint[],
): { tone: Tone; text: string } {
  const open = endpoints.filter(({ onboarding }) => onboarding.at !== 'signed-in').length
  const old = devices.filter(({ verdict }) => verdictTone[verdict.answer] === 'bad').length
  if (open + old > 0) return { tone: 'attention', text: words.reportScreen.open(open, old) }
  if (endpoints.length > 0) return { tone: 'good', text: words.reportScreen.allSignedIn }
  return {
    tone: 'not-known',
    text: devices.length === 0 ? words.reportScreen.nothingYet : words.reportScreen.noEndpoints,
  }
}

export function ReportsScreen() {
  const { devices, endpoints } = useJob()
  return (
    <Screen title={words.reportScreen.title} lead={words.reportScreen.lead}>
      <ReportFiles />
      <Panel title={words.report.endpoints}>
        <DataTable
          label={words.report.endpoints}
          rows={endpoints}
          columns={endpointColumns}
          rowKey={(endpoint) => endpoint.id}
          fileName="report-endpoints"
          empty={
            <EmptyState title={words.reportScreen.noEndpoints}>
              {words.reportScreen.noEndpointsBody}
            </EmptyState>
          }
        />
      </Panel>
      <Panel title={words.terms.devices}>
        <DataTable
          label={words.terms.devices}
          rows={devices}
          columns={deviceColumns}
          rowKey={(device) => device.id}
          fileName="report-devices"
          empty={
            <EmptyState title={words.reportScreen.noDevices}>{words.reportScreen.noDevicesBody}</EmptyState>
          }
        />
      </Panel>
    </Screen>
  )
}

/** Options of the report, and its formats. */
function ReportFiles() {
  const styles = useStyles()
  const { job, devices, endpoints } = useJob()
  const contract = useContract()
  const report = useMutation(
    contract.jobs.report.mutationOptions({
      onSuccess: ({ fileName, mediaType, bytes }) => saveFile(fileName, mediaType, bytesOf(bytes)),
    }),
  )
  const [appendix, setAppendix] = useState(true)
  const [otherDevices, setOtherDevices] = useState(false)
  const [editing, setEditing] = useState(false)
  const make = (format: 'html' | 'pdf' | 'csv') =>
    report.mutate({ jobId: job.id, format, appendix, otherDevices })
  const outcome = outcomeOf(devices, endpoints)
  const busy = report.isPending
  return (
    <Panel title={words.reportScreen.handOverReport}>
      <div className={styles.files}>
        <Button
          appearance="primary"
          data-primary
          icon={<DocumentPdf20Regular />}
          disabled={busy}
          onClick={() => make('pdf')}
        >
          {words.reportScreen.saveAsPdf}
        </Button>
        <Button icon={<Globe20Regular />} disabled={busy} onClick={() => make('html')}>
          {words.reportScreen.saveAsHtml}
        </Button>
        <Button icon={<DocumentTable20Regular />} disabled={busy} onClick={() => make('csv')}>
          {words.reportScreen.saveAsCsv}
        </Button>
        <ToneBadge tone={outcome.tone}>{outcome.text}</ToneBadge>
      </div>
      <div className={mergeClasses(styles.files, styles.options)}>
        <Button icon={<Edit20Regular />} onClick={() => setEditing(true)}>
          {words.jobDetails.edit}
        </Button>
        <Checkbox
          label={words.reportScreen.withAppendix}
          checked={appendix}
          onChange={(_event, { checked }) => setAppendix(checked === true)}
        />
        <Checkbox
          label={words.reportScreen.withOtherDevices}
          checked={otherDevices}
          onChange={(_event, { checked }) => setOtherDevices(checked === true)}
        />
        <p className={styles.note}>{words.reportScreen.noSecrets}</p>
      </div>
      {report.error === null ? null : <ProblemCard problem={problemOf(report.error)} />}
      {editing ? <JobDetailsDialog job={job} onClose={() => setEditing(false)} /> : null}
    </Panel>
  )
}
