/** The state of a list (filter, order, groups, columns, current and selected rows) and its keyboard control. */
import { type KeyboardEvent, type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react'
import { z } from 'zod'
import { tsvOf } from '#shared/model/spreadsheet.ts'
import { groupedRows, type Item } from './grouped-rows.ts'
import { useKept } from './kept.ts'
import type { Column } from './table-columns.ts'
import { useTableRows } from './table-rows.ts'

export interface DataTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  /** Keep its identity between renders: rows are sorted and filtered again when it changes. */
  readonly columns: readonly Column<Row>[]
  rowKey(row: Row): string
  /** Enter or a click on a row. */
  onOpen?(row: Row): void
  /** Content of the panel beside the list for the current row; without it there is no panel. */
  details?(row: Row): ReactNode
  /** Name of the exported file without its extension, and key of the stored view. */
  readonly fileName: string
  readonly empty: ReactNode
  /** Height of the list in rows. */
  readonly tall?: number
}

const idsSchema = z.array(z.string()).min(1)

export type TableView<Row extends object> = ReturnType<typeof useTableView<Row>>

export function useTableView<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, rowKey, fileName } = props
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState<{ id: string; desc: boolean } | null>(null)
  const [groupBy, setGroupBy] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [cursor, setCursor] = useState(0)
  const [focused, setFocused] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [dense, setDense] = useKept('dense', z.boolean(), false)
  const usual = useMemo(
    () => columns.filter((column) => column.hidden !== true).map(({ id }) => id),
    [columns],
  )
  const [beside, setBeside] = useKept(`details.${fileName}`, z.boolean(), false)
  const [visible, setVisible] = useKept<string[]>(`columns.${fileName}`, idsSchema, usual)
  const scroller = useRef<HTMLDivElement>(null)
  const reach = useRef((_index: number) => {})
  // rows are filtered after the key press is rendered, so that typing stays smooth in long lists
  const wanted = useDeferredValue(filter)

  const chosen = columns.filter(({ id }) => visible.includes(id))
  const seen = chosen.length === 0 ? columns : chosen
  const shown = useTableRows(rows, columns, wanted, sort)
  const group = columns.find((column) => column.id === groupBy)
  const items = useMemo(
    () => groupedRows(shown, group === undefined ? null : (row) => group.text(row), closed),
    [shown, group, closed],
  )
  const at = Math.min(cursor, Math.max(items.length - 1, 0))
  const selectedRows = shown.filter((row) => selected.has(rowKey(row)))
  const taken = selectedRows.length > 0 ? selectedRows : shown
  const titles = seen.map((column) => column.title)
  const cells = (of: readonly Row[]) => of.map((row) => seen.map((column) => column.text(row)))
  return {
    ...{ props, filter, setFilter, sort, setSort, groupBy, setGroupBy, closed, setClosed, setCursor },
    ...{ focused, setFocused, selected, setSelected, dense, setDense, beside, setBeside, setVisible },
    ...{ scroller, reach, seen, shown, items, at, selectedRows, taken, titles, cells },
  }
}

/** The set with the key added, or removed if it was there. */
function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}

export function copyRows<Row extends object>({ titles, cells }: TableView<Row>, rows: readonly Row[]): void {
  navigator.clipboard.writeText(tsvOf(titles, cells(rows))).catch(() => undefined)
}

export function toggleRow<Row extends object>(
  { props, selected, setSelected }: TableView<Row>,
  row: Row,
): void {
  setSelected(toggled(selected, props.rowKey(row)))
}

/** Folds a group; opens a row, or its details. */
export function openItem<Row extends object>(view: TableView<Row>, item: Item<Row> | undefined): void {
  const { onOpen, details } = view.props
  if (item?.kind === 'group') view.setClosed(toggled(view.closed, item.title))
  else if (item === undefined) return
  else if (onOpen !== undefined) onOpen(item.row)
  else if (details !== undefined) view.setBeside(true)
}

function moveTo<Row extends object>(view: TableView<Row>, to: number, extend: boolean): void {
  const { items, selected, props } = view
  const next = Math.max(0, Math.min(to, items.length - 1))
  const item = items[next]
  if (extend && item?.kind === 'row') view.setSelected(new Set([...selected, props.rowKey(item.row)]))
  view.setCursor(next)
  view.reach.current(next)
}

export function onTableKey<Row extends object>(view: TableView<Row>, event: KeyboardEvent): void {
  const { items, at, shown, selected, selectedRows, beside } = view
  const { rowKey, details } = view.props
  if (event.target !== event.currentTarget) return
  const control = event.ctrlKey || event.metaKey
  const item = items[at]
  const steps: ReadonlyMap<string, number> = new Map(
    Object.entries({
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: items.length - 1,
    }),
  )
  const to = steps.get(event.key)
  if (to !== undefined && !control) moveTo(view, to, event.shiftKey)
  else if (control && event.key.toLowerCase() === 'a') view.setSelected(new Set(shown.map(rowKey)))
  else if (control && event.key.toLowerCase() === 'c')
    copyRows(view, selectedRows.length > 0 ? selectedRows : item?.kind === 'row' ? [item.row] : [])
  else if (event.key === ' ' && item?.kind === 'row') toggleRow(view, item.row)
  else if (event.key === 'Escape' && selected.size > 0) view.setSelected(new Set())
  else if (event.key === 'Enter') openItem(view, item)
  else if (event.key.toLowerCase() === 'i' && !control && details !== undefined) view.setBeside(!beside)
  else return
  event.preventDefault()
}
