/** Credentials are tried once; refused means refused until somebody types others. */
import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import type { Device } from '#shared/model/job.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  problem: { marginTop: '14px' },
})

export function SignIn({ device }: { device: Device }) {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const practice = useContext(StatusContext)?.practice
  const known = job.practice
    ? practice?.devices.find(
        (each) => each.address === device.address && each.ports.http === device.ports.http,
      )
    : undefined
  const [user, setUser] = useState('admin')
  const [password, setPassword] = useState('')
  const signIn = useMutation(contract.devices.signIn.mutationOptions({ onSettled: () => setPassword('') }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ deviceId: device.id, user, password })
  }
  return (
    <Panel title="Sign in to its web page">
      <FormRow onSubmit={submit}>
        <Field label="User name">
          <Input value={user} autoComplete="off" onChange={(_event, { value }) => setUser(value)} />
        </Field>
        <Field
          label="Password"
          hint={
            known === undefined
              ? 'Kept in memory only, tried once.'
              : `The practice base takes ${known.user} / ${known.user}.`
          }
        >
          <Input
            type="password"
            value={password}
            autoComplete="off"
            onChange={(_event, { value }) => setPassword(value)}
          />
        </Field>
        <Button appearance="primary" type="submit" disabled={signIn.isPending || user === ''}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </FormRow>
      {signIn.error === null ? null : (
        <div className={styles.problem}>
          <ProblemCard problem={problemOf(signIn.error)} />
        </div>
      )}
    </Panel>
  )
}
