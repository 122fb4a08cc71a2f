/** Filtered and sorted rows, made anew only when rows, columns, words or order change. */
import {
  type ColumnDef,
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { Column } from './table-columns.ts'

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric },
})

export function useTableRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filter: string,
  sort: { readonly id: string; readonly desc: boolean } | null,
): readonly Row[] {
  const data = useMemo(() => [...rows], [rows])
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.id,
          accessorFn: (row) => column.text(row),
          sortFn: 'alphanumeric',
          filterFn: 'includesString',
        }),
      ),
    [columns],
  )
  const state = useMemo(
    () => ({ sorting: sort === null ? [] : [{ id: sort.id, desc: sort.desc }], globalFilter: filter }),
    [sort, filter],
  )
  const table = useTable({
    features,
    columns: definitions,
    data,
    state,
    globalFilterFn: 'includesString',
    getColumnCanGlobalFilter: () => true,
  })
  const model = table.getRowModel().rows
  return useMemo(() => model.map((row) => row.original), [model])
}
