/** Everything in the practice office: its bases, and the devices that only say who they are, with what there is to learn from each. */

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PracticeDevice, PracticeOfficeDevice } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'

type Row = Pick<
  PracticeOfficeDevice,
  'id' | 'vendor' | 'model' | 'firmware' | 'mac' | 'address' | 'ports'
> & {
  readonly office: PracticeOfficeDevice | null
}

export function PracticeOffice({ bases }: { bases: readonly PracticeDevice[] }) {
  const contract = useContract()
  const office = useQuery(contract.practice.office.queryOptions())
  const rows = useMemo(
    (): Row[] => [
      ...bases.map((base) => ({ ...base, office: null })),
      ...(office.data ?? []).map((each) => ({ ...each, office: each })),
    ],
    [bases, office.data],
  )
  return (
    <Panel title="Everything in the office">
      {office.error === null ? null : <ProblemCard problem={problemOf(office.error)} />}
      <DataTable
        label="Practice devices"
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        fileName="practice-office"
        empty={<EmptyState title="No devices">The office is empty.</EmptyState>}
      />
    </Panel>
  )
}

const pluggedInto = ({ office }: Row): string =>
  office === null || office.switch === null ? '' : `${office.switch.id} ${office.switch.port}`

const columns: readonly Column<Row>[] = [
  {
    id: 'model',
    title: 'Device',
    text: ({ vendor, model }) => `${vendor} ${model}`,
    width: 'minmax(180px, 1.4fr)',
  },
  {
    id: 'kind',
    title: 'Kind',
    text: ({ office }) => words.states.kind[office === null ? 'dect-base' : office.kind],
    width: '150px',
  },
  { id: 'firmware', title: 'Firmware', text: ({ firmware }) => firmware ?? '', width: '170px', mono: true },
  { id: 'mac', title: 'MAC', text: ({ mac }) => mac, width: '170px', mono: true, hidden: true },
  {
    id: 'address',
    title: 'Address',
    text: ({ address, ports }) => `${address}:${ports.http}`,
    width: '165px',
    mono: true,
  },
  {
    id: 'snmp',
    title: 'SNMP',
    text: ({ address, ports }) => `${address}:${ports.snmp}`,
    width: '165px',
    mono: true,
    hidden: true,
  },
  { id: 'switch', title: 'Plugged into', text: pluggedInto, width: '200px' },
  {
    id: 'teaches',
    title: 'What there is to learn',
    text: ({ office }) => office?.teaches ?? '',
    width: 'minmax(160px, 2fr)',
  },
]
