/** Raw responses of a device, as received. */

import { useQuery } from '@tanstack/react-query'
import type { Sighting } from '#shared/model/identity.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const columns: readonly Column<Sighting>[] = [
  { id: 'protocol', title: words.deviceScreen.seenIn, text: ({ protocol }) => protocol, width: '190px' },
  {
    id: 'port',
    title: words.terms.port,
    text: ({ port }) => (port === null ? '' : String(port)),
    width: '80px',
  },
  {
    id: 'raw',
    title: words.terms.textAsReceived,
    text: ({ raw }) => raw,
    width: 'minmax(260px, 1fr)',
    mono: true,
  },
  { id: 'remarks', title: words.terms.remarks, text: words.sightings.remarks, width: '240px' },
  { id: 'at', title: words.terms.time, text: ({ at }) => words.time.dayAndTime(at), width: '150px' },
]

export function Sightings({ device }: { device: JobDevice }) {
  const contract = useContract()
  const sightings = useQuery(contract.discovery.sightings.queryOptions({ input: { deviceId: device.id } }))
  return (
    <Panel title={words.deviceScreen.rawAnswers}>
      {sightings.error === null ? (
        <DataTable
          label={words.deviceScreen.rawAnswers}
          rows={sightings.data ?? []}
          columns={columns}
          rowKey={(each) => `${each.protocol} ${each.port} ${each.at} ${each.raw}`}
          fileName="raw-answers"
          tall={6}
          empty={
            <EmptyState title={words.deviceScreen.nothingKept}>{words.deviceScreen.noAnswersKept}</EmptyState>
          }
        />
      ) : (
        <ProblemCard problem={problemOf(sightings.error)} />
      )}
    </Panel>
  )
}
