/** A device fetches new firmware by itself: it is told where and which, and that is shown first. */
import { Button, Field, Input, makeStyles, Spinner, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Push } from '#shared/machines/push.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { Taking, useNow } from '../../parts/countdown.tsx'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { PlanView, PushView } from './planned.tsx'

const useStyles = makeStyles({
  note: { color: tokens.colorNeutralForeground2, margin: '0 0 12px', maxWidth: '80ch' },
})

export function Firmware({ device }: { device: JobDevice }) {
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
  const now = useNow()
  const alreadyRuns = device.identity.firmware === version.trim()
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
          {push === undefined ? null : <Update device={device} push={push} />}
          {running || isUpdating(device, push, now) ? null : (
            <>
              <p className={styles.note}>{words.deviceScreen.firmwareBody(approved)}</p>
              <FormRow onSubmit={submit}>
                <Field
                  label={words.deviceScreen.version}
                  hint={alreadyRuns ? words.firmware.alreadyRuns : null}
                >
                  <Input
                    value={version}
                    spellCheck={false}
                    placeholder="8.0.5.0002"
                    onChange={(_event, { value }) => setVersion(value)}
                  />
                </Field>
                <Button type="submit" disabled={version.trim() === '' || alreadyRuns || plan.isPending}>
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

/** Longest time that a device takes to update itself, milliseconds. */
const longestUpdateMs = 15 * 60_000

/** The version that a finished push told the device to take, null before. */
const toldVersion = (push: Push | undefined): string | null =>
  push?.state.at === 'done' && push.plan.target.kind === 'firmware' ? push.plan.target.version : null

function isUpdating(device: JobDevice, push: Push | undefined, now: number): boolean {
  const version = toldVersion(push)
  if (push === undefined || version === null || device.identity.firmware === version) return false
  return now - push.state.since < longestUpdateMs
}

/** What became of the version that the device was told to take. */
function Update({ device, push }: { device: JobDevice; push: Push }) {
  const styles = useStyles()
  const now = useNow()
  const version = toldVersion(push)
  if (version === null) return null
  if (isUpdating(device, push, now)) {
    return (
      <p className={styles.note} role="status" data-update="running">
        <Spinner size="tiny" /> {words.firmware.updating(version)}{' '}
        <Taking since={push.state.since} now={now} />
      </p>
    )
  }
  const isDone = device.identity.firmware === version
  return (
    <p className={styles.note} role="status" data-update={isDone ? 'done' : 'open'}>
      <ToneBadge tone={isDone ? 'good' : 'attention'}>
        {isDone ? words.firmware.updated(version) : words.firmware.notYet(version)}
      </ToneBadge>
    </p>
  )
}
