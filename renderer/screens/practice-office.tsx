/** The devices of the practice office: bases, and devices that only identify themselves, each with its lesson. */

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
  readonly place: PracticeOfficeDevice['switch']
}

export function PracticeOffice({ bases }: { bases: readonly PracticeDevice[] }) {
  const contract = useContract()
  const office = useQuery(contract.practice.office.queryOptions())
  const rows = useMemo(
    (): Row[] => [
      ...bases.map((base) => ({ ...base, office: null, place: base.switch ?? null })),
      ...(office.data ?? []).map((each) => ({ ...each, office: each, place: each.switch })),
    ],
    [bases, office.data],
  )
  return (
    <Panel title={words.practiceOffice.allDevices}>
      {office.error === null ? null : <ProblemCard problem={problemOf(office.error)} />}
      <DataTable
        label={words.practiceOffice.practiceDevices}
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        fileName="practice-office"
        empty={
          <EmptyState title={words.practiceOffice.noDevices}>{words.practiceOffice.officeEmpty}</EmptyState>
        }
      />
    </Panel>
  )
}

const pluggedInto = ({ place }: Row): string => (place === null ? '' : `${place.id} ${place.port}`)

const columns: readonly Column<Row>[] = [
  {
    id: 'model',
    title: words.terms.device,
    text: ({ vendor, model }) => `${vendor} ${model}`,
    width: 'minmax(180px, 1.4fr)',
  },
  {
    id: 'kind',
    title: words.terms.kind,
    text: ({ office }) => words.states.kind[office === null ? 'dect-base' : office.kind],
    width: '150px',
  },
  {
    id: 'firmware',
    title: words.terms.firmware,
    text: ({ firmware }) => firmware ?? '',
    width: '170px',
    mono: true,
  },
  { id: 'mac', title: words.terms.mac, text: ({ mac }) => mac, width: '170px', mono: true, hidden: true },
  {
    id: 'address',
    title: words.terms.address,
    text: ({ address, ports }) => `${address}:${ports.http}`,
    width: '165px',
    mono: true,
  },
  {
    id: 'snmp',
    title: words.practiceOffice.snmp,
    text: ({ address, ports }) => `${address}:${ports.snmp}`,
    width: '165px',
    mono: true,
    hidden: true,
  },
  { id: 'switch', title: words.terms.switchPort, text: pluggedInto, width: '200px' },
  {
    id: 'lesson',
    title: words.practiceOffice.lesson,
    text: ({ office }) => office?.lesson ?? '',
    width: 'minmax(160px, 2fr)',
  },
]
