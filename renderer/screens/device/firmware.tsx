/** Writes the server and version from which a device updates its firmware; shows the plan first. */
import { Button, Field, Input, makeStyles, Spinner, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { Taking, useNow } from '../../parts/countdown.tsx'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import {
  alreadyRuns,
  type FirmwareUpdate,
  firmwarePushOf,
  firmwareUpdateOf,
  lacksBuild,
  offersUpdate,
} from './firmware-update.ts'
import { PlanView, PushView } from './planned.tsx'
import { panelOf } from './step-strip.tsx'

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
  const push = firmwarePushOf(device, pushes)
  const update = firmwareUpdateOf(device, push, useNow())
  const runsIt = alreadyRuns(device, version)
  const hint = runsIt
    ? words.firmware.alreadyRuns
    : lacksBuild(device, version)
      ? words.firmware.lacksBuild
      : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    plan.mutate({ deviceId: device.id, target: { kind: 'firmware', version: version.trim() } })
  }
  return (
    <Panel id={panelOf('firmware')} title={words.terms.firmware}>
      {plan.data !== undefined ? (
        <PlanView plan={plan.data} onDone={plan.reset} onCancel={plan.reset} />
      ) : (
        <>
          {push === undefined ? null : <PushView push={push} />}
          <Update update={update} />
          {offersUpdate(update) ? (
            <>
              <p className={styles.note}>{words.deviceScreen.firmwareBody(approved)}</p>
              <FormRow onSubmit={submit}>
                <Field label={words.deviceScreen.version} hint={hint}>
                  <Input
                    value={version}
                    spellCheck={false}
                    placeholder="8.0.11.0001"
                    onChange={(_event, { value }) => setVersion(value)}
                  />
                </Field>
                <Button type="submit" disabled={version.trim() === '' || runsIt || plan.isPending}>
                  {words.deviceScreen.reviewChanges}
                </Button>
              </FormRow>
            </>
          ) : null}
          {plan.error === null ? null : <ProblemCard problem={problemOf(plan.error)} />}
        </>
      )}
    </Panel>
  )
}

/** Result of the last firmware push. */
function Update({ update }: { update: FirmwareUpdate }) {
  const styles = useStyles()
  const now = useNow()
  switch (update.is) {
    case 'none':
    case 'pushing':
      return null
    case 'updating':
      return (
        <p className={styles.note} role="status" data-update="running">
          <Spinner size="tiny" /> {words.firmware.updating(update.version)}{' '}
          <Taking since={update.since} now={now} />
        </p>
      )
    case 'updated':
    case 'open':
      return (
        <p className={styles.note} role="status" data-update={update.is === 'updated' ? 'done' : 'open'}>
          <ToneBadge tone={update.is === 'updated' ? 'good' : 'attention'}>
            {update.is === 'updated'
              ? words.firmware.updated(update.version)
              : words.firmware.notYet(update.version)}
          </ToneBadge>
        </p>
      )
  }
}
