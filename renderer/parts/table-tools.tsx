/** The line above a list: filter, count, grouping, columns, density, copy and export. */
import {
  Button,
  Input,
  Menu,
  MenuButton,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  ToggleButton,
  tokens,
} from '@fluentui/react-components'
import {
  ArrowDownload20Regular,
  Copy20Regular,
  GroupList20Regular,
  PanelRight20Regular,
  Search20Regular,
  TableSettings20Regular,
} from '@fluentui/react-icons'
import type { Column } from './table-columns.ts'

const useStyles = makeStyles({
  tools: { display: 'flex', gap: '8px', alignItems: 'center', marginBottom: '8px', flexWrap: 'wrap' },
  count: { color: tokens.colorNeutralForeground2, flex: 1 },
})

export interface TableToolsProps<Row> {
  readonly label: string
  readonly filter: string
  onFilter(text: string): void
  readonly total: number
  readonly shown: number
  readonly selected: number
  readonly columns: readonly Column<Row>[]
  readonly visible: readonly string[]
  onVisible(ids: readonly string[]): void
  readonly groupBy: string
  onGroupBy(id: string): void
  readonly dense: boolean
  onDense(dense: boolean): void
  /** Whether the panel beside the list is open; null where the list has none. */
  readonly details: boolean | null
  onDetails(open: boolean): void
  onCopy(): void
  onCsv(): void
  onXlsx(): void
}

export function TableTools<Row>(props: TableToolsProps<Row>) {
  const styles = useStyles()
  const groups = props.columns.filter((column) => column.groups === true)
  const counted =
    props.selected > 0
      ? `${props.selected} selected of ${props.shown}`
      : props.shown === props.total
        ? `${props.total}`
        : `${props.shown} of ${props.total}`
  return (
    <div className={styles.tools}>
      <Input
        size="small"
        contentBefore={<Search20Regular aria-hidden />}
        placeholder="Filter"
        aria-label={`Filter ${props.label}`}
        value={props.filter}
        onChange={(_event, { value }) => props.onFilter(value)}
      />
      <span className={styles.count} aria-live="polite">
        {counted}
      </span>
      {groups.length === 0 ? null : (
        <Menu
          checkedValues={{ group: [props.groupBy] }}
          onCheckedValueChange={(_event, { checkedItems }) => props.onGroupBy(checkedItems[0] ?? '')}
        >
          <MenuTrigger disableButtonEnhancement>
            <MenuButton size="small" appearance="subtle" icon={<GroupList20Regular />}>
              Group
            </MenuButton>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItemRadio name="group" value="">
                No groups
              </MenuItemRadio>
              {groups.map((column) => (
                <MenuItemRadio key={column.id} name="group" value={column.id}>
                  {column.title}
                </MenuItemRadio>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
      <Menu
        checkedValues={{ columns: [...props.visible], rows: props.dense ? ['dense'] : [] }}
        onCheckedValueChange={(_event, { name, checkedItems }) => {
          if (name === 'rows') props.onDense(checkedItems.includes('dense'))
          // a list without columns would say nothing: the last one stays
          else if (checkedItems.length > 0) props.onVisible(checkedItems)
        }}
      >
        <MenuTrigger disableButtonEnhancement>
          <MenuButton
            size="small"
            appearance="subtle"
            icon={<TableSettings20Regular />}
            aria-label={`View of ${props.label}`}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {props.columns.map((column) => (
              <MenuItemCheckbox key={column.id} name="columns" value={column.id}>
                {column.title}
              </MenuItemCheckbox>
            ))}
            <MenuItemCheckbox name="rows" value="dense">
              Dense rows
            </MenuItemCheckbox>
          </MenuList>
        </MenuPopover>
      </Menu>
      {props.details === null ? null : (
        <ToggleButton
          size="small"
          appearance="subtle"
          icon={<PanelRight20Regular />}
          checked={props.details}
          title="What is known of the marked row (I)"
          onClick={() => props.onDetails(props.details === false)}
        >
          Details
        </ToggleButton>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<Copy20Regular />}
        aria-label={`Copy ${props.label}`}
        title="Copy as rows (Ctrl C)"
        onClick={props.onCopy}
      />
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton size="small" icon={<ArrowDownload20Regular />}>
            Export
          </MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={props.onCsv}>CSV</MenuItem>
            <MenuItem onClick={props.onXlsx}>Excel (XLSX)</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </div>
  )
}
