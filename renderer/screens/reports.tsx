/** The hand-over report: what it will say, and the three files it is left as. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { DocumentPdf20Regular, DocumentTable20Regular, Globe20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { Device, Endpoint } from '#shared/model/job.ts'
import { onboardingTones } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract, useJob } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { bytesOf, saveFile } from '../parts/save-file.ts'
import { ToneBadge, VerdictBadge } from '../parts/tone.tsx'
import { endpointName } from './pairing/names.ts'

const useStyles = makeStyles({
  files: { display: 'flex', gap: '10px', flexWrap: 'wrap', alignItems: 'center' },
  note: { color: tokens.colorNeutralForeground2, margin: 0, flexBasis: '100%' },
})

const endpointColumns: readonly Column<Endpoint>[] = [
  { id: 'name', title: 'Handset', text: endpointName, width: 'minmax(130px, 1fr)' },
  { id: 'id', title: 'Hardware id', text: ({ hardwareId }) => hardwareId, width: '150px', mono: true },
  {
    id: 'verdict',
    title: 'Firmware',
    text: ({ firmware, verdict }) => `${firmware ?? ''} ${words.states.verdict[verdict.answer]}`.trim(),
    show: ({ verdict }) => <VerdictBadge verdict={verdict} />,
    width: '180px',
  },
  {
    id: 'state',
    title: 'State reached',
    text: ({ onboarding }) => words.states.onboarding[onboarding.at],
    show: ({ onboarding }) => (
      <ToneBadge tone={onboardingTones[onboarding.at]}>{words.states.onboarding[onboarding.at]}</ToneBadge>
    ),
    width: '210px',
  },
  {
    id: 'when',
    title: 'Since',
    text: ({ onboarding }) => words.time.dayAndTime(onboarding.since),
    width: '130px',
  },
  {
    id: 'number',
    title: 'Number',
    text: ({ onboarding }) => (onboarding.at === 'signed-in' ? (onboarding.number ?? 'Not known') : ''),
    width: '150px',
    mono: true,
  },
]
const deviceColumns: readonly Column<Device>[] = [
  {
    id: 'name',
    title: 'Device',
    text: ({ identity, address }) => [identity.vendor, identity.model].filter(Boolean).join(' ') || address,
    width: 'minmax(150px, 1fr)',
  },
  { id: 'address', title: 'Address', text: ({ address }) => address, width: '130px', mono: true },
  {
    id: 'mac',
    title: 'MAC',
    text: ({ identity }) => identity.mac ?? 'Not known',
    width: '170px',
    mono: true,
  },
  {
    id: 'firmware',
    title: 'Firmware',
    text: ({ identity, verdict }) =>
      `${identity.firmware ?? 'Not known'} ${words.states.verdict[verdict.answer]}`,
    show: ({ verdict }) => <VerdictBadge verdict={verdict} />,
    width: '180px',
  },
]

export function ReportsScreen() {
  const styles = useStyles()
  const { job, devices, endpoints } = useJob()
  const contract = useContract()
  const report = useMutation(
    contract.jobs.report.mutationOptions({
      onSuccess: ({ fileName, mediaType, bytes }) => saveFile(fileName, mediaType, bytesOf(bytes)),
    }),
  )
  const make = (format: 'html' | 'pdf' | 'csv') => report.mutate({ jobId: job.id, format })
  const open = endpoints.filter((endpoint) => endpoint.onboarding.at !== 'signed-in').length
  const old = devices.filter((device) => verdictTone[device.verdict.answer] === 'bad').length
  const nothing = devices.length === 0 && endpoints.length === 0
  return (
    <Screen
      title="Report"
      lead="What you leave behind: every device and handset, its state, when, and how it is known."
    >
      <Panel title="Hand-over report">
        <div className={styles.files}>
          <Button
            appearance="primary"
            data-primary
            icon={<DocumentPdf20Regular />}
            disabled={report.isPending}
            onClick={() => make('pdf')}
          >
            Save as PDF
          </Button>
          <Button icon={<Globe20Regular />} disabled={report.isPending} onClick={() => make('html')}>
            Save as HTML
          </Button>
          <Button icon={<DocumentTable20Regular />} disabled={report.isPending} onClick={() => make('csv')}>
            Save as CSV
          </Button>
          <ToneBadge tone={nothing ? 'not-known' : open + old === 0 ? 'good' : 'attention'}>
            {nothing
              ? 'Nothing to report yet'
              : open + old === 0
                ? 'Everything here is signed in'
                : `${open} not signed in, ${old} below minimum`}
          </ToneBadge>
          <p className={styles.note}>
            Codes and passwords are never part of it. What was not seen is written down as not known.
          </p>
        </div>
        {report.error === null ? null : <ProblemCard problem={problemOf(report.error)} />}
      </Panel>
      <Panel title="Handsets">
        <DataTable
          label="Handsets"
          rows={endpoints}
          columns={endpointColumns}
          rowKey={(endpoint) => endpoint.id}
          fileName="report-handsets"
          empty={<EmptyState title="No handsets yet">Read a base, or add handsets under Pairing.</EmptyState>}
        />
      </Panel>
      <Panel title="Devices">
        <DataTable
          label="Devices"
          rows={devices}
          columns={deviceColumns}
          rowKey={(device) => device.id}
          fileName="report-devices"
          empty={<EmptyState title="No devices yet">Scan the site first.</EmptyState>}
        />
      </Panel>
    </Screen>
  )
}
