/** The settings of a plan or a push as one table, before → after. */

import { Button, Checkbox, makeStyles, Spinner, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { isActive, type Push } from '#shared/machines/push.ts'
import { outcomeOf, type Plan } from '#shared/model/settings.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { BeforeAfterTable } from '../../parts/before-after.tsx'
import { Taking, useNow } from '../../parts/countdown.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  actions: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap', marginTop: '14px' },
  note: { color: tokens.colorNeutralForeground2, margin: '12px 0 0', maxWidth: '80ch' },
  start: { marginTop: '4px' },
  state: { display: 'flex', gap: '12px', alignItems: 'center', marginBottom: '10px', flexWrap: 'wrap' },
})

export function PlanView(props: { plan: Plan; onDone: () => void; onCancel: () => void }) {
  const styles = useStyles()
  const { plan } = props
  const contract = useContract()
  const apply = useMutation(contract.devices.apply.mutationOptions({ onSuccess: props.onDone }))
  const [start, setStart] = useState(true)
  const changes = plan.edits.filter((edit) => edit.before !== edit.after).length
  return (
    <div>
      <BeforeAfterTable edits={plan.edits} />
      <p className={styles.note}>
        {words.deviceScreen.howWritten(
          words.deviceScreen.outcome[outcomeOf(plan, start)],
          words.states.confidence[plan.provenance.confidence].toLowerCase(),
          plan.provenance.source,
        )}
      </p>
      {plan.starts === undefined || changes === 0 ? null : (
        <Checkbox
          className={styles.start}
          checked={start}
          label={words.deviceScreen.starts[plan.starts]}
          onChange={(_event, { checked }) => setStart(checked === true)}
        />
      )}
      <div className={styles.actions}>
        <Button
          appearance="primary"
          data-primary
          size="large"
          disabled={apply.isPending}
          onClick={() => apply.mutate({ deviceId: plan.deviceId, planId: plan.id, start })}
        >
          {changes === 0 ? words.deviceScreen.checkAndContinue : words.deviceScreen.apply(changes)}
        </Button>
        <Button size="large" onClick={props.onCancel}>
          {words.terms.cancel}
        </Button>
      </div>
      {apply.error === null ? null : <ProblemCard problem={problemOf(apply.error)} />}
    </div>
  )
}

export function PushView({ push }: { push: Push }) {
  const styles = useStyles()
  const now = useNow()
  const { state } = push
  const running = isActive(state)
  return (
    <div data-push={state.at}>
      <div className={styles.state} role="status">
        {running ? <Spinner size="tiny" /> : null}
        <ToneBadge tone={state.at === 'done' ? 'good' : state.at === 'failed' ? 'bad' : 'attention'}>
          {words.states.push[state.at]}
        </ToneBadge>
        {running ? <Taking since={state.since} now={now} /> : <span>{words.time.clock(state.since)}</span>}
      </div>
      {state.at === 'failed' ? <ProblemCard problem={state.problem} /> : null}
      <BeforeAfterTable edits={push.plan.edits} {...('results' in state ? { results: state.results } : {})} />
    </div>
  )
}
