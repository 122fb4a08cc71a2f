/** The devices of the job, to pick those of a bulk set-up. */

import { Button, Checkbox, makeStyles, tokens } from '@fluentui/react-components'
import { useMemo } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'
import { VerdictBadge } from '../../parts/tone.tsx'
import { addressOf } from '../device/address.ts'

const useStyles = makeStyles({
  actions: { display: 'flex', gap: '8px', alignItems: 'center' },
  count: { color: tokens.colorNeutralForeground2 },
})

interface Line {
  readonly device: JobDevice
  readonly address: string
}

const wayOf = ({ capabilities }: JobDevice): string =>
  words.bulk.wayName[capabilities.includes('provisioning') ? 'driver' : 'guided-card']

const plainColumns: readonly Column<Line>[] = [
  {
    id: 'name',
    title: words.terms.device,
    text: ({ device: { identity }, address }) =>
      [identity.vendor, identity.model].filter((part) => part !== null).join(' ') || address,
    width: 'minmax(170px, 1fr)',
    groups: true,
  },
  { id: 'address', title: words.terms.address, text: ({ address }) => address, width: '160px', mono: true },
  {
    id: 'firmware',
    title: words.terms.firmwareCheck,
    text: ({ device: { identity, verdict } }) =>
      `${identity.firmware ?? ''} ${words.states.verdict(verdict)}`.trim(),
    show: ({ device }) => <VerdictBadge verdict={device.verdict} />,
    width: '230px',
    groups: true,
  },
  { id: 'way', title: words.bulk.way, text: ({ device }) => wayOf(device), width: '190px', groups: true },
]

export function PickDevices(props: {
  devices: readonly JobDevice[]
  picked: ReadonlySet<string>
  onPicked: (picked: ReadonlySet<string>) => void
}) {
  const styles = useStyles()
  const { devices, picked, onPicked } = props
  const lines = useMemo(
    () => devices.map((device): Line => ({ device, address: addressOf(device, devices) })),
    [devices],
  )
  const toggle = (id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    onPicked(next)
  }
  const columns = useMemo(
    (): readonly Column<Line>[] => [
      {
        id: 'picked',
        title: words.bulk.pick,
        text: ({ device }) => (picked.has(device.id) ? words.bulk.isPicked : ''),
        // the row handles the click, so that every part of it does the same
        show: ({ device, address }) => (
          <Checkbox
            checked={picked.has(device.id)}
            readOnly
            tabIndex={-1}
            aria-label={`${words.bulk.pick} ${address}`}
            style={{ pointerEvents: 'none' }}
          />
        ),
        width: '64px',
      },
      ...plainColumns,
    ],
    [picked],
  )
  return (
    <Panel
      title={words.terms.devices}
      actions={
        <div className={styles.actions}>
          <span className={styles.count} role="status">
            {words.bulk.picked(picked.size, devices.length)}
          </span>
          <Button size="small" onClick={() => onPicked(new Set(devices.map(({ id }) => id)))}>
            {words.bulk.pickAll}
          </Button>
          <Button size="small" disabled={picked.size === 0} onClick={() => onPicked(new Set())}>
            {words.bulk.pickNone}
          </Button>
        </div>
      }
    >
      <DataTable
        label={words.terms.devices}
        rows={lines}
        columns={columns}
        rowKey={({ device }) => device.id}
        onOpen={({ device }) => toggle(device.id)}
        fileName="bulk-devices"
        tall={8}
        empty={<EmptyState title={words.bulk.noDevices}>{words.bulk.noDevicesBody}</EmptyState>}
      />
    </Panel>
  )
}
