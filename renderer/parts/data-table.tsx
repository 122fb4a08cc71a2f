/** A list of any length: sorted, filtered, grouped, walked by keyboard, copied, exported. Only the rows in view are drawn. */

import { type KeyboardEvent, type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react'
import { z } from 'zod'
import { csvOf, tsvOf } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import { Beside } from './beside.tsx'
import { groupedRows, type Item } from './grouped-rows.ts'
import { useKept } from './kept.ts'
import { saveFile, xlsxOf } from './save-file.ts'
import { TableBody } from './table-body.tsx'
import type { Column } from './table-columns.ts'
import { headHeight, TableHead, useTableStyles } from './table-head.tsx'
import { useTableRows } from './table-rows.ts'
import { TableTools } from './table-tools.tsx'

export type { Column } from './table-columns.ts'

export interface DataTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  /** Keep it the same object between two drawings: sorted and filtered rows are kept as long as it is. */
  readonly columns: readonly Column<Row>[]
  rowKey(row: Row): string
  /** Enter or a click on a row. */
  onOpen?(row: Row): void
  /** What the panel beside the list shows of the marked row; without it there is no panel. */
  details?(row: Row): ReactNode
  /** Name of the exported file, without its end; also names what is kept of the view. */
  readonly fileName: string
  readonly empty: ReactNode
  /** Rows in view before scrolling. */
  readonly tall?: number
}

const idsSchema = z.array(z.string()).min(1)
const comfortable = 40
const compact = 32

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, onOpen, rowKey, fileName, details } = props
  const styles = useTableStyles()
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
  // typing stays smooth in long lists: the rows follow as soon as they can
  const wanted = useDeferredValue(filter)

  const chosen = columns.filter(({ id }) => visible.includes(id))
  const seen = chosen.length === 0 ? columns : chosen
  const shown = useTableRows(rows, columns, wanted, sort)
  const group = columns.find((column) => column.id === groupBy)
  const items = useMemo(
    () => groupedRows(shown, group === undefined ? null : (row) => group.text(row), closed),
    [shown, group, closed],
  )
  const rowHeight = dense ? compact : comfortable
  const template = seen.map((column) => column.width).join(' ')
  const at = Math.min(cursor, Math.max(items.length - 1, 0))
  const selectedRows = shown.filter((row) => selected.has(rowKey(row)))
  const taken = selectedRows.length > 0 ? selectedRows : shown

  const cells = (of: readonly Row[]) => of.map((row) => seen.map((column) => column.text(row)))
  const titles = seen.map((column) => column.title)
  const copy = (of: readonly Row[]) => {
    navigator.clipboard.writeText(tsvOf(titles, cells(of))).catch(() => undefined)
  }
  const select = (row: Row) => {
    const next = new Set(selected)
    if (!next.delete(rowKey(row))) next.add(rowKey(row))
    setSelected(next)
  }
  const fold = (title: string) => {
    const next = new Set(closed)
    if (!next.delete(title)) next.add(title)
    setClosed(next)
  }
  const open = (item: Item<Row> | undefined) => {
    if (item?.kind === 'group') fold(item.title)
    else if (item === undefined) return
    else if (onOpen !== undefined) onOpen(item.row)
    else if (details !== undefined) setBeside(true)
  }
  const move = (to: number, extend: boolean) => {
    const next = Math.max(0, Math.min(to, items.length - 1))
    const item = items[next]
    if (extend && item?.kind === 'row') setSelected(new Set([...selected, rowKey(item.row)]))
    setCursor(next)
    reach.current(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
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
    if (to !== undefined && !control) move(to, event.shiftKey)
    else if (control && event.key.toLowerCase() === 'a') setSelected(new Set(shown.map(rowKey)))
    else if (control && event.key.toLowerCase() === 'c')
      copy(selectedRows.length > 0 ? selectedRows : item?.kind === 'row' ? [item.row] : [])
    else if (event.key === ' ' && item?.kind === 'row') select(item.row)
    else if (event.key === 'Escape' && selected.size > 0) setSelected(new Set())
    else if (event.key === 'Enter') open(item)
    else if (event.key.toLowerCase() === 'i' && !control && details !== undefined) setBeside(!beside)
    else return
    event.preventDefault()
  }

  if (rows.length === 0) return <>{props.empty}</>
  return (
    <div>
      <TableTools
        label={props.label}
        filter={filter}
        onFilter={setFilter}
        total={rows.length}
        shown={shown.length}
        selected={selectedRows.length}
        columns={columns}
        visible={seen.map(({ id }) => id)}
        onVisible={(ids) => setVisible([...ids])}
        groupBy={groupBy}
        onGroupBy={setGroupBy}
        dense={dense}
        onDense={setDense}
        details={details === undefined ? null : beside}
        onDetails={setBeside}
        onCopy={() => copy(taken)}
        onCsv={() => saveFile(`${fileName}.csv`, 'text/csv;charset=utf-8', csvOf(titles, cells(taken)))}
        onXlsx={() =>
          void xlsxOf(titles, cells(taken)).then((blob) => saveFile(`${fileName}.xlsx`, blob.type, blob))
        }
      />
      <Beside panel={details === undefined || !beside ? null : panelOf(items[at], details)}>
        <div
          ref={scroller}
          className={styles.scroller}
          role="grid"
          aria-label={props.label}
          aria-multiselectable
          aria-rowcount={items.length + 1}
          aria-colcount={seen.length}
          aria-activedescendant={items.length === 0 ? undefined : `${fileName}-row-${at}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          style={{ maxHeight: `${headHeight + rowHeight * (props.tall ?? 10)}px` }}
        >
          <TableHead columns={seen} template={template} sort={sort} onSort={setSort} />
          <TableBody
            scroller={scroller}
            reach={reach}
            name={fileName}
            items={items}
            columns={seen}
            template={template}
            rowHeight={rowHeight}
            opens={onOpen !== undefined || details !== undefined}
            current={focused || beside ? at : null}
            selected={selected}
            rowKey={rowKey}
            onRow={(index, item, event) => {
              setCursor(index)
              if (item.kind === 'row' && (event.ctrlKey || event.metaKey)) select(item.row)
              else open(item)
            }}
          />
        </div>
      </Beside>
    </div>
  )
}

const panelOf = <Row,>(item: Item<Row> | undefined, details: (row: Row) => ReactNode): ReactNode =>
  item?.kind === 'row' ? details(item.row) : <p>{words.parts.selectRow}</p>
