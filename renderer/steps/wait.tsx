/** The other side works: how long it usually takes, how long it has taken, when to worry. */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { type StepWords, words } from '#shared/words/index.ts'
import { Taking } from '../parts/countdown.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { StepFrame } from './frame.tsx'

const useStyles = makeStyles({
  time: { display: 'flex', gap: '18px', flexWrap: 'wrap', color: tokens.colorNeutralForeground2 },
  worry: { display: 'flex', gap: '12px', alignItems: 'center', flexWrap: 'wrap' },
})

export function WaitStep(props: { texts: StepWords; since: number; now: number; actions?: ReactNode }) {
  const styles = useStyles()
  const { texts, since, now } = props
  const worry = texts.worry !== undefined && now - since > texts.worry.afterMs ? texts.worry : null
  return (
    <StepFrame kind="wait" texts={texts} actions={props.actions}>
      <ProgressBar aria-label={texts.title} />
      <div className={styles.time}>
        <Taking since={since} now={now} />
        {texts.usual === undefined ? null : <span>{texts.usual}</span>}
      </div>
      {worry === null ? null : (
        <div className={styles.worry} role="status">
          <ToneBadge tone="attention">{words.stepScreen.longerThanUsual}</ToneBadge>
          <span>{worry.remedy}</span>
        </div>
      )}
    </StepFrame>
  )
}
