/** The walk of one endpoint: the step in hand, large; the stages behind and before it; its numbers, to be read aloud. */

import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import { stepFor } from '#shared/machines/steps.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { useNow } from '../../parts/countdown.tsx'
import { Facts, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { VerdictBadge } from '../../parts/tone.tsx'
import { StepView } from '../../steps/step-view.tsx'
import { endpointName } from './names.ts'
import { PracticeHandset } from './practice-handset.tsx'
import { StageList } from './stage-list.tsx'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 320px',
    gap: '16px',
    alignItems: 'start',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr) 270px' },
  },
  side: { display: 'flex', flexDirection: 'column', gap: '16px' },
  step: { padding: '24px 28px' },
  id: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase400,
    whiteSpace: 'nowrap',
    fontWeight: tokens.fontWeightSemibold,
  },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, margin: 0 },
  name: { display: 'flex', gap: '8px', alignItems: 'flex-end' },
  problem: { marginTop: '16px' },
})

export function Walk({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const { job, endpoints } = useJob()
  const status = useContext(StatusContext)
  const contract = useContract()
  const [, navigate] = useLocation()
  const now = useNow()
  const step = stepFor(endpoint.onboarding, job.mode, now)
  const { id: endpointId } = endpoint

  const verificationCode = useMutation(contract.pairing.verificationCode.mutationOptions())
  const signInCode = useMutation(contract.pairing.signInCode.mutationOptions())
  const confirm = useMutation(contract.pairing.confirm.mutationOptions())
  const check = useMutation(contract.pairing.check.mutationOptions())
  const retry = useMutation(contract.pairing.retry.mutationOptions())
  const restart = useMutation(contract.pairing.restart.mutationOptions())
  const all = [verificationCode, signInCode, confirm, check, retry, restart]
  const failed = all.findLast((each) => each.error !== null)
  const fresh = () => {
    for (const each of all) each.reset()
  }

  const others = endpoints.filter((each) => each.id !== endpointId && each.onboarding.at !== 'signed-in')
  const [other] = others
  const typed = (code: string | undefined) => ({ endpointId, ...(code === undefined ? {} : { code }) })
  const board = `/job/${job.id}/pairing`
  const practised = job.practice
    ? status?.practice.devices
        .flatMap((device) => device.handsets.map((handset) => ({ device, handset })))
        .find(({ handset }) => handset.ipei === endpoint.ipei)
    : undefined

  return (
    <Screen
      title={endpointName(endpoint)}
      lead={
        endpoint.model === null
          ? words.terms.handset
          : [endpoint.model, endpoint.firmware === null ? null : words.pairing.firmware(endpoint.firmware)]
              .filter((part) => part !== null)
              .join(', ')
      }
      actions={
        <Button icon={<ArrowLeft20Regular />} onClick={() => navigate(board)}>
          {words.pairing.allHandsets}
        </Button>
      }
    >
      <div className={styles.columns}>
        <div className={styles.side}>
          <Panel className={styles.step}>
            <StepView
              step={step}
              mode={job.mode}
              now={now}
              busy={all.some((each) => each.isPending)}
              hands={
                practised === undefined || step.id !== 'dial' ? null : (
                  <PracticeHandset
                    deviceId={practised.device.id}
                    handset={practised.handset}
                    digits={step.digits}
                  />
                )
              }
              actions={{
                openBase: () =>
                  navigate(
                    endpoint.deviceId === null
                      ? `/job/${job.id}/site`
                      : `/job/${job.id}/device/${endpoint.deviceId}`,
                  ),
                verificationCode: (code) => {
                  fresh()
                  verificationCode.mutate(typed(code))
                },
                signInCode: (code) => {
                  fresh()
                  signInCode.mutate(typed(code))
                },
                confirm: (fact) => {
                  fresh()
                  confirm.mutate({ endpointId, fact })
                },
                check: () => {
                  fresh()
                  check.mutate({ endpointId })
                },
                retry: () => {
                  fresh()
                  retry.mutate({ endpointId })
                },
                restart: () => {
                  fresh()
                  restart.mutate({ endpointId })
                },
                nextEndpoint: other === undefined ? null : () => navigate(`${board}/${other.id}`),
                openReport: () => navigate(`/job/${job.id}/reports`),
              }}
            />
            {failed?.error ? (
              <div className={styles.problem}>
                <ProblemCard problem={problemOf(failed.error)} />
              </div>
            ) : null}
          </Panel>
        </div>
        <div className={styles.side}>
          <Panel title={words.pairing.steps}>
            <StageList endpoint={endpoint} />
          </Panel>
          <Numbers endpoint={endpoint} />
        </div>
      </div>
    </Screen>
  )
}

function Numbers({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const contract = useContract()
  const [spelling, setSpelling] = useState(false)
  const [label, setLabel] = useState(endpoint.label)
  const rename = useMutation(contract.endpoints.rename.mutationOptions())
  const id = endpoint.ipei ?? endpoint.hardwareId
  return (
    <Panel
      title={words.pairing.ids}
      actions={
        <Button size="small" aria-pressed={spelling} onClick={() => setSpelling(!spelling)}>
          {spelling ? words.terms.hideSpelling : words.terms.spellOut}
        </Button>
      }
    >
      <Facts
        facts={[
          {
            name: words.terms.ipei,
            value: (
              <span className={styles.id}>
                {endpoint.ipei === null ? null : words.numbers.grouped(endpoint.ipei)}
              </span>
            ),
          },
          { name: words.pairing.asPrinted, value: endpoint.ipeiPrinted, mono: true },
          { name: words.terms.hardwareId, value: endpoint.hardwareId, mono: true },
          { name: words.terms.firmware, value: <VerdictBadge verdict={endpoint.verdict} /> },
          {
            name: words.pairing.baseStatus,
            value:
              endpoint.seenState === null
                ? null
                : `${endpoint.seenState.text} (${words.time.clock(endpoint.seenState.at)})`,
          },
        ]}
      />
      {spelling ? <p>{words.numbers.spelled(id)}</p> : null}
      <form
        className={styles.name}
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate({ endpointId: endpoint.id, label: label.trim() })
        }}
      >
        <Field label={words.terms.name} style={{ flex: 1, minWidth: 0, marginTop: '12px' }}>
          <Input
            style={{ minWidth: 0 }}
            value={label}
            onChange={(_event, { value }) => setLabel(value)}
            placeholder={words.pairing.nameExample}
          />
        </Field>
        <Button type="submit" disabled={label.trim() === endpoint.label || rename.isPending}>
          {words.terms.save}
        </Button>
      </form>
    </Panel>
  )
}
