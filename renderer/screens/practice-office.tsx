/** The devices of the practice office: whole devices, and devices that only identify themselves, each with its lesson. */

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PracticeDevice, PracticeOfficeDevice } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { PracticeDeviceDetails } from './practice-device.tsx'

type Row = Pick<
  PracticeOfficeDevice,
  'id' | 'vendor' | 'model' | 'firmware' | 'mac' | 'address' | 'ports'
> & {
  /** Null for a device that is only in the list of whole devices. */
  readonly office: PracticeOfficeDevice | null
  /** Null for a device that only identifies itself. */
  readonly whole: PracticeDevice | null
  readonly place: PracticeOfficeDevice['switch']
}

export function PracticeOffice({ whole }: { whole: readonly PracticeDevice[] }) {
  const contract = useContract()
  const office = useQuery(contract.practice.office.queryOptions())
  const rows = useMemo((): Row[] => {
    const listed = office.data ?? []
    const ids = new Set(listed.map(({ id }) => id))
    return [
      ...whole
        .filter(({ id }) => !ids.has(id))
        .map((each) => ({ ...each, office: null, whole: each, place: each.switch ?? null })),
      ...listed.map((each) => ({
        ...each,
        office: each,
        whole: whole.find(({ id }) => id === each.id) ?? null,
        place: each.switch,
      })),
    ]
  }, [whole, office.data])
  return (
    <Panel title={words.practiceOffice.allDevices}>
      {office.error === null ? null : <ProblemCard problem={problemOf(office.error)} />}
      <DataTable
        label={words.practiceOffice.practiceDevices}
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        fileName="practice-office"
        details={(row) =>
          row.whole === null ? (
            <p>{words.practiceOffice.onlyIdentifies}</p>
          ) : (
            <PracticeDeviceDetails device={row.whole} />
          )
        }
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
  {
    id: 'account',
    title: words.practiceOffice.userNamePassword,
    text: ({ whole }) => (whole === null ? '' : `${whole.user} / ${whole.password}`),
    width: '180px',
    mono: true,
  },
  { id: 'switch', title: words.terms.switchPort, text: pluggedInto, width: '200px' },
  {
    id: 'lesson',
    title: words.practiceOffice.lesson,
    text: ({ office }) => office?.lesson ?? '',
    width: 'minmax(160px, 2fr)',
  },
]
