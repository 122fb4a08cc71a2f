import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { ChevronDown16Regular, ChevronRight16Regular } from '@fluentui/react-icons'
import type { CSSProperties, MouseEvent } from 'react'
import type { Item } from './grouped-rows.ts'
import type { Column } from './table-columns.ts'

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    left: 0,
    right: 0,
    display: 'grid',
    alignItems: 'center',
    boxSizing: 'border-box',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  group: {
    gridTemplateColumns: 'auto 1fr',
    gap: '6px',
    padding: '0 10px',
    cursor: 'pointer',
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  count: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  opens: { cursor: 'pointer', ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover } },
  selected: { backgroundColor: tokens.colorBrandBackground2 },
  current: { boxShadow: `inset 3px 0 0 ${tokens.colorBrandForeground1}` },
  plain: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  cell: { padding: '0 12px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  mono: { fontFamily: tokens.fontFamilyMonospace },
})

/** Keys are handled by the grid, which has the focus. */
const gridHasTheKeys = () => undefined

export function TableItem<Row>(props: {
  id: string
  item: Item<Row>
  index: number
  columns: readonly Column<Row>[]
  place: CSSProperties
  opens: boolean
  current: boolean
  selected: boolean
  onClick(event: MouseEvent): void
}) {
  const styles = useStyles()
  const { item, current, selected, opens } = props
  const row = {
    id: props.id,
    'aria-rowindex': props.index + 2,
    onKeyDown: gridHasTheKeys,
    onClick: props.onClick,
  } as const
  if (item.kind === 'group') {
    return (
      <div
        {...row}
        role="row"
        tabIndex={-1}
        className={mergeClasses(styles.row, styles.group, current && styles.current)}
        style={{ height: props.place.height, transform: props.place.transform }}
      >
        {item.open ? <ChevronDown16Regular aria-hidden /> : <ChevronRight16Regular aria-hidden />}
        <span role="gridcell" tabIndex={-1} aria-expanded={item.open}>
          {item.title} <span className={styles.count}>{item.count}</span>
        </span>
      </div>
    )
  }
  return (
    <div
      {...row}
      role="row"
      tabIndex={-1}
      aria-selected={selected || current}
      className={mergeClasses(
        styles.row,
        opens && styles.opens,
        current && styles.current,
        current && styles.plain,
        selected && styles.selected,
      )}
      style={props.place}
    >
      {props.columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          tabIndex={-1}
          className={mergeClasses(styles.cell, column.mono === true && styles.mono)}
          title={column.text(item.row)}
        >
          {column.show === undefined ? column.text(item.row) : column.show(item.row)}
        </div>
      ))}
    </div>
  )
}
