/** Rows and group heads as one flat list for a list that renders only visible items. Pure. */

export type Item<Row> =
  | {
      readonly kind: 'group'
      readonly title: string
      readonly count: number
      readonly open: boolean
    }
  | { readonly kind: 'row'; readonly row: Row }

/** Groups are sorted by title; a collapsed group has a head and no rows. */
export function groupedRows<Row>(
  rows: readonly Row[],
  groupOf: ((row: Row) => string) | null,
  closed: ReadonlySet<string>,
): Item<Row>[] {
  if (groupOf === null) return rows.map((row) => ({ kind: 'row', row }))
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const title = groupOf(row)
    const group = groups.get(title)
    if (group === undefined) groups.set(title, [row])
    else group.push(row)
  }
  const order = new Intl.Collator('en', { numeric: true }).compare
  return [...groups]
    .sort(([a], [b]) => order(a, b))
    .flatMap(([title, members]): Item<Row>[] => {
      const open = !closed.has(title)
      const head: Item<Row> = { kind: 'group', title, count: members.length, open }
      return open ? [head, ...members.map((row): Item<Row> => ({ kind: 'row', row }))] : [head]
    })
}
