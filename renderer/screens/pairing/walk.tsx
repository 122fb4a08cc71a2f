/** One endpoint: its step in large print, its stages with their times, and its ids for reading aloud. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import { type Step, stepFor } from '#shared/machines/steps.ts'
import { printedIpei } from '#shared/model/ipei.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { StatusContext, useJob } from '../../connection/context.ts'
import { useNow } from '../../parts/countdown.tsx'
import { Facts, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { VerdictBadge } from '../../parts/tone.tsx'
import { useStepActions } from '../../steps/run-action.ts'
import { StepView } from '../../steps/step-view.tsx'
import { nextEndpointOf } from '../next-step.ts'
import { EndpointDetails, TestCalls } from './endpoint-details.tsx'
import { labelId } from './names.ts'
import { PracticeHandset } from './practice-handset.tsx'
import { StageList } from './stage-list.tsx'
import { useStepContexts } from './step-context.ts'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 320px',
    gap: '16px',
    alignItems: 'start',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr) 290px' },
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
  problem: { marginTop: '16px' },
})

export function Walk({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const { job, devices, endpoints } = useJob()
  const [, navigate] = useLocation()
  const now = useNow()
  const others = endpoints.filter((each) => each.id !== endpoint.id && each.onboarding.at !== 'signed-in')
  const context = useStepContexts()(endpoint, others.length > 0)
  const step = stepFor(endpoint.onboarding, context, now)
  const { run, busy, problem } = useStepActions(endpoint, nextEndpointOf(others, devices))
  const kind = words.steps.endpointKind[endpoint.kind]
  return (
    <Screen
      title={words.steps.endpointName(endpoint)}
      lead={[
        endpoint.model ?? kind,
        ...(endpoint.firmware === null ? [] : [words.pairing.firmware(endpoint.firmware)]),
      ].join(', ')}
      actions={
        <Button icon={<ArrowLeft20Regular />} onClick={() => navigate(`/job/${job.id}/pairing`)}>
          {words.pairing.all}
        </Button>
      }
    >
      <div className={styles.columns}>
        <div className={styles.side}>
          <Panel className={styles.step}>
            <StepView {...{ step, context, now, busy, run }} hands={<Hands {...{ endpoint, step }} />} />
            {problem === null ? null : (
              <div className={styles.problem}>
                <ProblemCard problem={problem} />
              </div>
            )}
          </Panel>
        </div>
        <div className={styles.side}>
          <Panel title={words.pairing.steps}>
            <StageList endpoint={endpoint} />
          </Panel>
          {endpoint.onboarding.at === 'signed-in' ? (
            <Panel title={words.pairing.testCalls}>
              <TestCalls endpoint={endpoint} />
            </Panel>
          ) : null}
          <Numbers endpoint={endpoint} />
        </div>
      </div>
    </Screen>
  )
}

/** The practice handset or phone, if this endpoint is one and the step asks for a number to be dialled. */
function Hands({ endpoint, step }: { endpoint: Endpoint; step: Step }) {
  const { job } = useJob()
  const practice = useContext(StatusContext)?.practice
  if (!job.practice || step.subject?.show !== 'dial') return null
  const own = endpoint.kind === 'handset' ? endpoint.ipei : endpoint.hardwareId
  for (const device of practice?.devices ?? []) {
    const handset = device.handsets.find(({ ipei }) => ipei === own)
    if (handset !== undefined)
      return <PracticeHandset deviceId={device.id} handset={handset} digits={step.subject.digits} />
  }
  return null
}

function Numbers({ endpoint }: { endpoint: Endpoint }) {
  const styles = useStyles()
  const [spelling, setSpelling] = useState(false)
  const id = labelId(endpoint)
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
          ...(endpoint.kind === 'handset'
            ? [
                {
                  name: words.terms.ipei,
                  value: <span className={styles.id}>{words.numbers.grouped(endpoint.ipei)}</span>,
                },
                { name: words.pairing.asPrinted, value: printedIpei(endpoint.ipei), mono: true },
              ]
            : []),
          { name: words.terms.hardwareId, value: endpoint.hardwareId, mono: true },
          { name: words.terms.firmware, value: <VerdictBadge verdict={endpoint.verdict} /> },
          {
            name: words.steps.deviceSays(endpoint.kind),
            value:
              endpoint.seenState === null
                ? null
                : `${endpoint.seenState.text} (${words.time.clock(endpoint.seenState.at)})`,
          },
        ]}
      />
      {spelling ? <p>{words.numbers.spelled(id)}</p> : null}
      <EndpointDetails key={endpoint.id} endpoint={endpoint} />
    </Panel>
  )
}
