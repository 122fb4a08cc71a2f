/** "Point at the gateway": pick where, see before → after, apply, read back, go on with the first handset. */

import { Button, Field, Input, makeStyles, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { ArrowRight20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { JobDevice } from '#shared/model/job.ts'
import { languageSchema, type ProvisioningTarget, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { PlanView, PushView } from './planned.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
  row: { display: 'flex', gap: '12px', alignItems: 'flex-end', flexWrap: 'wrap' },
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

export function Point({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { job, endpoints, pushes } = useJob()
  const [, navigate] = useLocation()
  const contract = useContract()
  const gateway = useContext(StatusContext)?.gateway
  const [where, setWhere] = useState<Where>(job.mode === 'live' ? 'service' : 'rehearsal')
  const [region, setRegion] = useState<string>(job.region)
  const [language, setLanguage] = useState<string>(job.language)
  const [tenant, setTenant] = useState('')
  const [url, setUrl] = useState('')
  const [again, setAgain] = useState(false)
  const plan = useMutation(contract.devices.plan.mutationOptions())
  const push = pushes
    .filter((each) => each.deviceId === device.id && each.plan.target.kind === 'provisioning')
    .toSorted((a, b) => a.plan.madeAt - b.plan.madeAt)
    .at(-1)
  const running = push !== undefined && push.state.at !== 'done' && push.state.at !== 'failed'
  const first = endpoints.find((each) => each.deviceId === device.id && each.onboarding.at !== 'signed-in')

  const target = (): ProvisioningTarget => {
    if (where === 'rehearsal') return { kind: 'rehearsal' }
    if (where === 'url') return { kind: 'url', url }
    return {
      kind: 'service',
      region: regionSchema.parse(region),
      language: languageSchema.parse(language),
      ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }),
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    plan.mutate({ deviceId: device.id, target: target() })
  }

  if (plan.data !== undefined) {
    return (
      <Panel title={words.deviceScreen.pointPlan}>
        <PlanView
          plan={plan.data}
          onDone={() => {
            plan.reset()
            setAgain(false)
          }}
          onCancel={plan.reset}
        />
      </Panel>
    )
  }
  if (push !== undefined && (running || !again)) {
    return (
      <Panel
        title={words.deviceScreen.pointDone}
        actions={
          running ? null : (
            <Button size="small" onClick={() => setAgain(true)}>
              {words.deviceScreen.pointAgain}
            </Button>
          )
        }
      >
        <PushView push={push} />
        {push.state.at === 'done' && first !== undefined ? (
          <div className={styles.next}>
            <Button
              appearance="primary"
              data-primary
              size="large"
              icon={<ArrowRight20Regular />}
              iconPosition="after"
              onClick={() => navigate(`/job/${job.id}/pairing/${first.id}`)}
            >
              {words.deviceScreen.pairFirstHandset}
            </Button>
          </div>
        ) : null}
      </Panel>
    )
  }
  const off = where === 'rehearsal' && (gateway?.state ?? 'off') === 'off'
  return (
    <Panel title={words.deviceScreen.point}>
      <form className={styles.form} onSubmit={submit}>
        <Field label={words.deviceScreen.whichService}>
          <RadioGroup
            value={where}
            onChange={(_event, { value }) => setWhere(kinds.find((kind) => kind === value) ?? 'service')}
          >
            {kinds.map((kind) => (
              <Radio
                key={kind}
                value={kind}
                label={whereWords[kind]}
                disabled={job.practice && kind === 'service'}
              />
            ))}
          </RadioGroup>
        </Field>
        {where === 'service' ? (
          <div className={styles.row}>
            <Field label={words.deviceScreen.regionLabel}>
              <Select value={region} onChange={(_event, { value }) => setRegion(value)}>
                {regionSchema.options.map((each) => (
                  <option key={each} value={each}>
                    {words.states.region[each]}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label={words.deviceScreen.languageLabel}>
              <Select value={language} onChange={(_event, { value }) => setLanguage(value)}>
                {languageSchema.options.map((each) => (
                  <option key={each} value={each}>
                    {words.states.language[each]}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label={words.deviceScreen.tenantId} hint={words.deviceScreen.tenantIdHint}>
              <Input value={tenant} spellCheck={false} onChange={(_event, { value }) => setTenant(value)} />
            </Field>
          </div>
        ) : null}
        {where === 'url' ? (
          <Field label={words.terms.provisioningUrl}>
            <Input
              className={styles.wide}
              value={url}
              spellCheck={false}
              placeholder={words.deviceScreen.urlExample}
              onChange={(_event, { value }) => setUrl(value)}
            />
          </Field>
        ) : null}
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
