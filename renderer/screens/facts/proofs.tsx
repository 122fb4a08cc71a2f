/** The way in of each model of the catalogue, and how well it is proven. */
import { useQuery } from '@tanstack/react-query'
import type { ModelProof } from '#shared/model/model-proofs.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const { title, way, grade, wanted } = words.facts.proofs

const columns: readonly Column<ModelProof>[] = [
  { id: 'vendor', title: words.terms.vendor, text: ({ vendor }) => vendor, width: '140px', groups: true },
  { id: 'model', title: title.model, text: ({ model }) => model, width: '170px' },
  { id: 'way', title: title.way, text: (proof) => way[proof.way], width: '140px', groups: true },
  { id: 'by', title: words.facts.file, text: ({ by }) => by ?? '', width: '150px', mono: true, hidden: true },
  {
    id: 'grade',
    title: title.grade,
    text: (proof) => (proof.grade === null ? '' : grade[proof.grade]),
    width: '90px',
    groups: true,
  },
  {
    id: 'sources',
    title: title.sources,
    text: ({ sources }) =>
      sources
        .map(({ confidence, count }) => `${count} ${words.states.confidence[confidence].toLowerCase()}`)
        .join(', '),
    width: 'minmax(220px, 1.5fr)',
  },
  { id: 'wanted', title: title.wanted, text: (proof) => wanted[proof.wanted], width: '240px', groups: true },
]

export function Proofs() {
  const contract = useContract()
  const { data, error } = useQuery(contract.facts.proofs.queryOptions())
  return (
    <Panel title={words.facts.proofsTab}>
      <p style={{ margin: '0 0 10px' }}>{words.facts.proofsLead}</p>
      {error === null ? null : <ProblemCard problem={problemOf(error)} />}
      <DataTable
        label={words.facts.proofsTab}
        rows={data ?? []}
        columns={columns}
        rowKey={({ vendor, model }) => `${vendor} ${model}`}
        fileName="proofs-per-model"
        tall={14}
        empty={<EmptyState title={words.terms.loading}>{words.facts.proofsLead}</EmptyState>}
      />
    </Panel>
  )
}
