/** The sign-in form of a device. Credentials are tried once; after a refusal others have to be typed. */
import { Button, Checkbox, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import type { ProblemCode } from '#shared/errors.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { GuidedCard } from './guided-card.tsx'
import { panelOf } from './step-strip.tsx'

const useStyles = makeStyles({
  lines: { display: 'flex', flexDirection: 'column', marginTop: '8px' },
  problem: { marginTop: '14px' },
})

/** Problems of a sign-in after which the device can still be set by hand on its own page. */
const leaveHand: readonly ProblemCode[] = ['interface-off', 'licence-missing', 'unexpected-page']

export function SignIn({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const practice = useContext(StatusContext)?.practice
  const known = job.practice
    ? practice?.devices.find(
        (each) => each.address === device.address && each.ports.http === device.ports.http,
      )
    : undefined
  const [user, setUser] = useState(known?.user ?? 'admin')
  const [password, setPassword] = useState('')
  const [accepted, setAccepted] = useState(job.practice || device.plainHttpAccepted)
  const [trustAnew, setTrustAnew] = useState(false)
  const signIn = useMutation(contract.devices.signIn.mutationOptions({ onSettled: () => setPassword('') }))
  const problem = signIn.error === null ? null : problemOf(signIn.error)
  const hasChanged = problem?.code === 'certificate-changed' || problem?.code === 'sign-in-weaker'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({
      ...{ deviceId: device.id, user, password, trustAnew },
      acceptPlainHttp: accepted && !job.practice,
    })
  }
  return (
    <>
      <Panel id={panelOf('sign-in')} title={words.signIn.title}>
        <FormRow onSubmit={submit}>
          <Field label={words.terms.userName}>
            <Input value={user} autoComplete="off" onChange={(_event, { value }) => setUser(value)} />
          </Field>
          <Field
            label={words.terms.password}
            hint={
              known === undefined
                ? words.signIn.keptInMemory
                : words.signIn.practicePassword(known.user, known.password)
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
            {signIn.isPending ? words.signIn.submitting : words.signIn.submit}
          </Button>
        </FormRow>
        <div className={styles.lines}>
          <PlainHttp device={device} accepted={accepted} onAccepted={setAccepted} />
          {hasChanged || trustAnew ? (
            <Checkbox
              checked={trustAnew}
              label={words.signIn.trustAnew}
              onChange={(_event, { checked }) => setTrustAnew(checked === true)}
            />
          ) : null}
        </div>
        {problem === null ? null : (
          <div className={styles.problem}>
            <ProblemCard problem={problem} />
          </div>
        )}
      </Panel>
      {problem !== null && leaveHand.includes(problem.code) ? <GuidedCard device={device} /> : null}
    </>
  )
}

function PlainHttp(props: { device: JobDevice; accepted: boolean; onAccepted: (accepted: boolean) => void }) {
  const { device, accepted, onAccepted } = props
  const { job } = useJob()
  const before = device.plainHttpAccepted ? words.signIn.acceptedBefore : null
  return (
    <Field hint={job.practice ? words.signIn.acceptedPractice : before}>
      <Checkbox
        checked={accepted}
        disabled={job.practice}
        label={words.signIn.acceptPlainHttp}
        onChange={(_event, { checked }) => onAccepted(checked === true)}
      />
    </Field>
  )
}
