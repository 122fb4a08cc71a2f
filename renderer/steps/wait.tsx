/** Elapsed and usual time of a wait, and advice when it takes longer. */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import type { StepWait } from '#shared/machines/steps.ts'
import { type StepWords, words } from '#shared/words/index.ts'
import { Taking } from '../parts/countdown.tsx'
import { ToneBadge } from '../parts/tone.tsx'

const useStyles = makeStyles({
  time: { display: 'flex', gap: '18px', flexWrap: 'wrap', color: tokens.colorNeutralForeground2 },
  worry: { display: 'flex', gap: '12px', alignItems: 'center', flexWrap: 'wrap' },
})

export function Wait({ wait, texts, now }: { wait: StepWait; texts: StepWords; now: number }) {
  const styles = useStyles()
  const { since, worryAfterMs } = wait
  return (
    <>
      <ProgressBar aria-label={texts.title} />
      <div className={styles.time}>
        <Taking since={since} now={now} />
        {texts.usual === undefined ? null : <span>{texts.usual}</span>}
      </div>
      {now - since <= worryAfterMs || texts.remedy === undefined ? null : (
        <div className={styles.worry} role="status">
          <ToneBadge tone="attention">{words.steps.longerThanUsual}</ToneBadge>
          <span>{texts.remedy}</span>
        </div>
      )}
    </>
  )
}
