/** "Point at the gateway": choose the service, review the changes, apply them, continue with the first handset. */

import { Button, Field, Input, makeStyles, Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { Problem } from '#shared/errors.ts'
import type { Push } from '#shared/machines/push.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import {
  choicesIn,
  type DeviceClass,
  deviceClassOf,
  type ProvisioningFacts,
} from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl, type UrlWish } from '#shared/model/provisioning-url.ts'
import type { ProvisioningTarget } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'
import { Panel } from '../../parts/layout.tsx'
import { NextButton } from '../../parts/next-button.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { BuiltUrlView, UrlFields } from '../provisioning-urls/url-builder.tsx'
import { UrlReading } from '../provisioning-urls/url-reading.tsx'
import { PlanView, PushView } from './planned.tsx'
import { panelOf } from './step-strip.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
  wide: { minWidth: '420px' },
  next: { marginTop: '14px' },
})

type Where = ProvisioningTarget['kind']
const kinds: readonly Where[] = ['service', 'rehearsal', 'url']
const whereWords: Record<Where, string> = {
  service: words.deviceScreen.byRegion,
  rehearsal: words.deviceScreen.byGateway,
  url: words.deviceScreen.byUrl,
}

/** The form as typed. It is kept while a plan is shown, so that Cancel returns to it. */
interface Choice {
  readonly where: Where
  readonly wish: UrlWish
  readonly url: string
}

/** Facts of the device for the fields; null while they load. */
interface Known {
  readonly facts: ProvisioningFacts
  readonly found: DeviceClass | null
}

function targetOf({ where, wish, url }: Choice, known: Known | null): ProvisioningTarget {
  if (where === 'rehearsal') return { kind: 'rehearsal' }
  if (where === 'url') return { kind: 'url', url }
  // the driver writes the preferred file name; another one makes it a typed URL
  const preferred = known?.found == null ? undefined : choicesIn(known.found.suffix)[0]?.value
  if (known !== null && wish.suffix !== undefined && wish.suffix !== preferred) {
    const built = buildProvisioningUrl(known.facts, known.found, wish)
    return { kind: 'url', url: built.url ?? '' }
  }
  const tenant = (wish.tenant ?? '').trim()
  return {
    kind: 'service',
    region: wish.region,
    language: wish.language,
    ...(tenant === '' ? {} : { tenant, order: wish.order ?? 'language-first' }),
  }
}

export function Point({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { job, pushes } = useJob()
  const contract = useContract()
  const gateway = useContext(StatusContext)?.gateway
  const [choice, setChoice] = useState<Choice>({
    where: job.mode === 'live' ? 'service' : 'rehearsal',
    wish: { region: job.region, language: job.language },
    url: '',
  })
  const { data: facts } = useProvisioningFacts()
  const { vendor, model } = device.identity
  const known = facts === undefined ? null : { facts, found: deviceClassOf(facts, vendor, model) }
  const [again, setAgain] = useState(false)
  const plan = useMutation(contract.devices.plan.mutationOptions())
  const putBack = useMutation(contract.devices.planPutBack.mutationOptions())
  const push = pushes
    .filter((each) => each.deviceId === device.id && each.plan.target.kind === 'provisioning')
    .toSorted((a, b) => a.plan.madeAt - b.plan.madeAt)
    .at(-1)
  const running = push !== undefined && push.state.at !== 'done' && push.state.at !== 'failed'

  const shown = putBack.data ?? plan.data
  if (shown !== undefined) {
    const cancel = () => {
      plan.reset()
      putBack.reset()
    }
    const close = () => {
      cancel()
      setAgain(false)
    }
    return (
      <Panel
        id={panelOf('point')}
        title={putBack.data === undefined ? words.deviceScreen.pointPlan : words.bulk.putBackPlan}
      >
        <PlanView plan={shown} onDone={close} onCancel={cancel} />
      </Panel>
    )
  }
  if (push !== undefined && (running || !again))
    return (
      <Pointed
        {...{ device, push, running }}
        onAgain={() => setAgain(true)}
        onPutBack={() => putBack.mutate({ pushId: push.id })}
        problem={putBack.error === null ? null : problemOf(putBack.error)}
      />
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    plan.mutate({ deviceId: device.id, target: targetOf(choice, known) })
  }
  const off = choice.where === 'rehearsal' && (gateway?.state ?? 'off') === 'off'
  return (
    <Panel id={panelOf('point')} title={words.deviceScreen.point}>
      <form className={styles.form} onSubmit={submit}>
        <WhereField choice={choice} onChoice={setChoice} practice={job.practice} />
        {choice.where === 'service' ? (
          <ServiceFields choice={choice} onChoice={setChoice} known={known} />
        ) : null}
        {choice.where === 'url' ? <UrlField choice={choice} onChoice={setChoice} known={known} /> : null}
        {off ? <ProblemCard problem={{ code: 'gateway-off', facts: {} }} /> : null}
        <Button appearance="primary" size="large" type="submit" disabled={plan.isPending || off}>
          {plan.isPending ? words.deviceScreen.planning : words.deviceScreen.reviewChanges}
        </Button>
      </form>
      {plan.error === null ? null : (
        <div className={styles.next}>
          <ProblemCard problem={problemOf(plan.error)} />
        </div>
      )}
    </Panel>
  )
}

/** The last push of the device, and the next step after it. */
function Pointed(props: {
  device: JobDevice
  push: Push
  running: boolean
  onAgain: () => void
  onPutBack: () => void
  problem: Problem | null
}) {
  const { device, push, running, onAgain, onPutBack, problem } = props
  const isPutBack = push.plan.undoes !== undefined
  const styles = useStyles()
  const { job, endpoints } = useJob()
  const [, navigate] = useLocation()
  const first = endpoints.find((each) => each.deviceId === device.id && each.onboarding.at !== 'signed-in')
  return (
    <Panel
      id={panelOf('point')}
      title={isPutBack ? words.bulk.stepName['rolled-back'] : words.deviceScreen.pointDone}
      actions={
        running ? null : (
          <>
            {isPutBack ? null : (
              <Button size="small" title={words.bulk.putBackNote} onClick={onPutBack}>
                {words.bulk.putBack}
              </Button>
            )}
            <Button size="small" onClick={onAgain}>
              {words.deviceScreen.pointAgain}
            </Button>
          </>
        )
      }
    >
      {problem === null ? null : <ProblemCard problem={problem} />}
      <PushView push={push} />
      {push.state.at === 'done' && !isPutBack && first !== undefined ? (
        <div className={styles.next}>
          <NextButton
            label={words.deviceScreen.pairFirst[first.kind]}
            onClick={() => navigate(`/job/${job.id}/pairing/${first.id}`)}
          />
        </div>
      ) : null}
    </Panel>
  )
}

interface ChoiceProps {
  readonly choice: Choice
  onChoice(choice: Choice): void
}

function WhereField({ choice, onChoice, practice }: ChoiceProps & { readonly practice: boolean }) {
  return (
    <Field label={words.deviceScreen.whichService}>
      <RadioGroup
        value={choice.where}
        onChange={(_event, { value }) =>
          onChoice({ ...choice, where: kinds.find((kind) => kind === value) ?? 'service' })
        }
      >
        {kinds.map((kind) => (
          <Radio key={kind} value={kind} label={whereWords[kind]} disabled={practice && kind === 'service'} />
        ))}
      </RadioGroup>
    </Field>
  )
}

function ServiceFields({ choice, onChoice, known }: ChoiceProps & { readonly known: Known | null }) {
  const { wish } = choice
  const found = known?.found ?? null
  return (
    <>
      <UrlFields found={found} wish={wish} onWish={(next) => onChoice({ ...choice, wish: next })} />
      {known === null ? null : <BuiltUrlView built={buildProvisioningUrl(known.facts, found, wish)} />}
    </>
  )
}

/** Faults do not prevent writing the URL; the core refuses only text that is not a URL. */
function UrlField({ choice, onChoice, known }: ChoiceProps & { readonly known: Known | null }) {
  const styles = useStyles()
  const { url } = choice
  const set = (next: string) => onChoice({ ...choice, url: next })
  return (
    <>
      <Field label={words.terms.provisioningUrl}>
        <Input
          className={styles.wide}
          value={url}
          spellCheck={false}
          placeholder={words.deviceScreen.urlExample}
          onChange={(_event, { value }) => set(value)}
        />
      </Field>
      {known === null || url === '' ? null : (
        <UrlReading text={url} reading={readPasted(url, known.facts, known.found)} onCorrect={set} />
      )}
    </>
  )
}
