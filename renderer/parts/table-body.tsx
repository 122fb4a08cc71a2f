/** The visible rows of a list. Scrolling renders only this part, and in it only rows that became visible. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type ReactElement, type RefObject, useEffect, useMemo } from 'react'
import type { Item } from './grouped-rows.ts'
import type { Column } from './table-columns.ts'
import { TableItem } from './table-item.tsx'

export interface TableBodyProps<Row> {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Set to a function that scrolls a row into view. */
  readonly reach: RefObject<(index: number) => void>
  readonly name: string
  readonly items: readonly Item<Row>[]
  readonly columns: readonly Column<Row>[]
  readonly template: string
  readonly rowHeight: number
  readonly opens: boolean
  /** Index of the current row; null when no row is marked as current. */
  readonly current: number | null
  readonly selected: ReadonlySet<string>
  rowKey(row: Row): string
  onRow(index: number, item: Item<Row>, event: MouseEvent): void
}

/** Cache of rendered rows. */
const mostKept = 400

export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { scroller, reach, items, rowHeight, rowKey } = props
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  useEffect(() => {
    reach.current = (index) => virtual.scrollToIndex(index)
  }, [reach, virtual])
  useEffect(() => {
    // sizes are kept between renders
    if (rowHeight > 0) virtual.measure()
  }, [virtual, rowHeight])
  // React skips a row whose element is the same object; the cache is cleared when anything that rows show changes
  const drawn = useMemo(() => ({ of: props, rows: new Map<number, ReactElement>() }), [props])
  const rowAt = (index: number): ReactElement | null => {
    const item = items[index]
    const known = drawn.rows.get(index)
    if (known !== undefined || item === undefined) return known ?? null
    const row = (
      <TableItem
        key={item.kind === 'group' ? `group ${item.title}` : rowKey(item.row)}
        id={`${props.name}-row-${index}`}
        item={item}
        index={index}
        columns={props.columns}
        place={{
          gridTemplateColumns: props.template,
          height: `${rowHeight}px`,
          transform: `translateY(${index * rowHeight}px)`,
        }}
        opens={props.opens}
        current={index === props.current}
        selected={item.kind === 'row' && props.selected.has(rowKey(item.row))}
        onClick={(event) => props.onRow(index, item, event)}
      />
    )
    if (drawn.rows.size >= mostKept) drawn.rows.clear()
    drawn.rows.set(index, row)
    return row
  }
  return (
    <div role="rowgroup" style={{ height: `${items.length * rowHeight}px`, position: 'relative' }}>
      {virtual.getVirtualItems().map(({ index }) => rowAt(index))}
    </div>
  )
}
