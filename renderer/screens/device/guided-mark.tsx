/** The technician's mark "done by hand", its undo, and its confirmation by evidence. */

import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import { deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'
import { FormRow } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { UrlReading } from '../provisioning-urls/url-reading.tsx'

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: '12px' },
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
  text: { margin: 0, overflowWrap: 'anywhere' },
  held: { minWidth: '320px' },
})

interface MarkProps {
  readonly device: JobDevice
  /** Null while the URL is not known. */
  readonly url: string | null
  readonly setup: GuidedSetup | undefined
}

export function GuidedMark(props: MarkProps) {
  const styles = useStyles()
  const { setup } = props
  return (
    <div className={styles.column}>
      {setup === undefined || setup.state.at === 'open' ? (
        <MarkForm {...props} />
      ) : (
        <MarkLine setup={setup} />
      )}
      {setup?.state.at === 'confirmed' ? null : <HeldUrl device={props.device} />}
    </div>
  )
}

function MarkForm({ device, url }: MarkProps) {
  const { job } = useJob()
  const contract = useContract()
  const [typed, setTyped] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const mark = useMutation(contract.guided.markDone.mutationOptions())
  const technician = typed ?? job.technician
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(technician.trim() === '')
    if (technician.trim() === '' || url === null) return
    mark.mutate({ deviceId: device.id, technician, url })
  }
  return (
    <>
      <FormRow onSubmit={submit}>
        <Field
          label={words.guided.technician}
          hint={words.guided.technicianHint}
          validationState={missing ? 'error' : 'none'}
          validationMessage={missing ? words.guided.technicianMissing : null}
        >
          <Input value={technician} maxLength={120} onChange={(_event, { value }) => setTyped(value)} />
        </Field>
        <Button appearance="primary" type="submit" disabled={mark.isPending || url === null}>
          {words.guided.markDone}
        </Button>
      </FormRow>
      {mark.error === null ? null : <ProblemCard problem={problemOf(mark.error)} />}
    </>
  )
}

function MarkLine({ setup }: { setup: GuidedSetup }) {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const undo = useMutation(contract.guided.undoMark.mutationOptions())
  const { state } = setup
  if (state.at === 'open') return null
  return (
    <>
      <div className={styles.line} role="status">
        <div>
          {state.mark === null ? null : (
            <p className={styles.text}>
              {words.guided.markedBy(state.mark.by, words.time.dayAndTime(state.mark.at))}
            </p>
          )}
          {state.at === 'confirmed' ? (
            <>
              <p className={styles.text}>
                {words.guided.confirmedAt(words.time.dayAndTime(state.evidence.at))}{' '}
                {words.guided.evidence[state.evidence.kind]}
              </p>
              <p className={styles.text}>{words.guided.seen(state.evidence.seen)}</p>
            </>
          ) : (
            <p className={styles.text}>{words.guided.waiting[job.mode]}</p>
          )}
        </div>
        <Button disabled={undo.isPending} onClick={() => undo.mutate({ deviceId: setup.id })}>
          {words.guided.undo}
        </Button>
      </div>
      {undo.error === null ? null : <ProblemCard problem={problemOf(undo.error)} />}
    </>
  )
}

/** The URL that the device's page shows now: checked as it is typed, and taken as confirmation. */
function HeldUrl({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const { data: facts } = useProvisioningFacts()
  const [held, setHeld] = useState('')
  const confirm = useMutation(contract.guided.readBack.mutationOptions())
  const { vendor, model } = device.identity
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (held.trim() !== '') confirm.mutate({ deviceId: device.id, url: held })
  }
  return (
    <>
      <FormRow onSubmit={submit}>
        <Field className={styles.held} label={words.provisioningUrls.held}>
          <Input value={held} spellCheck={false} onChange={(_event, { value }) => setHeld(value)} />
        </Field>
        <Button type="submit" disabled={held.trim() === '' || confirm.isPending}>
          {words.guided.confirmWithUrl}
        </Button>
      </FormRow>
      {held === '' || facts === undefined ? null : (
        <UrlReading
          text={held}
          reading={readPasted(held, facts, deviceClassOf(facts, vendor, model))}
          onCorrect={setHeld}
        />
      )}
      {confirm.error === null ? null : <ProblemCard problem={problemOf(confirm.error)} />}
    </>
  )
}
