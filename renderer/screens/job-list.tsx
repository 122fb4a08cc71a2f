/** The list of jobs: current, archived and deleted ones, with a menu for each. */

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Select,
} from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useConnectionState, useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { JobDetailsDialog } from './job-details.tsx'
import { ExportJobDialog } from './job-export.tsx'
import { type JobAction, JobMenu } from './job-menu.tsx'

const columns: readonly Column<Job>[] = [
  { id: 'name', title: words.terms.job, text: (job) => job.name, width: 'minmax(160px, 2fr)' },
  {
    id: 'customer',
    title: words.report.customer,
    text: (job) => job.customer,
    width: 'minmax(110px, 1.4fr)',
  },
  { id: 'site', title: words.terms.site, text: (job) => job.site, width: 'minmax(110px, 1.4fr)' },
  {
    id: 'technician',
    title: words.report.technician,
    text: (job) => job.technician,
    width: '130px',
    hidden: true,
  },
  { id: 'region', title: words.terms.region, text: (job) => job.region.toUpperCase(), width: '80px' },
  {
    id: 'mode',
    title: words.terms.mode,
    text: (job) => (job.mode === 'live' ? words.terms.live : words.terms.rehearsal),
    width: '100px',
  },
  {
    id: 'opened',
    title: words.start.lastOpened,
    text: (job) => words.time.dayAndTime(job.openedAt),
    width: '140px',
  },
]

type Shown = keyof typeof words.jobDetails.shown
const shownLists = Object.keys(words.jobDetails.shown).filter(
  (key): key is Shown => key in words.jobDetails.shown,
)

export function JobList({ onOpen }: { onOpen(jobId: string): void }) {
  const contract = useContract()
  const state = useConnectionState()
  const [shown, setShown] = useState<Shown>('current')
  const jobs = useQuery({ ...contract.jobs.list.queryOptions(), enabled: state === 'open' })
  const deleted = useQuery({
    ...contract.jobs.deleted.queryOptions(),
    enabled: state === 'open' && shown === 'deleted',
  })
  const actions = useJobActions(onOpen)
  const rows =
    shown === 'deleted'
      ? (deleted.data ?? [])
      : (jobs.data ?? []).filter(({ archivedAt }) => (archivedAt === null) === (shown === 'current'))
  const menu: Column<Job> = {
    id: 'actions',
    title: words.jobDetails.actionsTitle,
    text: () => '',
    show: (job) => <JobMenu job={job} onAction={actions.run} />,
    width: '90px',
  }
  return (
    <Panel
      title={words.start.yourJobs}
      actions={
        <Select
          size="small"
          aria-label={words.jobDetails.show}
          value={shown}
          onChange={(_event, { value }) => setShown(shownLists.find((each) => each === value) ?? 'current')}
        >
          {shownLists.map((each) => (
            <option key={each} value={each}>
              {words.jobDetails.shown[each]}
            </option>
          ))}
        </Select>
      }
    >
      {actions.deleted === null ? null : (
        <MessageBar intent="info" style={{ marginBottom: '12px' }}>
          <MessageBarBody>{words.jobDetails.wasDeleted(actions.deleted.name)}</MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={actions.undoDelete}>
              {words.jobDetails.undo}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {actions.problem === null ? null : <ProblemCard problem={problemOf(actions.problem)} />}
      {jobs.error === null ? (
        <DataTable
          key={shown}
          label={words.start.jobs}
          rows={rows}
          columns={[...columns, menu]}
          rowKey={(job) => job.id}
          {...(shown === 'deleted' ? {} : { onOpen: (job: Job) => onOpen(job.id) })}
          fileName="jobs"
          empty={<NoJobs shown={shown} isLoading={jobs.isPending} />}
        />
      ) : (
        <ProblemCard problem={problemOf(jobs.error)} />
      )}
      {actions.edited === null ? null : <JobDetailsDialog job={actions.edited} onClose={actions.endEdit} />}
      {actions.exported === null ? null : (
        <ExportJobDialog job={actions.exported} onClose={actions.endExport} />
      )}
      {actions.resetting ? <ResetDialog onClose={actions.cancelReset} onReset={actions.reset} /> : null}
    </Panel>
  )
}

function NoJobs({ shown, isLoading }: { shown: Shown; isLoading: boolean }) {
  if (isLoading) return <EmptyState title={words.start.loadingJobs}>{words.start.oneMoment}</EmptyState>
  const { title, body } =
    shown === 'current'
      ? { title: words.start.noJobs, body: words.start.noJobsBody }
      : words.jobDetails.none[shown]
  return <EmptyState title={title}>{body}</EmptyState>
}

/** What the menu of a job does. `run` starts the action; editing and resetting open a dialog first. */
function useJobActions(onOpen: (jobId: string) => void) {
  const contract = useContract()
  const queries = useQueryClient()
  const [edited, setEdited] = useState<Job | null>(null)
  const [deleted, setDeleted] = useState<Job | null>(null)
  const [exported, setExported] = useState<Job | null>(null)
  const [resetting, setResetting] = useState(false)
  const renew = () => queries.invalidateQueries({ queryKey: contract.jobs.key() })
  const after = { onSuccess: () => void renew() }
  const duplicate = useMutation(contract.jobs.duplicate.mutationOptions(after))
  const archive = useMutation(contract.jobs.archive.mutationOptions(after))
  const remove = useMutation(contract.jobs.delete.mutationOptions(after))
  const restore = useMutation(contract.jobs.restore.mutationOptions(after))
  const reset = useMutation(
    contract.jobs.resetPractice.mutationOptions({ onSuccess: ({ jobId }) => onOpen(jobId) }),
  )
  const mutations = [duplicate, archive, remove, restore, reset]
  const run = (action: JobAction, job: Job): void => {
    const input = { jobId: job.id }
    const does: Record<JobAction, () => void> = {
      edit: () => setEdited(job),
      reset: () => setResetting(true),
      duplicate: () => duplicate.mutate(input),
      export: () => setExported(job),
      archive: () => archive.mutate({ ...input, archived: true }),
      unarchive: () => archive.mutate({ ...input, archived: false }),
      delete: () => remove.mutate(input, { onSuccess: () => setDeleted(job) }),
      restore: () => restore.mutate(input, { onSuccess: () => setDeleted(null) }),
    }
    does[action]()
  }
  return {
    ...{ run, edited, exported, deleted, resetting },
    endExport: () => setExported(null),
    problem: mutations.find(({ error }) => error !== null)?.error ?? null,
    endEdit: () => setEdited(null),
    undoDelete: () => (deleted === null ? undefined : run('restore', deleted)),
    cancelReset: () => setResetting(false),
    reset: () => {
      setResetting(false)
      reset.mutate(undefined)
    },
  }
}

function ResetDialog({ onClose, onReset }: { onClose(): void; onReset(): void }) {
  return (
    <Dialog open onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.jobDetails.resetTitle}</DialogTitle>
          <DialogContent>{words.jobDetails.resetBody}</DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{words.terms.cancel}</Button>
            <Button appearance="primary" onClick={onReset}>
              {words.jobDetails.reset}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
