/** The first screen: offers the practice office to new users, and lists the jobs. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Add20Regular, PlayCircle24Regular } from '@fluentui/react-icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { StatusContext, useConnectionState, useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { NewJobDialog } from './new-job.tsx'
import { StoredDataNotice } from './stored-data-notice.tsx'

const useStyles = makeStyles({
  hero: {
    display: 'flex',
    alignItems: 'center',
    gap: '24px',
    flexWrap: 'wrap',
    padding: '24px 28px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorBrandBackground2,
    border: `1px solid ${tokens.colorBrandStroke2}`,
  },
  text: { flex: 1, minWidth: '320px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500 },
  kept: { margin: 0, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  line: { margin: '6px 0 0', maxWidth: '64ch', color: tokens.colorNeutralForeground1 },
})

const columns: readonly Column<Job>[] = [
  { id: 'name', title: words.terms.job, text: (job) => job.name, width: 'minmax(180px, 2fr)' },
  { id: 'site', title: words.terms.site, text: (job) => job.site, width: 'minmax(120px, 1.4fr)' },
  { id: 'region', title: words.terms.region, text: (job) => job.region.toUpperCase(), width: '90px' },
  {
    id: 'mode',
    title: words.terms.mode,
    text: (job) => (job.mode === 'live' ? words.terms.live : words.terms.rehearsal),
    width: '110px',
  },
  {
    id: 'opened',
    title: words.start.lastOpened,
    text: (job) => words.time.dayAndTime(job.openedAt),
    width: '150px',
  },
]

export function StartScreen() {
  const styles = useStyles()
  const contract = useContract()
  const queries = useQueryClient()
  const state = useConnectionState()
  const status = useContext(StatusContext)
  const [, navigate] = useLocation()
  const [creating, setCreating] = useState(false)
  const jobs = useQuery({ ...contract.jobs.list.queryOptions(), enabled: state === 'open' })
  const enter = async (job: Job) => {
    await queries.invalidateQueries({ queryKey: contract.jobs.key() })
    navigate(`/job/${job.id}`)
  }
  const practice = useMutation(contract.jobs.practice.mutationOptions({ onSuccess: (job) => enter(job) }))
  const sorted = [...(jobs.data ?? [])].sort((a, b) => b.openedAt - a.openedAt)

  return (
    <Screen
      title={words.start.jobs}
      lead={words.start.jobsLead}
      actions={
        <Button icon={<Add20Regular />} onClick={() => setCreating(true)} disabled={state !== 'open'}>
          {words.start.newJob}
        </Button>
      }
    >
      {status === null ? null : <StoredDataNotice condition={status.store} gateway={status.gateway.stored} />}
      <div className={styles.hero}>
        <div className={styles.text}>
          <h2 className={styles.title}>{words.start.practiceOffice}</h2>
          <p className={styles.line}>{words.start.officePitch}</p>
        </div>
        <Button
          appearance="primary"
          data-primary
          size="large"
          icon={<PlayCircle24Regular />}
          disabled={state !== 'open' || practice.isPending}
          onClick={() => practice.mutate(undefined)}
        >
          {words.start.tryPracticeOffice}
        </Button>
      </div>
      {practice.error === null ? null : <ProblemCard problem={problemOf(practice.error)} />}
      <Panel title={words.start.yourJobs}>
        {jobs.error === null ? (
          <DataTable
            label={words.start.jobs}
            rows={sorted}
            columns={columns}
            rowKey={(job) => job.id}
            onOpen={(job) => navigate(`/job/${job.id}`)}
            fileName="jobs"
            empty={
              <EmptyState title={jobs.isPending ? words.start.loadingJobs : words.start.noJobs}>
                {jobs.isPending ? words.start.oneMoment : words.start.noJobsBody}
              </EmptyState>
            }
          />
        ) : (
          <ProblemCard problem={problemOf(jobs.error)} />
        )}
      </Panel>
      {status === null ? null : (
        <p className={styles.kept}>
          {words.door.dataFolder(status.dataFolder)}. {words.door.secretsKept(status.secrets)}
        </p>
      )}
      <NewJobDialog open={creating} onClose={() => setCreating(false)} onCreated={(job) => void enter(job)} />
    </Screen>
  )
}
