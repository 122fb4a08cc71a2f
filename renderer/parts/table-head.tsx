import { makeStyles, tokens } from '@fluentui/react-components'
import { ArrowSortDown16Regular, ArrowSortUp16Regular } from '@fluentui/react-icons'
import type { Column } from './table-columns.ts'

/** Pixels. */
export const headHeight = 36

export const useTableStyles = makeStyles({
  scroller: {
    overflow: 'auto',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'grid',
    height: `${headHeight}px`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  headCell: { display: 'flex', alignItems: 'center', minWidth: 0 },
  headButton: {
    display: 'flex',
    alignItems: 'center',
    gap: '4px',
    width: '100%',
    height: '100%',
    padding: '0 12px',
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'left',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    cursor: 'pointer',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
})

export function TableHead<Row>(props: {
  columns: readonly Column<Row>[]
  template: string
  sort: { readonly id: string; readonly desc: boolean } | null
  onSort(sort: { id: string; desc: boolean }): void
}) {
  const styles = useTableStyles()
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={1}
      className={styles.head}
      style={{ gridTemplateColumns: props.template }}
    >
      {props.columns.map((column) => {
        const sorted = props.sort?.id === column.id ? props.sort : null
        return (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            className={styles.headCell}
            aria-sort={sorted === null ? 'none' : sorted.desc ? 'descending' : 'ascending'}
          >
            <button
              type="button"
              className={styles.headButton}
              onClick={() => props.onSort({ id: column.id, desc: sorted !== null && !sorted.desc })}
            >
              {column.title}
              {sorted === null ? null : sorted.desc ? <ArrowSortDown16Regular /> : <ArrowSortUp16Regular />}
            </button>
          </div>
        )
      })}
    </div>
  )
}
