/** A list of any length: sorted, filtered, walked by keyboard, exported. Only the rows in view are drawn. */
import { Button, Input, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import {
  ArrowDownload20Regular,
  ArrowSortDown16Regular,
  ArrowSortUp16Regular,
  Search20Regular,
} from '@fluentui/react-icons'
import {
  type ColumnDef,
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { csvOf, saveFile } from './save-file.ts'

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric },
})

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** What is sorted, filtered and exported. */
  text(row: Row): string
  /** What is shown; the text when absent. */
  show?(row: Row): ReactNode
  /** CSS grid track. */
  readonly width: string
  readonly mono?: boolean
}

export interface DataTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  rowKey(row: Row): string
  /** Enter or a click on a row. */
  onOpen?(row: Row): void
  /** Name of the exported file, without its end. */
  readonly fileName: string
  readonly selected?: string | null
  readonly empty: ReactNode
  /** Rows in view before scrolling. */
  readonly tall?: number
}

const rowHeight = 40

const useStyles = makeStyles({
  tools: { display: 'flex', gap: '8px', alignItems: 'center', marginBottom: '8px', flexWrap: 'wrap' },
  count: { color: tokens.colorNeutralForeground2, flex: 1 },
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
    height: '36px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  headCell: { display: 'flex', alignItems: 'center' },
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
    cursor: 'pointer',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  row: {
    position: 'absolute',
    left: 0,
    right: 0,
    display: 'grid',
    alignItems: 'center',
    height: `${rowHeight}px`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  opens: { cursor: 'pointer', ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover } },
  current: {
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandForeground1}`,
    backgroundColor: tokens.colorSubtleBackgroundSelected,
  },
  cell: { padding: '0 12px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  mono: { fontFamily: tokens.fontFamilyMonospace },
})

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, onOpen } = props
  const styles = useStyles()
  const [sorting, setSorting] = useState<SortingState>([])
  const [filter, setFilter] = useState('')
  const [cursor, setCursor] = useState(0)
  const [focused, setFocused] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const definitions: ColumnDef<typeof features, Row>[] = columns.map((column) => ({
    id: column.id,
    accessorFn: (row) => column.text(row),
    sortFn: 'alphanumeric',
    filterFn: 'includesString',
  }))
  const table = useTable({
    features,
    columns: definitions,
    data: [...rows],
    state: { sorting, globalFilter: filter },
    onSortingChange: setSorting,
    onGlobalFilterChange: setFilter,
    globalFilterFn: 'includesString',
    getColumnCanGlobalFilter: () => true,
  })
  const shown = table.getRowModel().rows
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const template = columns.map((column) => column.width).join(' ')
  const at = Math.min(cursor, Math.max(shown.length - 1, 0))

  const move = (to: number) => {
    const next = Math.max(0, Math.min(to, shown.length - 1))
    setCursor(next)
    virtual.scrollToIndex(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: shown.length - 1,
    }
    const to = steps[event.key]
    const row = shown[at]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && row !== undefined && onOpen !== undefined) onOpen(row.original)
    else return
    event.preventDefault()
  }
  const exportCsv = () => {
    const head = columns.map((column) => column.title)
    const lines = shown.map((row) => columns.map((column) => column.text(row.original)))
    saveFile(`${props.fileName}.csv`, 'text/csv;charset=utf-8', csvOf(head, lines))
  }

  if (rows.length === 0) return <>{props.empty}</>
  return (
    <div>
      <div className={styles.tools}>
        <Input
          size="small"
          contentBefore={<Search20Regular aria-hidden />}
          placeholder="Filter"
          aria-label={`Filter ${props.label}`}
          value={filter}
          onChange={(_event, { value }) => setFilter(value)}
        />
        <span className={styles.count} aria-live="polite">
          {shown.length === rows.length ? `${rows.length}` : `${shown.length} of ${rows.length}`}
        </span>
        <Button size="small" icon={<ArrowDownload20Regular />} onClick={exportCsv}>
          Export CSV
        </Button>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={shown.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={shown.length === 0 ? undefined : `${props.fileName}-row-${at}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        style={{ maxHeight: `${36 + rowHeight * (props.tall ?? 10)}px` }}
      >
        <div
          role="row"
          tabIndex={-1}
          aria-rowindex={1}
          className={styles.head}
          style={{ gridTemplateColumns: template }}
        >
          {columns.map((column) => {
            const sorted = sorting.find((each) => each.id === column.id)
            return (
              <div
                key={column.id}
                role="columnheader"
                tabIndex={-1}
                className={styles.headCell}
                aria-sort={sorted === undefined ? 'none' : sorted.desc ? 'descending' : 'ascending'}
              >
                <button
                  type="button"
                  className={styles.headButton}
                  onClick={() => setSorting([{ id: column.id, desc: sorted !== undefined && !sorted.desc }])}
                >
                  {column.title}
                  {sorted === undefined ? null : sorted.desc ? (
                    <ArrowSortDown16Regular />
                  ) : (
                    <ArrowSortUp16Regular />
                  )}
                </button>
              </div>
            )
          })}
        </div>
        <div role="rowgroup" style={{ height: `${virtual.getTotalSize()}px`, position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = shown[item.index]
            if (row === undefined) return null
            const current =
              props.selected === props.rowKey(row.original) ||
              (item.index === at && focused && props.selected === undefined)
            return (
              <div
                key={props.rowKey(row.original)}
                id={`${props.fileName}-row-${item.index}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={current}
                className={mergeClasses(
                  styles.row,
                  onOpen !== undefined && styles.opens,
                  current && styles.current,
                )}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setCursor(item.index)
                  onOpen?.(row.original)
                }}
                onKeyDown={() => undefined}
              >
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    tabIndex={-1}
                    className={mergeClasses(styles.cell, column.mono === true && styles.mono)}
                    title={column.text(row.original)}
                  >
                    {column.show === undefined ? column.text(row.original) : column.show(row.original)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
