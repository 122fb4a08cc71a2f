/** The stages of an endpoint with the time each was first reached. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { Checkmark16Filled, Circle16Regular, CircleHalfFill16Filled } from '@fluentui/react-icons'
import { stageOf, stages } from '#shared/machines/onboarding.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: '10px' },
  stage: { display: 'grid', gridTemplateColumns: '20px 1fr auto', gap: '8px', alignItems: 'center' },
  time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  here: { fontWeight: tokens.fontWeightSemibold },
  ahead: { color: tokens.colorNeutralForeground2 },
  past: { color: tokens.colorStatusSuccessForeground1 },
})

export function StageList({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const here = stageOf(endpoint.onboarding)
  const at = here === null ? -1 : stages.indexOf(here)
  const { reached } = endpoint.onboarding
  return (
    <ol className={styles.list}>
      {stages.map((stage, index) => {
        const past = index < at || (index === at && stage === 'signed-in')
        const time = index <= at ? reached[stage] : undefined
        return (
          <li
            key={stage}
            className={mergeClasses(styles.stage, index === at && styles.here, index > at && styles.ahead)}
            aria-current={index === at ? 'step' : undefined}
          >
            {past ? (
              <Checkmark16Filled className={styles.past} aria-label={words.pairing.done} />
            ) : index === at ? (
              <CircleHalfFill16Filled aria-label={words.pairing.here} />
            ) : (
              <Circle16Regular aria-label={words.pairing.toCome} />
            )}
            <span>{words.states.stage(stage, endpoint)}</span>
            <span className={styles.time}>{time === undefined ? '' : words.time.clock(time)}</span>
          </li>
        )
      })}
    </ol>
  )
}
