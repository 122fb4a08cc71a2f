/** The ports of an adapter as endpoints. Asks for their number when it is not known. */
import { Button, Field, SpinButton } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { enrollable, isAdapter } from '#shared/model/hardware-id.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const mostPorts = 48

/** Renders nothing for other devices, and when the number of ports is known. */
export function AdapterPorts({ device }: { device: JobDevice }) {
  const { endpoints } = useJob()
  const contract = useContract()
  const [count, setCount] = useState(1)
  const add = useMutation(contract.endpoints.addPorts.mutationOptions())
  const own = enrollable(device.identity)
  if (own === null || !isAdapter(own) || endpoints.some(({ deviceId }) => deviceId === device.id)) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ deviceId: device.id, count })
  }
  return (
    <Panel title={words.deviceScreen.adapterPorts}>
      <p>{words.jobScreen.adapterPortsBody}</p>
      <FormRow onSubmit={submit}>
        <Field label={words.deviceScreen.portCount}>
          <SpinButton
            min={1}
            max={mostPorts}
            value={count}
            onChange={(_event, { value, displayValue }) => {
              const next = value ?? Number(displayValue)
              if (Number.isInteger(next) && next >= 1 && next <= mostPorts) setCount(next)
            }}
          />
        </Field>
        <Button appearance="primary" type="submit" disabled={add.isPending}>
          {words.terms.add}
        </Button>
      </FormRow>
      {add.error === null ? null : <ProblemCard problem={problemOf(add.error)} />}
    </Panel>
  )
}
