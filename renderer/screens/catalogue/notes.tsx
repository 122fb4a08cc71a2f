/** Texts of the published page beside its table: requirements, notes, footnotes, feature codes. */

import { makeStyles, tokens } from '@fluentui/react-components'
import type { Catalogue, CatalogueNote, FeatureCode, Link, Requirement } from '#shared/model/catalogue.ts'
import { words } from '#shared/words/index.ts'
import { Links } from '../../parts/catalogue-row.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'

const useStyles = makeStyles({
  list: {
    margin: 0,
    padding: '0 0 0 20px',
    maxWidth: '92ch',
    '& li': { marginBottom: '8px', whiteSpace: 'pre-line' },
  },
  deeper: { marginLeft: '24px' },
  about: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
})

/** Requirements under their headings, in the page's order. */
function sectionsOf(requirements: readonly Requirement[]): [string, Requirement[]][] {
  const sections = new Map<string, Requirement[]>()
  for (const each of requirements) {
    const section = sections.get(each.section)
    if (section === undefined) sections.set(each.section, [each])
    else section.push(each)
  }
  return [...sections]
}

export function Notes({ catalogue }: { catalogue: Catalogue }) {
  const styles = useStyles()
  return (
    <>
      {sectionsOf(catalogue.requirements).map(([section, requirements]) => (
        <Panel key={section} title={section}>
          <ul className={styles.list}>
            {requirements.map((each) => (
              <li key={`${each.depth} ${each.text}`} className={each.depth > 0 ? styles.deeper : undefined}>
                <NoteText text={each.text} links={each.links} />
              </li>
            ))}
          </ul>
        </Panel>
      ))}
      <Panel title={words.catalogueScreen.notes}>
        <ul className={styles.list}>
          {catalogue.notes.map((note) => (
            <li key={note.text}>
              <NoteText text={note.text} links={note.links} />
              <div className={styles.about}>{aboutOf(note)}</div>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={words.catalogueScreen.locationColumn}>
        <ul className={styles.list}>
          {catalogue.footnotes.map(({ mark, text }) => (
            <li key={mark}>{text}</li>
          ))}
          <li>{words.catalogueScreen.notStated}</li>
        </ul>
      </Panel>
    </>
  )
}

/** A text and its links; a text that only repeats its link is shown as the link. */
function NoteText({ text, links }: { text: string; links: readonly Link[] }) {
  const rest = links.filter((link) => link.text !== text)
  return rest.length < links.length && rest.length === 0 ? (
    <Links links={links} />
  ) : (
    <>
      {text} <Links links={rest.length === 0 ? links : rest} />
    </>
  )
}

/** The vendors and models of a note. */
function aboutOf({ vendors, kinds, subject, provenance }: CatalogueNote): string {
  const whom = [
    ...vendors,
    ...kinds.map((kind) => words.states.kind[kind].toLowerCase()),
    ...(subject === null ? [] : [subject]),
  ]
  const about =
    whom.length === 0 ? words.catalogueScreen.aboutService : words.catalogueScreen.aboutOnly(whom.join(', '))
  return `${about}. ${words.states.confidence[provenance.confidence]}: ${provenance.source}`
}

const columns: readonly Column<FeatureCode>[] = [
  { id: 'code', title: words.catalogueScreen.dial, text: ({ code }) => code, width: '110px', mono: true },
  {
    id: 'effect',
    title: words.catalogueScreen.codeEffect,
    text: ({ effect }) => effect,
    width: 'minmax(240px, 1.4fr)',
  },
  {
    id: 'group',
    title: words.catalogueScreen.group,
    text: ({ group }) => group,
    width: '170px',
    groups: true,
  },
  {
    id: 'open',
    title: words.terms.notPublished,
    text: ({ open }) => open ?? '',
    width: 'minmax(220px, 1.4fr)',
  },
]

export function FeatureCodes({ catalogue }: { catalogue: Catalogue }) {
  return (
    <Panel title={words.catalogueScreen.codesTitle}>
      <DataTable
        label={words.catalogueScreen.featureCodes}
        rows={catalogue.featureCodes}
        columns={columns}
        rowKey={({ code }) => code}
        fileName="feature-codes"
        empty={
          <EmptyState title={words.catalogueScreen.noCodes}>{words.catalogueScreen.noCodesBody}</EmptyState>
        }
      />
    </Panel>
  )
}
