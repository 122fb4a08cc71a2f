/** Progress of a scan, and the buttons that pause and resume it. */

import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import { Pause20Regular, Play20Regular } from '@fluentui/react-icons'
import { words } from '#shared/words/index.ts'
import { useScan } from '../../connection/scan.tsx'
import { useNow } from '../../parts/countdown.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  progress: { marginTop: '14px' },
  line: {
    display: 'flex',
    gap: '6px 16px',
    alignItems: 'center',
    flexWrap: 'wrap',
    marginTop: '6px',
    color: tokens.colorNeutralForeground2,
  },
})

export function ScanLine() {
  const styles = useStyles()
  const { progress, pause, resume } = useScan()
  const now = useNow()
  if (progress === null) return null
  if (progress.problem !== null) {
    return (
      <div className={styles.progress}>
        <ProblemCard problem={progress.problem} />
      </div>
    )
  }
  const { running, paused, cancelled, total, done, stage, rate, leftMs } = progress
  const part = total === 0 ? 0 : done / total
  const took = progress.tookMs ?? now - progress.startedAt
  const end = cancelled ? words.site.stopped : words.site.finished
  return (
    <div className={styles.progress}>
      <ProgressBar value={running ? part : 1} aria-label={words.site.scan} />
      <div className={styles.line}>
        <ToneBadge tone={running || cancelled ? 'not-known' : 'good'}>
          {running ? (paused ? words.site.paused : words.site.scanning) : end}
        </ToneBadge>
        <span role="status">{words.site.scanCounts(progress, running && !paused ? stage : null)}</span>
        <span>{words.time.taken(took)}</span>
        {running && !paused && rate !== null ? <span>{words.site.rate(words.scan.count(rate))}</span> : null}
        {running && !paused && leftMs !== null ? (
          <span>{words.site.timeLeft(words.time.taken(leftMs))}</span>
        ) : null}
        {running && progress.scanId !== null ? (
          <Button
            size="small"
            icon={paused ? <Play20Regular /> : <Pause20Regular />}
            onClick={paused ? resume : pause}
          >
            {paused ? words.terms.continue : words.site.pause}
          </Button>
        ) : null}
      </div>
    </div>
  )
}
