/** Overview of a job: next step, counts of endpoints by state, history. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Edit20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { Endpoint, HistoryEntry, Job, JobDevice } from '#shared/model/job.ts'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { useConnectionState, useContract, useJob } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { NextButton } from '../parts/next-button.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { deviceName } from './device/address.ts'
import { groupedEndpoints, groupTones } from './endpoint-groups.ts'
import { JobDetailsDialog } from './job-details.tsx'
import { nextStepOf } from './next-step.ts'

const useStyles = makeStyles({
  next: {
    display: 'flex',
    alignItems: 'center',
    gap: '20px',
    flexWrap: 'wrap',
    padding: '20px 24px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorBrandBackground2,
    border: `1px solid ${tokens.colorBrandStroke2}`,
  },
  text: { flex: 1, minWidth: '280px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500 },
  why: { margin: '4px 0 0' },
  counts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(165px, 1fr))',
    gap: '12px',
    '@media (max-width: 1200px)': { gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' },
  },
  count: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': {
      backgroundColor: tokens.colorNeutralBackground1Hover,
      border: `1px solid ${tokens.colorNeutralStroke1Hover}`,
    },
    padding: '12px 14px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  number: {
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
  notes: { margin: 0, whiteSpace: 'pre-wrap' },
  what: { color: tokens.colorNeutralForeground2, marginBottom: '6px' },
})

/** `2 phones, 3 handsets` */
const kindsOf = (endpoints: readonly Endpoint[]): string =>
  [...Map.groupBy(endpoints, ({ kind }) => kind)]
    .map(([kind, each]) => words.steps.endpointCount(kind, each.length))
    .join(', ')

export function JobScreen() {
  const styles = useStyles()
  const view = useJob()
  const [, navigate] = useLocation()
  const { job, devices, endpoints } = view
  const next = nextStepOf(view)
  const [editing, setEditing] = useState(false)
  return (
    <Screen
      title={job.name}
      lead={`${words.states.region[job.region]}. ${words.states.mode[job.mode]}.`}
      actions={
        <Button icon={<Edit20Regular />} onClick={() => setEditing(true)}>
          {words.jobDetails.edit}
        </Button>
      }
    >
      <div className={styles.next}>
        <div className={styles.text}>
          <h2 className={styles.title}>{next.title}</h2>
          <p className={styles.why}>{next.why}</p>
        </div>
        <NextButton label={next.action} onClick={() => navigate(next.to)} />
      </div>
      <Counts devices={devices} endpoints={endpoints} />
      <Notes job={job} />
      <History />
      {editing ? <JobDetailsDialog job={job} onClose={() => setEditing(false)} /> : null}
    </Screen>
  )
}

function Notes({ job: { notes } }: { job: Job }) {
  const styles = useStyles()
  return notes === '' ? null : (
    <Panel title={words.jobDetails.notes}>
      <p className={styles.notes}>{notes}</p>
    </Panel>
  )
}

/** Older lines are requested once; new lines arrive with the watch. */
function History() {
  const { job, devices, endpoints, history } = useJob()
  const contract = useContract()
  const older = useQuery({
    ...contract.jobs.history.queryOptions({ input: { jobId: job.id } }),
  })
  const { refetch } = older
  // the lines added while the connection was lost are in neither
  const connection = useConnectionState()
  useEffect(() => {
    if (connection === 'open') void refetch()
  }, [connection, refetch])
  const lines = useMemo(() => {
    const known = new Map((older.data ?? []).map((entry) => [entry.id, entry]))
    for (const entry of history) known.set(entry.id, entry)
    return [...known.values()].toSorted((one, other) => other.id - one.id)
  }, [older.data, history])
  const nameOf = (entry: HistoryEntry): string => {
    const endpoint = endpoints.find((each) => each.id === entry.endpointId)
    const device = devices.find((each) => each.id === entry.deviceId)
    if (endpoint !== undefined) return words.steps.endpointName(endpoint)
    return device === undefined ? '' : deviceName(device, devices)
  }
  const columns: readonly Column<HistoryEntry>[] = [
    { id: 'at', title: words.terms.time, text: (entry) => words.time.dayAndTime(entry.at), width: '150px' },
    {
      id: 'what',
      title: words.terms.event,
      text: (entry) => words.states.history(entry.what),
      width: 'minmax(220px, 1.2fr)',
    },
    { id: 'device', title: words.terms.device, text: nameOf, width: '150px' },
    {
      id: 'facts',
      title: words.terms.details,
      text: (entry) => words.history.details(entry.facts),
      width: 'minmax(160px, 1fr)',
    },
  ]
  return (
    <Panel title={words.jobScreen.historyTitle}>
      <DataTable
        label={words.jobScreen.history}
        rows={lines}
        columns={columns}
        rowKey={(entry) => String(entry.id)}
        fileName="history"
        empty={<EmptyState title={words.jobScreen.noHistory}>{words.jobScreen.noHistoryBody}</EmptyState>}
      />
    </Panel>
  )
}

function Counts({ devices, endpoints }: { devices: readonly JobDevice[]; endpoints: readonly Endpoint[] }) {
  const styles = useStyles()
  const { job } = useJob()
  const old = devices.filter((device) => verdictTone[device.verdict.answer] === 'bad').length
  const texts = words.jobScreen
  const groups = [...groupedEndpoints(endpoints, devices)].filter(
    ([group, each]) => group !== 'stuck' || each.length > 0,
  )
  return (
    <nav className={styles.counts} aria-label={texts.countsTitle}>
      <Count
        number={devices.length}
        what={texts.devicesFound}
        to={`/job/${job.id}/site`}
        tone={devices.length === 0 ? 'not-known' : old > 0 ? 'bad' : 'good'}
        word={
          devices.length === 0 ? texts.notScanned : old > 0 ? texts.belowMinimum(old) : texts.noneBelowMinimum
        }
      />
      {groups.map(([group, each]) => (
        <Count
          key={group}
          number={each.length}
          what={texts.groups[group]}
          to={`/job/${job.id}/pairing/show/${group}`}
          tone={each.length === 0 ? 'not-known' : groupTones[group]}
          word={each.length === 0 ? texts.none : kindsOf(each)}
        />
      ))}
    </nav>
  )
}

/** A count that opens the list of what it counts. */
function Count(props: { number: number; what: string; to: string; tone: Tone; word: string }) {
  const styles = useStyles()
  return (
    <Link href={props.to} className={styles.count}>
      <span>
        <span className={styles.number}>{props.number}</span>{' '}
        <span className={styles.what}>{props.what}</span>
      </span>
      <ToneBadge tone={props.tone}>{props.word}</ToneBadge>
    </Link>
  )
}
