/** The toolbar of a list: filter, count, grouping, columns, density, copy and export. */

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
import { words } from '#shared/words/index.ts'
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
  /** Whether the panel beside the list is open; null for a list without a panel. */
  readonly details: boolean | null
  onDetails(open: boolean): void
  onCopy(): void
  onCsv(): void
  onXlsx(): void
}

export function TableTools<Row>(props: TableToolsProps<Row>) {
  const styles = useStyles()
  const counted =
    props.selected > 0
      ? words.parts.selected(props.selected, props.shown)
      : props.shown === props.total
        ? `${props.total}`
        : words.parts.of(props.shown, props.total)
  return (
    <div className={styles.tools}>
      <Input
        size="small"
        contentBefore={<Search20Regular aria-hidden />}
        placeholder={words.parts.filter}
        aria-label={words.parts.filterOf(props.label)}
        value={props.filter}
        onChange={(_event, { value }) => props.onFilter(value)}
      />
      <span className={styles.count} aria-live="polite">
        {counted}
      </span>
      <GroupMenu {...props} />
      <ViewMenu {...props} />
      {props.details === null ? null : (
        <ToggleButton
          size="small"
          appearance="subtle"
          icon={<PanelRight20Regular />}
          checked={props.details}
          title={words.parts.detailsOfRow}
          onClick={() => props.onDetails(props.details === false)}
        >
          {words.terms.details}
        </ToggleButton>
      )}
      <Button
        size="small"
        appearance="subtle"
        icon={<Copy20Regular />}
        aria-label={words.parts.copyOf(props.label)}
        title={words.parts.copyAsRows}
        onClick={props.onCopy}
      />
      <ExportMenu {...props} />
    </div>
  )
}

function GroupMenu<Row>(props: Pick<TableToolsProps<Row>, 'columns' | 'groupBy' | 'onGroupBy'>) {
  const groups = props.columns.filter((column) => column.groups === true)
  if (groups.length === 0) return null
  return (
    <Menu
      checkedValues={{ group: [props.groupBy] }}
      onCheckedValueChange={(_event, { checkedItems }) => props.onGroupBy(checkedItems[0] ?? '')}
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" appearance="subtle" icon={<GroupList20Regular />}>
          {words.parts.group}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItemRadio name="group" value="">
            {words.parts.noGroups}
          </MenuItemRadio>
          {groups.map((column) => (
            <MenuItemRadio key={column.id} name="group" value={column.id}>
              {column.title}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

/** Menu for the visible columns and the height of rows. */
function ViewMenu<Row>(
  props: Pick<TableToolsProps<Row>, 'label' | 'columns' | 'visible' | 'onVisible' | 'dense' | 'onDense'>,
) {
  return (
    <Menu
      checkedValues={{ columns: [...props.visible], rows: props.dense ? ['dense'] : [] }}
      onCheckedValueChange={(_event, { name, checkedItems }) => {
        if (name === 'rows') props.onDense(checkedItems.includes('dense'))
        // the last column cannot be hidden
        else if (checkedItems.length > 0) props.onVisible(checkedItems)
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuButton
          size="small"
          appearance="subtle"
          icon={<TableSettings20Regular />}
          aria-label={words.parts.viewOf(props.label)}
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
            {words.parts.denseRows}
          </MenuItemCheckbox>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

function ExportMenu(props: { onCsv: () => void; onXlsx: () => void }) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" icon={<ArrowDownload20Regular />}>
          {words.parts.export}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={props.onCsv}>{words.parts.csv}</MenuItem>
          <MenuItem onClick={props.onXlsx}>{words.parts.excelXlsx}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
