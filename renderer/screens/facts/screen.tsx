/** The facts about vendors' devices with their sources, and their corrections on this computer. */
import { Button, makeStyles, Switch, Tab, TabList } from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Fact, FactFileState } from '#shared/model/vendor-facts.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { Correct } from './correct.tsx'
import { type FactLine, shownValue } from './fact-line.ts'
import { HandOn } from './hand-on.tsx'
import { Proofs } from './proofs.tsx'

const useStyles = makeStyles({
  line: { display: 'flex', gap: '16px', alignItems: 'center', flexWrap: 'wrap' },
  text: { margin: 0 },
})

const columns: readonly Column<FactLine>[] = [
  { id: 'file', title: words.facts.file, text: ({ file }) => file, width: '140px', groups: true },
  {
    id: 'fact',
    title: words.facts.fact,
    text: ({ pointer }) => pointer,
    width: 'minmax(220px, 1.4fr)',
    mono: true,
  },
  {
    id: 'value',
    title: words.facts.valueInUse,
    text: ({ value }) => shownValue(value),
    width: 'minmax(160px, 1fr)',
    mono: true,
  },
  {
    id: 'confidence',
    title: words.facts.confidence,
    text: (fact) => confidenceOf(fact),
    show: (fact) =>
      fact.builtIn === undefined ? (
        confidenceOf(fact)
      ) : (
        <ToneBadge tone="attention">{words.facts.corrected}</ToneBadge>
      ),
    width: '170px',
    groups: true,
  },
  {
    id: 'source',
    title: words.facts.source,
    text: ({ provenance }) => provenance?.source ?? words.facts.noSource,
    width: 'minmax(160px, 1fr)',
  },
  {
    id: 'builtIn',
    title: words.facts.builtInValue,
    text: ({ builtIn }) => shownValue(builtIn),
    width: '160px',
    mono: true,
    hidden: true,
  },
]

function confidenceOf({ provenance, builtIn }: Fact): string {
  if (builtIn !== undefined) return words.facts.corrected
  return provenance === null ? words.terms.notKnown : words.states.confidence[provenance.confidence]
}

const lineOf = (file: string, fact: Fact): FactLine => ({ file, ...fact })

export function FactsScreen() {
  const [location, navigate] = useLocation()
  const contract = useContract()
  const { data, error } = useQuery(contract.facts.list.queryOptions())
  const [view, setView] = useState<'facts' | 'proofs'>('facts')
  return (
    <Screen
      title={words.facts.title}
      lead={words.facts.lead}
      actions={
        <Button icon={<ArrowLeft20Regular />} onClick={() => navigate(location.replace('/facts', ''))}>
          {words.shell.catalogue}
        </Button>
      }
    >
      {error === null ? null : <ProblemCard problem={problemOf(error)} />}
      <TabList
        selectedValue={view}
        onTabSelect={(_event, { value }) => setView(value === 'proofs' ? 'proofs' : 'facts')}
      >
        <Tab value="facts">{words.facts.factsTab}</Tab>
        <Tab value="proofs">{words.facts.proofsTab}</Tab>
      </TabList>
      {view === 'proofs' ? (
        <Proofs />
      ) : data === undefined ? (
        <EmptyState title={words.terms.loading}>{words.facts.lead}</EmptyState>
      ) : (
        <Files files={data} />
      )}
    </Screen>
  )
}

function Files({ files }: { files: readonly FactFileState[] }) {
  const styles = useStyles()
  const [onlyCorrected, setOnlyCorrected] = useState(false)
  const contract = useContract()
  const queries = useQueryClient()
  const onFiles = (next: FactFileState[]) => {
    queries.setQueryData(contract.facts.list.queryKey(), next)
    // other pages build URLs with the facts
    void queries.invalidateQueries({ queryKey: contract.app.provisioningFacts.queryKey() })
  }
  const lines = files.flatMap(({ id, facts }) => facts.map((fact) => lineOf(id, fact)))
  const corrected = lines.filter(({ builtIn }) => builtIn !== undefined)
  return (
    <>
      <div className={styles.line}>
        <p className={styles.text}>{words.facts.correctedCount(corrected.length)}</p>
        <Switch
          label={words.facts.onlyCorrected}
          checked={onlyCorrected}
          onChange={(_event, { checked }) => setOnlyCorrected(checked)}
        />
      </div>
      {files.flatMap(({ id, unused }) =>
        unused.map(({ pointer, problem }) => (
          <p key={`${id} ${pointer}`} className={styles.text}>
            <ToneBadge tone="attention">{id}</ToneBadge> {words.facts.unused(pointer, problem)}
          </p>
        )),
      )}
      <Panel title={words.facts.list}>
        <DataTable
          label={words.facts.list}
          rows={onlyCorrected ? corrected : lines}
          columns={columns}
          rowKey={({ file, pointer }) => `${file} ${pointer}`}
          details={(line) => (
            <Correct key={`${line.file} ${line.pointer} ${line.value}`} line={line} onFiles={onFiles} />
          )}
          fileName="device-facts"
          tall={14}
          empty={<EmptyState title={words.facts.correctedCount(0)}>{words.facts.lead}</EmptyState>}
        />
      </Panel>
      <HandOn files={files} onFiles={onFiles} />
    </>
  )
}
