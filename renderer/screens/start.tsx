/** The first screen: the practice office for a stranger, the jobs for everybody else. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Add20Regular, PlayCircle24Regular } from '@fluentui/react-icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useConnectionState, useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { NewJobDialog } from './new-job.tsx'

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
  line: { margin: '6px 0 0', maxWidth: '64ch', color: tokens.colorNeutralForeground1 },
})

const columns: readonly Column<Job>[] = [
  { id: 'name', title: 'Job', text: (job) => job.name, width: 'minmax(180px, 2fr)' },
  { id: 'site', title: 'Site', text: (job) => job.site, width: 'minmax(120px, 1.4fr)' },
  { id: 'region', title: 'Region', text: (job) => job.region.toUpperCase(), width: '90px' },
  { id: 'mode', title: 'Mode', text: (job) => (job.mode === 'live' ? 'Live' : 'Rehearsal'), width: '110px' },
  { id: 'opened', title: 'Last open', text: (job) => words.time.dayAndTime(job.openedAt), width: '150px' },
]

export function StartScreen() {
  const styles = useStyles()
  const contract = useContract()
  const queries = useQueryClient()
  const state = useConnectionState()
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
      title="Jobs"
      lead="One job is one visit’s work at a site: its devices, its handsets, and what happened to them."
      actions={
        <Button icon={<Add20Regular />} onClick={() => setCreating(true)} disabled={state !== 'open'}>
          New job
        </Button>
      }
    >
      <div className={styles.hero}>
        <div className={styles.text}>
          <h2 className={styles.title}>The practice office</h2>
          <p className={styles.line}>
            A DECT base with three handsets that behave like the real thing, on this laptop. Take one from the
            box to its first number in three minutes. No hardware, no internet, nothing can break.
          </p>
        </div>
        <Button
          appearance="primary"
          data-primary
          size="large"
          icon={<PlayCircle24Regular />}
          disabled={state !== 'open' || practice.isPending}
          onClick={() => practice.mutate(undefined)}
        >
          Try the practice office
        </Button>
      </div>
      {practice.error === null ? null : <ProblemCard problem={problemOf(practice.error)} />}
      <Panel title="Your jobs">
        {jobs.error === null ? (
          <DataTable
            label="Jobs"
            rows={sorted}
            columns={columns}
            rowKey={(job) => job.id}
            onOpen={(job) => navigate(`/job/${job.id}`)}
            fileName="jobs"
            empty={
              <EmptyState title={jobs.isPending ? 'Looking for jobs' : 'No jobs yet'}>
                {jobs.isPending
                  ? 'One moment.'
                  : 'Start with the practice office, or make a job for the site you are at.'}
              </EmptyState>
            }
          />
        ) : (
          <ProblemCard problem={problemOf(jobs.error)} />
        )}
      </Panel>
      <NewJobDialog open={creating} onClose={() => setCreating(false)} onCreated={(job) => void enter(job)} />
    </Screen>
  )
}
