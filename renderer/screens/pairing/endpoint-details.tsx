/** Name and place of an endpoint, and its test calls once it is signed in. */

import { Button, Checkbox, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', marginTop: '12px', alignItems: 'stretch' },
  save: { alignSelf: 'flex-end' },
  calls: { display: 'flex', flexDirection: 'column' },
})

export function EndpointDetails({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const contract = useContract()
  const [label, setLabel] = useState(endpoint.label)
  const [place, setPlace] = useState(endpoint.place ?? '')
  const update = useMutation(contract.endpoints.update.mutationOptions())
  const isSaved = label.trim() === endpoint.label && place.trim() === (endpoint.place ?? '')
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate({ endpointId: endpoint.id, label: label.trim(), place: place.trim() })
      }}
    >
      <Field label={words.terms.name}>
        <Input
          style={{ minWidth: 0 }}
          maxLength={120}
          value={label}
          onChange={(_event, { value }) => setLabel(value)}
          placeholder={words.pairing.nameExample}
        />
      </Field>
      <Field label={words.report.place}>
        <Input
          style={{ minWidth: 0 }}
          maxLength={120}
          value={place}
          onChange={(_event, { value }) => setPlace(value)}
          placeholder={words.pairing.placeExample}
        />
      </Field>
      <Button type="submit" className={styles.save} disabled={isSaved || update.isPending}>
        {words.terms.save}
      </Button>
      {update.error === null ? null : <ProblemCard problem={problemOf(update.error)} />}
    </form>
  )
}

/** What the technician heard; shown once the endpoint has its number. */
export function TestCalls({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const contract = useContract()
  const testCall = useMutation(contract.endpoints.testCall.mutationOptions())
  return (
    <div className={styles.calls}>
      {(['out', 'in'] as const).map((direction) => {
        const call = endpoint.testCalls?.[direction]
        return (
          <Checkbox
            key={direction}
            label={words.pairing.testCall(direction, call === undefined ? null : words.time.clock(call.at))}
            checked={call !== undefined}
            disabled={testCall.isPending}
            onChange={(_event, { checked }) =>
              testCall.mutate({ endpointId: endpoint.id, direction, made: checked === true })
            }
          />
        )
      })}
      {testCall.error === null ? null : <ProblemCard problem={problemOf(testCall.error)} />}
    </div>
  )
}
