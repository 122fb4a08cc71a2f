/** One row of the catalogue with its notes. */

import { makeStyles, tokens } from '@fluentui/react-components'
import { type Catalogue, type CatalogueRow, type Link, notesFor } from '#shared/model/catalogue.ts'
import { words } from '#shared/words/index.ts'
import { Facts } from './layout.tsx'

const useStyles = makeStyles({
  notes: {
    margin: '10px 0 0',
    padding: '0 0 0 18px',
    '& li': { marginBottom: '6px', whiteSpace: 'pre-line' },
  },
  links: { margin: '2px 0 0', padding: 0, listStyle: 'none' },
  link: { color: tokens.colorBrandForegroundLink },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  title: { margin: '14px 0 0', fontSize: tokens.fontSizeBase300 },
})

export function CatalogueRowCard({ row, catalogue }: { row: CatalogueRow; catalogue: Catalogue }) {
  const styles = useStyles()
  const vendor = catalogue.vendors.find(({ name }) => name === row.vendor)
  const notes = notesFor(catalogue, row)
  return (
    <>
      <Facts
        facts={[
          {
            name: words.terms.minimum,
            value: row.minimum ?? words.terms.notPublished,
            mono: row.minimum !== null,
          },
          {
            name: words.terms.approved,
            value: row.approved ?? words.terms.notPublished,
            mono: row.approved !== null,
          },
          { name: words.terms.location, value: footnoteOf(row, catalogue) },
          {
            name: words.terms.kind,
            value:
              row.kind === null ? null : (
                <>
                  {words.states.kind[row.kind.value]}{' '}
                  <span className={styles.small}>
                    {words.states.confidence[row.kind.provenance.confidence]}: {row.kind.provenance.source}
                  </span>
                </>
              ),
          },
          ...(row.ports === null
            ? []
            : [{ name: words.terms.usablePorts, value: words.catalogue.usablePorts(row.ports) }]),
          ...(row.region === null
            ? []
            : [{ name: words.terms.region, value: words.states.region[row.region] }]),
          ...(row.remarks === '' ? [] : [{ name: words.terms.remarks, value: row.remarks }]),
        ]}
      />
      {vendor !== undefined && vendor.remarks !== '' ? (
        <p>
          <strong>{vendor.name}:</strong> {vendor.remarks}
        </p>
      ) : null}
      {notes.length === 0 ? null : (
        <>
          <h4 className={styles.title}>{words.parts.rowNotes}</h4>
          <ul className={styles.notes}>
            {notes.map((note) => (
              <li key={note.text}>
                {note.text} <Links links={note.links} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Links links={[...row.links, ...(vendor?.links ?? [])]} />
    </>
  )
}

/** A row without a mark has no footnote; it is not stated, although a footnote without a known meaning may exist. */
function footnoteOf(row: CatalogueRow, catalogue: Catalogue): string {
  if (row.location === 'not-stated') return words.catalogue.location[row.location]
  const footnote = catalogue.footnotes.find(({ location }) => location === row.location)
  return footnote === undefined ? words.catalogue.location[row.location] : footnote.text
}

/** Links of the published page; they need internet and open in the system's browser. */
export function Links({ links }: { links: readonly Link[] }) {
  const styles = useStyles()
  if (links.length === 0) return null
  return (
    <ul className={styles.links}>
      {links.map(({ text, url }) => (
        <li key={`${text} ${url}`}>
          <a className={styles.link} href={url} target="_blank" rel="noreferrer" title={url}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  )
}
