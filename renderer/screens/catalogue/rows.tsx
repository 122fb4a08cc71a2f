/** The rows of the catalogue, filtered by vendor, kind, location and text; the notes of a row are shown beside the list. */

import { Dropdown, Field, makeStyles, Option } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import { type Catalogue, type CatalogueRow, locationSchema } from '#shared/model/catalogue.ts'
import { type CatalogueFilter, searchRows } from '#shared/model/catalogue-search.ts'
import { type DeviceKind, deviceKindSchema } from '#shared/model/identity.ts'
import { words } from '#shared/words/index.ts'
import { CatalogueRowCard } from '../../parts/catalogue-row.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'

const useStyles = makeStyles({
  filters: { display: 'flex', gap: '12px', flexWrap: 'wrap', marginBottom: '12px' },
  pick: { minWidth: '180px' },
})

/** Includes the row's line, because a page may contain the same row twice. */
interface Line {
  readonly row: CatalogueRow
  readonly index: number
}

const columns: readonly Column<Line>[] = [
  { id: 'vendor', title: words.terms.vendor, text: ({ row }) => row.vendor, width: '130px', groups: true },
  { id: 'model', title: words.terms.model, text: ({ row }) => row.model, width: 'minmax(150px, 1.4fr)' },
  {
    id: 'kind',
    title: words.terms.kind,
    text: ({ row }) => (row.kind === null ? words.terms.notKnown : words.states.kind[row.kind.value]),
    width: '165px',
    groups: true,
  },
  {
    id: 'minimum',
    title: words.terms.minimum,
    text: ({ row }) => row.minimum ?? '',
    width: '150px',
    mono: true,
  },
  {
    id: 'approved',
    title: words.terms.approved,
    text: ({ row }) => row.approved ?? '',
    width: '170px',
    mono: true,
  },
  {
    id: 'location',
    title: words.terms.location,
    text: ({ row }) => words.catalogue.location[row.location],
    width: '120px',
    groups: true,
  },
  {
    id: 'ports',
    title: words.terms.usablePorts,
    text: ({ row }) => (row.ports === null ? '' : words.catalogue.usablePorts(row.ports)),
    width: '120px',
  },
  {
    id: 'remarks',
    title: words.terms.remarks,
    text: ({ row }) => row.remarks,
    width: 'minmax(160px, 1.6fr)',
    hidden: true,
  },
]

const every = 'every'

export function CatalogueRows({ catalogue }: { catalogue: Catalogue }) {
  const styles = useStyles()
  const [filter, setFilter] = useState<CatalogueFilter>({})
  const vendors = useMemo(() => [...new Set(catalogue.rows.map(({ vendor }) => vendor))], [catalogue])
  const kinds = useMemo(
    () => [...new Set(catalogue.rows.flatMap(({ kind }) => (kind === null ? [] : [kind.value])))],
    [catalogue],
  )
  const lines = useMemo(() => {
    const places = new Map(catalogue.rows.map((row, index) => [row, index]))
    return searchRows(catalogue.rows, filter).map((row): Line => ({ row, index: places.get(row) ?? 0 }))
  }, [catalogue, filter])
  const narrowed = Object.keys(filter).length > 0
  return (
    <Panel title={words.catalogueScreen.compatibleDevices}>
      <div className={styles.filters}>
        <Pick
          label={words.terms.vendor}
          all={words.catalogueScreen.allVendors}
          value={filter.vendor}
          options={vendors.map((vendor) => ({ value: vendor, text: vendor }))}
          onPick={(vendor) => setFilter((before) => changed(before, { vendor }))}
        />
        <Pick
          label={words.terms.kind}
          all={words.catalogueScreen.allKinds}
          value={filter.kind}
          options={kinds.map((kind) => ({ value: kind, text: words.states.kind[kind] }))}
          onPick={(kind) => setFilter((before) => changed(before, { kind: kindOf(kind) }))}
        />
        <Pick
          label={words.terms.location}
          all={words.catalogueScreen.allLocationTypes}
          value={filter.location}
          options={locationSchema.options.map((each) => ({
            value: each,
            text: words.catalogue.location[each],
          }))}
          onPick={(location) => setFilter((before) => changed(before, { location: locationOf(location) }))}
        />
      </div>
      <DataTable
        label={words.catalogueScreen.title}
        rows={lines}
        columns={columns}
        rowKey={({ index }) => String(index)}
        fileName="catalogue"
        tall={12}
        details={({ row }) => (
          <>
            <h3 style={{ margin: '0 0 10px' }}>
              {row.vendor} {row.model}
            </h3>
            <CatalogueRowCard row={row} catalogue={catalogue} />
          </>
        )}
        empty={
          <EmptyState title={narrowed ? words.catalogueScreen.noSuchDevice : words.catalogueScreen.empty}>
            {narrowed ? words.catalogueScreen.noSuchDeviceBody : words.catalogueScreen.emptyBody}
          </EmptyState>
        }
      />
    </Panel>
  )
}

const kindOf = (value: string | undefined): DeviceKind | undefined => deviceKindSchema.safeParse(value).data
const locationOf = (value: string | undefined): CatalogueFilter['location'] =>
  locationSchema.safeParse(value).data

/** Leaves out filters that are not chosen, because the filter distinguishes absent from undefined. */
function changed(
  before: CatalogueFilter,
  change: { readonly [Key in keyof CatalogueFilter]: CatalogueFilter[Key] | undefined },
): CatalogueFilter {
  const { vendor, kind, location } = { ...before, ...change }
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(kind === undefined ? {} : { kind }),
    ...(location === undefined ? {} : { location }),
  }
}

function Pick(props: {
  label: string
  all: string
  value: string | undefined
  options: readonly { value: string; text: string }[]
  onPick(value: string | undefined): void
}) {
  const styles = useStyles()
  const chosen = props.options.find(({ value }) => value === props.value)
  return (
    <Field label={props.label} className={styles.pick}>
      <Dropdown
        value={chosen?.text ?? props.all}
        selectedOptions={[props.value ?? every]}
        onOptionSelect={(_event, { optionValue }) =>
          props.onPick(optionValue === every ? undefined : optionValue)
        }
      >
        <Option value={every}>{props.all}</Option>
        {props.options.map(({ value, text }) => (
          <Option key={value} value={value}>
            {text}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
