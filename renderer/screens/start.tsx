/** The first screen: offers the practice office to new users, and lists the jobs. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Add20Regular, PlayCircle24Regular } from '@fluentui/react-icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { StatusContext, useConnectionState, useContract } from '../connection/context.ts'
import { Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { OpenJobFile } from './job-import.tsx'
import { JobList } from './job-list.tsx'
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

export function StartScreen() {
  const styles = useStyles()
  const contract = useContract()
  const queries = useQueryClient()
  const state = useConnectionState()
  const status = useContext(StatusContext)
  const [, navigate] = useLocation()
  const [creating, setCreating] = useState(false)
  const enter = async (jobId: string) => {
    await queries.invalidateQueries({ queryKey: contract.jobs.key() })
    navigate(`/job/${jobId}`)
  }
  const practice = useMutation(contract.jobs.practice.mutationOptions({ onSuccess: ({ id }) => enter(id) }))

  return (
    <Screen
      title={words.start.jobs}
      lead={words.start.jobsLead}
      actions={
        <>
          <OpenJobFile onOpened={(jobId) => void enter(jobId)} />
          <Button icon={<Add20Regular />} onClick={() => setCreating(true)} disabled={state !== 'open'}>
            {words.start.newJob}
          </Button>
        </>
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
      <JobList onOpen={(jobId) => void enter(jobId)} />
      {status === null ? null : (
        <p className={styles.kept}>
          {words.door.dataFolder(status.dataFolder)}. {words.door.secretsKept(status.secrets)}
        </p>
      )}
      {creating ? (
        <NewJobDialog onClose={() => setCreating(false)} onCreated={({ id }) => void enter(id)} />
      ) : null}
    </Screen>
  )
}
