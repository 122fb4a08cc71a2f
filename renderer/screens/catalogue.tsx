/** Compatible devices with the firmware that is wanted of each; works without internet. */
import { useQuery } from '@tanstack/react-query'
import type { CatalogueRow } from '#shared/model/catalogue.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { dayOf } from '../words/time.ts'

const locationWords: Record<CatalogueRow['location'], string> = {
  'lldp-only': 'LLDP only',
  dynamic: 'Dynamic',
  static: 'Static',
  'not-stated': 'Not stated',
}
const columns: readonly Column<CatalogueRow>[] = [
  { id: 'vendor', title: 'Vendor', text: ({ vendor }) => vendor, width: '150px' },
  { id: 'model', title: 'Model', text: ({ model }) => model, width: 'minmax(160px, 1.4fr)' },
  { id: 'minimum', title: 'Minimum', text: ({ minimum }) => minimum ?? '', width: '150px', mono: true },
  { id: 'approved', title: 'Approved', text: ({ approved }) => approved ?? '', width: '170px', mono: true },
  { id: 'location', title: 'Location', text: ({ location }) => locationWords[location], width: '110px' },
  { id: 'remarks', title: 'Remarks', text: ({ remarks }) => remarks, width: 'minmax(160px, 1.6fr)' },
]

export function CatalogueScreen() {
  const contract = useContract()
  const catalogue = useQuery(contract.app.catalogue.queryOptions())
  const { data } = catalogue
  return (
    <Screen
      title="Catalogue"
      lead={
        data === undefined
          ? 'Devices that the gateway lists, and the firmware each needs.'
          : `${data.rows.length} devices. ${data.source}, ${dayOf(Date.parse(data.date))}.`
      }
    >
      <Panel>
        {catalogue.error === null ? (
          <DataTable
            label="Catalogue"
            rows={data?.rows ?? []}
            columns={columns}
            rowKey={(row) => `${row.vendor} ${row.model} ${row.minimum} ${row.approved} ${row.remarks}`}
            fileName="catalogue"
            tall={14}
            empty={
              <EmptyState title="Looking">
                The catalogue is part of Punchdown; no internet is needed.
              </EmptyState>
            }
          />
        ) : (
          <ProblemCard problem={problemOf(catalogue.error)} />
        )}
      </Panel>
    </Screen>
  )
}
