/** A list of any length with sorting, filter, groups, keyboard control, copy and export. Renders only visible rows. */

import type { ReactNode } from 'react'
import { csvOf } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import { Beside } from './beside.tsx'
import type { Item } from './grouped-rows.ts'
import { saveFile, xlsxOf } from './save-file.ts'
import { TableBody } from './table-body.tsx'
import { headHeight, TableHead, useTableStyles } from './table-head.tsx'
import { TableTools } from './table-tools.tsx'
import { copyRows, type DataTableProps, onTableKey, openItem, toggleRow, useTableView } from './table-view.ts'

export type { Column } from './table-columns.ts'

const comfortable = 40
const compact = 32

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, onOpen, rowKey, fileName, details } = props
  const styles = useTableStyles()
  const view = useTableView(props)
  const { seen, items, at, taken, titles, cells, dense, beside } = view
  const rowHeight = dense ? compact : comfortable
  const template = seen.map((column) => column.width).join(' ')
  if (rows.length === 0) return <>{props.empty}</>
  return (
    <div>
      <TableTools
        label={props.label}
        filter={view.filter}
        onFilter={view.setFilter}
        total={rows.length}
        shown={view.shown.length}
        selected={view.selectedRows.length}
        columns={columns}
        visible={seen.map(({ id }) => id)}
        onVisible={(ids) => view.setVisible([...ids])}
        groupBy={view.groupBy}
        onGroupBy={view.setGroupBy}
        dense={dense}
        onDense={view.setDense}
        details={details === undefined ? null : beside}
        onDetails={view.setBeside}
        onCopy={() => copyRows(view, taken)}
        onCsv={() => saveFile(`${fileName}.csv`, 'text/csv;charset=utf-8', csvOf(titles, cells(taken)))}
        onXlsx={() =>
          void xlsxOf(titles, cells(taken)).then((blob) => saveFile(`${fileName}.xlsx`, blob.type, blob))
        }
      />
      <Beside panel={details === undefined || !beside ? null : panelOf(items[at], details)}>
        <div
          ref={view.scroller}
          className={styles.scroller}
          role="grid"
          aria-label={props.label}
          aria-multiselectable
          aria-rowcount={items.length + 1}
          aria-colcount={seen.length}
          aria-activedescendant={items.length === 0 ? undefined : `${fileName}-row-${at}`}
          tabIndex={0}
          onKeyDown={(event) => onTableKey(view, event)}
          onFocus={() => view.setFocused(true)}
          onBlur={() => view.setFocused(false)}
          style={{ maxHeight: `${headHeight + rowHeight * (props.tall ?? 10)}px` }}
        >
          <TableHead columns={seen} template={template} sort={view.sort} onSort={view.setSort} />
          <TableBody
            scroller={view.scroller}
            reach={view.reach}
            name={fileName}
            items={items}
            columns={seen}
            template={template}
            rowHeight={rowHeight}
            opens={onOpen !== undefined || details !== undefined}
            current={view.focused || beside ? at : null}
            selected={view.selected}
            rowKey={rowKey}
            onRow={(index, item, event) => {
              view.setCursor(index)
              if (item.kind === 'row' && (event.ctrlKey || event.metaKey)) toggleRow(view, item.row)
              else openItem(view, item)
            }}
          />
        </div>
      </Beside>
    </div>
  )
}

const panelOf = <Row,>(item: Item<Row> | undefined, details: (row: Row) => ReactNode): ReactNode =>
  item?.kind === 'row' ? details(item.row) : <p>{words.parts.selectRow}</p>
