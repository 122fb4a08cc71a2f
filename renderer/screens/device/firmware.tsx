/** A device fetches new firmware by itself: it is told where and which, and that is shown first. */

import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Device } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { PlanView, PushView } from './planned.tsx'

const useStyles = makeStyles({
  note: { color: tokens.colorNeutralForeground2, margin: '0 0 12px', maxWidth: '80ch' },
})

export function Firmware({ device }: { device: Device }) {
  const styles = useStyles()
  const { pushes } = useJob()
  const contract = useContract()
  const { approved } = device.verdict
  const [version, setVersion] = useState(approved ?? '')
  const plan = useMutation(contract.devices.plan.mutationOptions())
  const push = pushes
    .filter((each) => each.deviceId === device.id && each.plan.target.kind === 'firmware')
    .toSorted((a, b) => a.plan.madeAt - b.plan.madeAt)
    .at(-1)
  const running = push !== undefined && push.state.at !== 'done' && push.state.at !== 'failed'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    plan.mutate({ deviceId: device.id, target: { kind: 'firmware', version: version.trim() } })
  }
  return (
    <Panel title={words.terms.firmware}>
      {plan.data !== undefined ? (
        <PlanView plan={plan.data} onDone={plan.reset} onCancel={plan.reset} />
      ) : (
        <>
          {push === undefined ? null : <PushView push={push} />}
          {running ? null : (
            <>
              <p className={styles.note}>{words.deviceScreen.firmwareBody(approved)}</p>
              <FormRow onSubmit={submit}>
                <Field label={words.deviceScreen.version}>
                  <Input
                    value={version}
                    spellCheck={false}
                    placeholder="8.0.5.0002"
                    onChange={(_event, { value }) => setVersion(value)}
                  />
                </Field>
                <Button type="submit" disabled={version.trim() === '' || plan.isPending}>
                  {words.deviceScreen.reviewChanges}
                </Button>
              </FormRow>
            </>
          )}
          {plan.error === null ? null : <ProblemCard problem={problemOf(plan.error)} />}
        </>
      )}
    </Panel>
  )
}
