/** Name, site and region of the open job; always visible. */

import { makeStyles, tokens } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { words } from '#shared/words/index.ts'
import { useContract } from '../connection/context.ts'
import { ToneBadge } from '../parts/tone.tsx'
import { jobIn } from './places.ts'

const useStyles = makeStyles({
  line: { display: 'flex', alignItems: 'baseline', gap: '12px', minWidth: 0, whiteSpace: 'nowrap' },
  name: { fontWeight: tokens.fontWeightSemibold, overflow: 'hidden', textOverflow: 'ellipsis' },
  more: { color: tokens.colorNeutralForeground2, overflow: 'hidden', textOverflow: 'ellipsis' },
})

export function JobTitle() {
  const styles = useStyles()
  const [location] = useLocation()
  const contract = useContract()
  const here = jobIn(location)
  const jobs = useQuery({ ...contract.jobs.list.queryOptions(), enabled: here !== null })
  const job = jobs.data?.find((each) => each.id === here?.jobId)
  if (here === null || job === undefined) return <span className={styles.name}>{words.shell.punchdown}</span>
  return (
    <span className={styles.line}>
      <span className={styles.name}>{job.name}</span>
      <span className={styles.more}>
        {[job.site, job.region.toUpperCase()].filter((part) => part !== '').join(' · ')}
      </span>
      {job.practice ? <ToneBadge tone="attention">{words.terms.practice}</ToneBadge> : null}
      {job.practice ? null : (
        <span className={styles.more}>{job.mode === 'live' ? words.terms.live : words.terms.rehearsal}</span>
      )}
    </span>
  )
}
