/** The kept sign-ins of a job: of the site, of a maker, of one device. */

import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import { type SignInScope, signInScopeSchema } from '#shared/model/sign-in-scope.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { addressOf, deviceName } from '../device/address.ts'

const useStyles = makeStyles({
  lead: { margin: '0 0 12px', color: tokens.colorNeutralForeground2, maxWidth: '80ch' },
  list: { listStyleType: 'none', margin: '0 0 12px', padding: 0 },
  item: { display: 'flex', gap: '12px', alignItems: 'center', padding: '4px 0' },
  user: { fontFamily: tokens.fontFamilyMonospace },
  lines: { display: 'flex', flexDirection: 'column', marginTop: '8px' },
})

export function SignIns({ devices, children }: { devices: readonly JobDevice[]; children: ReactNode }) {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const queries = useQueryClient()
  const { data: kept = [] } = useQuery(contract.bulk.signIns.queryOptions({ input: { jobId: job.id } }))
  const renew = () => queries.invalidateQueries({ queryKey: contract.bulk.signIns.key() })
  const remove = useMutation(contract.bulk.removeSignIn.mutationOptions({ onSuccess: renew }))
  const nameOf = (scope: SignInScope): string => {
    const device = scope.kind === 'device' ? devices.find(({ id }) => id === scope.deviceId) : undefined
    const name = device === undefined ? '' : `${deviceName(device, devices)}, ${addressOf(device, devices)}`
    return words.bulk.scopeOf(scope, name)
  }
  return (
    <Panel title={words.bulk.signIns}>
      <p className={styles.lead}>{words.bulk.signInsLead}</p>
      <ul className={styles.list}>
        {kept.map(({ scope, user }) => (
          <li key={JSON.stringify(scope)} className={styles.item}>
            <span>{nameOf(scope)}</span>
            <span className={styles.user}>{user}</span>
            <Button size="small" onClick={() => remove.mutate({ jobId: job.id, scope })}>
              {words.bulk.removeSignIn}
            </Button>
          </li>
        ))}
      </ul>
      <NewSignIn devices={devices} nameOf={nameOf} onSaved={renew} />
      <div className={styles.lines}>{children}</div>
    </Panel>
  )
}

function NewSignIn(props: {
  devices: readonly JobDevice[]
  nameOf: (scope: SignInScope) => string
  onSaved: () => Promise<void>
}) {
  const { devices, nameOf, onSaved } = props
  const { job } = useJob()
  const [scope, setScope] = useState<SignInScope>({ kind: 'site' })
  const [user, setUser] = useState('admin')
  const [password, setPassword] = useState('')
  const save = useMutation(
    useContract().bulk.saveSignIn.mutationOptions({
      onSuccess: onSaved,
      onSettled: () => setPassword(''),
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ jobId: job.id, scope, user, password })
  }
  const makers = [...new Set(devices.flatMap(({ identity }) => identity.vendor ?? []))].toSorted()
  const scopes: SignInScope[] = [
    { kind: 'site' },
    ...makers.map((vendor) => ({ kind: 'maker' as const, vendor })),
    ...devices.map(({ id }) => ({ kind: 'device' as const, deviceId: id })),
  ]
  return (
    <>
      <FormRow onSubmit={submit}>
        <Field label={words.bulk.scope}>
          <Select
            value={JSON.stringify(scope)}
            onChange={(_event, { value }) => {
              const chosen = signInScopeSchema.safeParse(JSON.parse(value))
              if (chosen.success) setScope(chosen.data)
            }}
          >
            {scopes.map((each) => (
              <option key={JSON.stringify(each)} value={JSON.stringify(each)}>
                {nameOf(each)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={words.terms.userName}>
          <Input value={user} autoComplete="off" onChange={(_event, { value }) => setUser(value)} />
        </Field>
        <Field label={words.terms.password}>
          <Input
            type="password"
            value={password}
            autoComplete="off"
            onChange={(_event, { value }) => setPassword(value)}
          />
        </Field>
        <Button type="submit" disabled={save.isPending || user === ''}>
          {words.bulk.keepSignIn}
        </Button>
      </FormRow>
      {save.error === null ? null : <ProblemCard problem={problemOf(save.error)} />}
    </>
  )
}
