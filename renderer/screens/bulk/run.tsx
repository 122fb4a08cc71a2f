/** One run of a bulk set-up: its changes by model, its progress, its result. */

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  MessageBar,
  MessageBarBody,
  makeStyles,
  ProgressBar,
  tokens,
} from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { canRollBack, isPaused } from '#shared/machines/bulk-run.ts'
import { planGroups } from '#shared/model/bulk-plan.ts'
import type { BulkRun, BulkStep } from '#shared/model/bulk-run.ts'
import { bulkTones, type Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { useBulkRun } from '../../connection/live.ts'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { PlanGroups } from './plan-groups.tsx'
import { RunDevices } from './run-devices.tsx'

const useStyles = makeStyles({
  state: { display: 'flex', gap: '12px', alignItems: 'center', flexWrap: 'wrap', marginBottom: '10px' },
  when: { color: tokens.colorNeutralForeground2 },
  counts: { display: 'flex', gap: '8px', flexWrap: 'wrap', marginTop: '12px' },
})

/** Steps in which a device waits or is in progress. */
const open: ReadonlySet<BulkStep['at']> = new Set<BulkStep['at']>([
  ...(['to-plan', 'planning', 'writing', 'to-roll-back', 'rolling-back'] as const),
])

export function BulkRunScreen({ runId }: { runId: string }) {
  const { job } = useJob()
  const [, navigate] = useLocation()
  const contract = useContract()
  const { value: run, problem } = useBulkRun(runId)
  // the plans of a run change when its devices are read again
  const planned = run?.devices.filter(({ step }) => 'planId' in step).length ?? 0
  const { data: plans = [] } = useQuery(
    contract.bulk.plans.queryOptions({
      input: { runId },
      queryKey: [...contract.bulk.plans.key({ input: { runId } }), planned],
      enabled: run !== null && run.phase.at !== 'planning',
    }),
  )
  const back = (
    <Button icon={<ArrowLeft20Regular />} onClick={() => navigate(`/job/${job.id}/bulk`)}>
      {words.bulk.toNewRun}
    </Button>
  )
  if (run === null) {
    return (
      <Screen title={words.bulk.title} actions={back}>
        {problem === null ? (
          <EmptyState title={words.terms.loading}>{''}</EmptyState>
        ) : (
          <ProblemCard problem={problem} />
        )}
      </Screen>
    )
  }
  // the changes come first while they wait for the approval
  const groups = <PlanGroups groups={planGroups(run, plans)} />
  return (
    <Screen title={words.bulk.title} actions={back}>
      <State run={run} />
      {run.phase.at === 'planned' ? groups : null}
      <RunDevices run={run} />
      {run.phase.at === 'planned' || run.phase.at === 'planning' ? null : groups}
    </Screen>
  )
}

function toneOf({ phase, devices }: BulkRun): Tone {
  if (phase.at !== 'ended') return 'attention'
  if (devices.some(({ step }) => bulkTones[step.at] === 'bad')) return 'bad'
  return phase.cancelled || devices.some(({ step }) => bulkTones[step.at] !== 'good') ? 'attention' : 'good'
}

function State({ run }: { run: BulkRun }) {
  const styles = useStyles()
  const { phase, devices } = run
  const settled = devices.filter(({ step }) => !open.has(step.at)).length
  const written = devices.filter(({ step }) => step.at === 'planned').length
  const finished = phase.at === 'applying' || phase.at === 'cancelling' ? settled - written : settled
  const steps = new Map<BulkStep['at'], number>()
  for (const { step } of devices) steps.set(step.at, (steps.get(step.at) ?? 0) + 1)
  const onDefault = devices.filter(({ defaultPassword }) => defaultPassword).length
  return (
    <Panel title={words.bulk.summary} actions={<Actions run={run} />}>
      <div className={styles.state} role="status" data-bulk={phase.at}>
        <ToneBadge tone={toneOf(run)}>{words.bulk.phase(phase, toneOf(run) === 'bad')}</ToneBadge>
        <span>{words.bulk.progress(finished, devices.length)}</span>
        <span className={styles.when}>{words.bulk.started(words.time.dayAndTime(run.createdAt))}</span>
      </div>
      <ProgressBar
        value={finished}
        max={devices.length}
        thickness="large"
        aria-label={words.bulk.progress(finished, devices.length)}
      />
      <div className={styles.counts}>
        {[...steps].map(([at, count]) => (
          <ToneBadge key={at} tone={bulkTones[at]}>
            {words.bulk.summaryLine(at, count)}
          </ToneBadge>
        ))}
      </div>
      {isPaused(phase) ? <Note intent="info">{words.bulk.interrupted}</Note> : null}
      {onDefault === 0 ? null : <Note intent="warning">{words.bulk.defaultPasswordWorks(onDefault)}</Note>}
    </Panel>
  )
}

function Note({ intent, children }: { intent: 'info' | 'warning'; children: string }) {
  return (
    <MessageBar intent={intent} style={{ marginTop: '12px' }}>
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  )
}

function Actions({ run }: { run: BulkRun }) {
  const contract = useContract()
  const command = useMutation(contract.bulk.command.mutationOptions())
  const { phase, devices, id: runId } = run
  const count = (is: (step: BulkStep) => boolean) => devices.filter(({ step }) => is(step)).length
  const ready = count(({ at }) => at === 'planned')
  const retry = count(({ at }) => at === 'not-read' || at === 'not-written' || at === 'skipped')
  const canRetry = (phase.at === 'ended' || phase.at === 'planned') && retry > 0
  const paused = isPaused(phase)
  const canPause = 'paused' in phase && phase.at !== 'cancelling' && !paused
  return (
    <>
      {phase.at === 'ended' ? <PutBack run={run} /> : null}
      {canRetry ? (
        <Button onClick={() => command.mutate({ runId, fact: 'retried' })}>{words.bulk.retry(retry)}</Button>
      ) : null}
      {phase.at === 'ended' || phase.at === 'cancelling' ? null : (
        <Button onClick={() => command.mutate({ runId, fact: 'cancelled' })}>{words.terms.cancel}</Button>
      )}
      {canPause ? (
        <Button onClick={() => command.mutate({ runId, fact: 'paused' })}>{words.bulk.pause}</Button>
      ) : null}
      {paused ? (
        <Button
          appearance="primary"
          data-primary
          onClick={() => command.mutate({ runId, fact: 'continued' })}
        >
          {words.terms.continue}
        </Button>
      ) : null}
      {phase.at === 'planned' ? (
        <Button
          appearance="primary"
          data-primary
          disabled={command.isPending}
          onClick={() => command.mutate({ runId, fact: 'approved' })}
        >
          {words.bulk.apply(ready)}
        </Button>
      ) : null}
      {command.error === null ? null : <ProblemCard problem={problemOf(command.error)} />}
    </>
  )
}

function PutBack({ run }: { run: BulkRun }) {
  const rollBack = useMutation(useContract().bulk.rollBack.mutationOptions())
  const count = run.devices.filter(({ step }) => canRollBack(step)).length
  if (count === 0) return null
  return (
    <Dialog>
      <DialogTrigger disableButtonEnhancement>
        <Button>{words.bulk.putAllBack(count)}</Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.bulk.sure}</DialogTitle>
          <DialogContent>{words.bulk.sureBody(count)}</DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{words.terms.cancel}</Button>
            </DialogTrigger>
            <DialogTrigger disableButtonEnhancement>
              <Button
                appearance="primary"
                onClick={() => rollBack.mutate({ runId: run.id, deviceIds: null })}
              >
                {words.bulk.putAllBack(count)}
              </Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
