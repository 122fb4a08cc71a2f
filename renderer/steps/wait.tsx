/** The other side works: how long it usually takes, how long it has taken, when to worry. */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { StepWords } from '#shared/words/index.ts'
import { Taking } from '../parts/countdown.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { StepFrame } from './frame.tsx'

const useStyles = makeStyles({
  time: { display: 'flex', gap: '18px', flexWrap: 'wrap', color: tokens.colorNeutralForeground2 },
  worry: { display: 'flex', gap: '12px', alignItems: 'center', flexWrap: 'wrap' },
})

export function WaitStep(props: { words: StepWords; since: number; now: number; actions?: ReactNode }) {
  const styles = useStyles()
  const { words, since, now } = props
  const worry = words.worry !== undefined && now - since > words.worry.afterMs ? words.worry : null
  return (
    <StepFrame kind="wait" words={words} actions={props.actions}>
      <ProgressBar aria-label={words.title} />
      <div className={styles.time}>
        <Taking since={since} now={now} />
        {words.usual === undefined ? null : <span>{words.usual}</span>}
      </div>
      {worry === null ? null : (
        <div className={styles.worry} role="status">
          <ToneBadge tone="attention">Longer than usual</ToneBadge>
          <span>{worry.remedy}</span>
        </div>
      )}
    </StepFrame>
  )
}
