/** Filtered and sorted rows, computed again only when rows, columns, filter or order change. */
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import { createMatcher, type Searched, searched } from '#shared/model/text-search.ts'
import type { Column } from './table-columns.ts'

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
})

export function useTableRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filter: string,
  sort: { readonly id: string; readonly desc: boolean } | null,
): readonly Row[] {
  // each row's texts are computed once, so that typing a filter does not compute them again
  const texts = useMemo(() => {
    const known = new WeakMap<Row, Searched>()
    return (row: Row): Searched => {
      const made = known.get(row) ?? searched(columns.map((column) => column.text(row)))
      known.set(row, made)
      return made
    }
  }, [columns])
  const data = useMemo(() => {
    if (filter.trim() === '') return [...rows]
    const matches = createMatcher(filter)
    return rows.filter((row) => matches(texts(row)))
  }, [rows, filter, texts])
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.id,
          accessorFn: (row) => column.text(row),
          sortFn: 'alphanumeric',
        }),
      ),
    [columns],
  )
  const state = useMemo(() => ({ sorting: sort === null ? [] : [{ id: sort.id, desc: sort.desc }] }), [sort])
  const table = useTable({ features, columns: definitions, data, state })
  const model = table.getRowModel().rows
  return useMemo(() => model.map((row) => row.original), [model])
}
