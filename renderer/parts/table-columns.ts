import type { ReactNode } from 'react'

/** One column of a list. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** The text that is sorted, filtered, grouped and exported. */
  text(row: Row): string
  /** Content of the cell; the text when absent. */
  show?(row: Row): ReactNode
  /** CSS grid track. */
  readonly width: string
  readonly mono?: boolean
  /** Hidden until the user chooses it. */
  readonly hidden?: true
  /** Rows can be grouped by it. */
  readonly groups?: true
}
