/** The numbered steps of a guided card: each with its tick, its value to copy, and the source of the fact. */

import { Checkbox, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { Tick } from '#shared/machines/guided.ts'
import { type Backing, copiedBy, type GuidedSheet } from '#shared/model/guided-card.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  list: { margin: 0, paddingLeft: '28px', display: 'flex', flexDirection: 'column', gap: '10px' },
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap', minHeight: '32px' },
  value: {
    fontFamily: tokens.fontFamilyMonospace,
    padding: '4px 10px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
    minWidth: 0,
  },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, paddingLeft: '32px' },
})

/** Null for a step that needs no source: it is the same on every device. */
function sourceOf(backing: Backing): string | null {
  if ('unknown' in backing) return words.guided.notKnown(backing.unknown)
  const { confidence, source } = backing.provenance
  return confidence === 'ours'
    ? null
    : words.provisioningUrls.sourceOf(words.states.confidence[confidence], source)
}

export function GuidedSteps(props: { device: JobDevice; sheet: GuidedSheet; ticks: readonly Tick[] }) {
  const styles = useStyles()
  const contract = useContract()
  const tick = useMutation(contract.guided.tick.mutationOptions())
  const { device, sheet } = props
  const ticked = new Map(props.ticks.map((each) => [each.step, each]))
  return (
    <>
      <ol className={styles.list} aria-label={words.guided.steps}>
        {sheet.card.steps.map((step) => {
          const text = words.guided.step(step)
          const value = copiedBy(step, sheet)
          const done = ticked.get(step.id)
          return (
            <li key={step.id} data-step={step.id}>
              <div className={styles.line}>
                <Checkbox
                  checked={done !== undefined}
                  label={text}
                  onChange={(_event, { checked }) =>
                    tick.mutate({ deviceId: device.id, step: step.id, on: checked === true })
                  }
                />
                {value === null ? null : (
                  <>
                    <code className={styles.value}>{value}</code>
                    <CopyButton text={value} label={`${text} (${words.guided.value})`} />
                  </>
                )}
              </div>
              <div className={styles.small}>
                {[
                  sourceOf(step.backing),
                  done === undefined ? null : words.guided.tickedAt(done.by, words.time.dayAndTime(done.at)),
                ]
                  .filter((each) => each !== null)
                  .join(' · ')}
              </div>
            </li>
          )
        })}
      </ol>
      {tick.error === null ? null : <ProblemCard problem={problemOf(tick.error)} />}
    </>
  )
}
