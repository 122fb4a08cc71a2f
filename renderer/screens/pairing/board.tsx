/** Every endpoint of the job with its state and next step. A handset is added by typing or scanning its IPEI. */

import { Button, Field, Input, makeStyles, Tab, TabList, tokens } from '@fluentui/react-components'
import { Add20Regular, ArrowRight20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { GuidedSetup } from '#shared/machines/guided.ts'
import { stepFor } from '#shared/machines/steps.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { guidedTones, onboardingTones } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { useNow } from '../../parts/countdown.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, FormRow, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge, VerdictBadge } from '../../parts/tone.tsx'
import { type EndpointGroup, groupedEndpoints } from '../endpoint-groups.ts'
import { nextEndpointOf } from '../next-step.ts'
import { useStepContexts } from './step-context.ts'

const useStyles = makeStyles({
  ipei: { minWidth: '280px', fontFamily: tokens.fontFamilyMonospace },
  problem: { marginTop: '12px' },
})

/** Returns the same objects until the devices change or a minute has passed, so that rows are not rendered again for every change. */
function useColumns(): readonly Column<Endpoint>[] {
  const { guidedSetups } = useJob()
  const contextOf = useStepContexts()
  const now = useNow(60_000)
  return useMemo(
    () => [
      { id: 'name', title: words.terms.name, text: words.steps.endpointName, width: 'minmax(160px, 1fr)' },
      {
        id: 'state',
        title: words.pairing.state,
        text: ({ onboarding }) => words.states.onboarding[onboarding.at],
        show: ({ onboarding }) => (
          <ToneBadge tone={onboardingTones[onboarding.at]}>
            {words.states.onboarding[onboarding.at]}
          </ToneBadge>
        ),
        width: '250px',
      },
      ...(guidedSetups.length === 0 ? [] : [setupColumn(guidedSetups)]),
      {
        id: 'next',
        title: words.pairing.next,
        text: (endpoint) => {
          const context = contextOf(endpoint, true)
          return words.steps.of(stepFor(endpoint.onboarding, context, now), context).title
        },
        width: 'minmax(330px, 2fr)',
      },
      {
        id: 'firmware',
        title: words.terms.firmware,
        text: ({ firmware, verdict }) =>
          `${firmware ?? words.terms.notKnown} ${words.states.verdict(verdict)}`,
        show: ({ verdict }) => <VerdictBadge verdict={verdict} />,
        width: '250px',
      },
      {
        id: 'ipei',
        title: words.terms.ipei,
        text: (endpoint) => (endpoint.kind === 'handset' ? words.numbers.grouped(endpoint.ipei) : ''),
        width: '130px',
        mono: true,
      },
      {
        id: 'hardware',
        title: words.terms.hardwareId,
        text: ({ hardwareId }) => hardwareId,
        width: '150px',
        mono: true,
      },
      {
        id: 'kind',
        title: words.terms.kind,
        text: ({ kind }) => words.steps.endpointKind[kind],
        width: '100px',
        hidden: true,
        groups: true,
      },
    ],
    [contextOf, guidedSetups, now],
  )
}

/** The setup by hand of an endpoint's device. */
function setupColumn(setups: readonly GuidedSetup[]): Column<Endpoint> {
  const known = new Map(setups.map(({ id, state }) => [id, state.at]))
  const stateOf = ({ deviceId }: Endpoint) => (deviceId === null ? undefined : known.get(deviceId))
  return {
    id: 'setup',
    title: words.guided.column,
    text(endpoint) {
      const at = stateOf(endpoint)
      return at === undefined ? '' : words.guided.state[at]
    },
    show(endpoint) {
      const at = stateOf(endpoint)
      return at === undefined ? null : <ToneBadge tone={guidedTones[at]}>{words.guided.state[at]}</ToneBadge>
    },
    width: '245px',
  }
}

/** `group`: shows only the endpoints of one group; null shows all. */
export function Board({ group }: { group: EndpointGroup | null }) {
  const { job, endpoints, devices } = useJob()
  const [, navigate] = useLocation()
  const columns = useColumns()
  const waiting = endpoints.filter((endpoint) => endpoint.onboarding.at !== 'signed-in')
  const next = nextEndpointOf(endpoints, devices)
  const groups = groupedEndpoints(endpoints, devices)
  const rows = group === null ? endpoints : (groups.get(group) ?? [])
  return (
    <Screen
      title={words.pairing.title}
      lead={
        endpoints.length === 0
          ? words.pairing.lead
          : words.pairing.signedInOf(endpoints.length - waiting.length, endpoints.length)
      }
      actions={
        next === undefined ? null : (
          <Button
            appearance="primary"
            icon={<ArrowRight20Regular />}
            iconPosition="after"
            onClick={() => navigate(`/job/${job.id}/pairing/${next.id}`)}
          >
            {words.pairing.continueWith(words.steps.endpointName(next))}
          </Button>
        )
      }
    >
      <Panel title={words.pairing.listTitle}>
        {endpoints.length === 0 ? null : <Groups {...{ group, groups }} all={endpoints.length} />}
        <DataTable
          key={group}
          label={words.pairing.listTitle}
          rows={rows}
          columns={columns}
          rowKey={(endpoint) => endpoint.id}
          onOpen={(endpoint) => navigate(`/job/${job.id}/pairing/${endpoint.id}`)}
          fileName="handsets"
          empty={
            endpoints.length > 0 ? (
              <EmptyState title={words.jobScreen.noneInGroup}>{words.jobScreen.noneInGroupBody}</EmptyState>
            ) : (
              <EmptyState
                title={words.pairing.none}
                action={
                  <Button appearance="primary" onClick={() => navigate(`/job/${job.id}/site`)}>
                    {words.pairing.toSite}
                  </Button>
                }
              >
                {words.pairing.noneBody}
              </EmptyState>
            )
          }
        />
      </Panel>
      <AddHandset jobId={job.id} />
    </Screen>
  )
}

/** The groups that have endpoints, with their counts. */
function Groups(props: {
  group: EndpointGroup | null
  groups: ReadonlyMap<EndpointGroup, readonly Endpoint[]>
  all: number
}) {
  const { job } = useJob()
  const [, navigate] = useLocation()
  const shown = [...props.groups].filter(([group, each]) => each.length > 0 || group === props.group)
  const path = `/job/${job.id}/pairing`
  return (
    <TabList
      size="small"
      style={{ flexWrap: 'wrap' }}
      selectedValue={props.group ?? 'all'}
      onTabSelect={(_event, { value }) => navigate(value === 'all' ? path : `${path}/show/${value}`)}
    >
      <Tab value="all">{words.jobScreen.groupCount(words.jobScreen.allGroups, props.all)}</Tab>
      {shown.map(([group, each]) => (
        <Tab key={group} value={group}>
          {words.jobScreen.groupCount(words.jobScreen.groups[group], each.length)}
        </Tab>
      ))}
    </TabList>
  )
}

function AddHandset({ jobId }: { jobId: string }) {
  const styles = useStyles()
  const contract = useContract()
  const [ipei, setIpei] = useState('')
  const [label, setLabel] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const add = useMutation(
    contract.endpoints.add.mutationOptions({
      onSuccess() {
        setIpei('')
        setLabel('')
        form.current?.querySelector('input')?.focus()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ipei.trim() !== '') add.mutate({ jobId, ipei, label: label.trim() })
  }
  return (
    <Panel title={words.pairing.addHandset}>
      <FormRow formRef={form} onSubmit={submit}>
        <Field label={words.terms.ipei} hint={words.pairing.ipeiHint}>
          <Input
            className={styles.ipei}
            value={ipei}
            spellCheck={false}
            autoComplete="off"
            placeholder={words.pairing.ipeiExample}
            onChange={(_event, { value }) => setIpei(value)}
          />
        </Field>
        <Field label={words.terms.name} hint={words.pairing.nameHint}>
          <Input
            value={label}
            onChange={(_event, { value }) => setLabel(value)}
            placeholder={words.pairing.nameExample}
          />
        </Field>
        <Button icon={<Add20Regular />} type="submit" disabled={ipei.trim() === '' || add.isPending}>
          {words.terms.add}
        </Button>
      </FormRow>
      {add.error === null ? null : (
        <div className={styles.problem}>
          <ProblemCard problem={problemOf(add.error)} />
        </div>
      )}
    </Panel>
  )
}
