/** The devices of a run with their step and problem: the list that is exported. */

import { Button, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { canRollBack } from '#shared/machines/bulk-run.ts'
import type { BulkDevice, BulkRun } from '#shared/model/bulk-run.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { bulkTones, guidedTones } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { addressOf } from '../device/address.ts'

const useStyles = makeStyles({
  details: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
})

interface Line {
  readonly item: BulkDevice
  readonly device: JobDevice | undefined
  readonly address: string
  /** Step of the guided card; null for a device that is written. */
  readonly byHand: keyof typeof guidedTones | null
}

const stateOf = ({ item: { step }, byHand }: Line): string =>
  byHand === null ? words.bulk.step(step) : words.guided.state[byHand]

const problemTitle = ({ item: { step } }: Line): string =>
  'problem' in step ? words.problems.of(step.problem.code, step.problem.facts).title : ''

const columns: readonly Column<Line>[] = [
  {
    id: 'name',
    title: words.terms.device,
    text: ({ item, address }) => item.group || address,
    width: 'minmax(160px, 1fr)',
    groups: true,
  },
  { id: 'address', title: words.terms.address, text: ({ address }) => address, width: '160px', mono: true },
  {
    id: 'mac',
    title: words.terms.mac,
    text: ({ device }) => device?.identity.mac ?? '',
    width: '160px',
    mono: true,
    hidden: true,
  },
  {
    id: 'way',
    title: words.bulk.way,
    text: ({ item }) => words.bulk.wayName[item.way.kind],
    width: '180px',
    groups: true,
    hidden: true,
  },
  {
    id: 'state',
    title: words.bulk.result,
    text: stateOf,
    show: (line) => (
      <ToneBadge tone={line.byHand === null ? bulkTones[line.item.step.at] : guidedTones[line.byHand]}>
        {stateOf(line)}
      </ToneBadge>
    ),
    width: '200px',
    groups: true,
  },
  { id: 'problem', title: words.bulk.problem, text: problemTitle, width: 'minmax(160px, 1fr)', groups: true },
]

export function RunDevices({ run }: { run: BulkRun }) {
  const { job, devices, guidedSetups } = useJob()
  const [, navigate] = useLocation()
  const lines = useMemo(() => {
    const known = new Map(devices.map((device) => [device.id, device]))
    const setups = new Map(guidedSetups.map(({ id, state }) => [id, state.at]))
    return run.devices.map((item): Line => {
      const device = known.get(item.deviceId)
      return {
        ...{ item, device },
        address: device === undefined ? '' : addressOf(device, devices),
        byHand: item.way.kind === 'guided-card' ? (setups.get(item.deviceId) ?? 'open') : null,
      }
    })
  }, [run.devices, devices, guidedSetups])
  return (
    <Panel title={words.terms.devices}>
      <DataTable
        label={words.terms.devices}
        rows={lines}
        columns={columns}
        rowKey={({ item }) => item.deviceId}
        onOpen={({ item }) => navigate(`/job/${job.id}/device/${item.deviceId}`)}
        details={(line) => <Details run={run} line={line} />}
        fileName="bulk-result"
        tall={12}
        empty={null}
      />
    </Panel>
  )
}

function Details({ run, line }: { run: BulkRun; line: Line }) {
  const styles = useStyles()
  const { job } = useJob()
  const [, navigate] = useLocation()
  const rollBack = useMutation(useContract().bulk.rollBack.mutationOptions())
  const { step, deviceId } = line.item
  return (
    <div className={styles.details}>
      <strong>{line.item.group || line.address}</strong>
      <ToneBadge tone={bulkTones[step.at]}>{stateOf(line)}</ToneBadge>
      {'problem' in step ? <ProblemCard problem={step.problem} /> : null}
      {step.at === 'not-written' ? <span>{words.bulk.left[step.left]}</span> : null}
      <Button onClick={() => navigate(`/job/${job.id}/device/${deviceId}`)}>{words.bulk.openDevice}</Button>
      {run.phase.at === 'ended' && canRollBack(step) ? (
        <Button onClick={() => rollBack.mutate({ runId: run.id, deviceIds: [deviceId] })}>
          {words.bulk.putBack}
        </Button>
      ) : null}
    </div>
  )
}
