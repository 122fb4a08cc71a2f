import type { ReactNode } from 'react'

/** One column of a list. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** What is sorted, filtered, grouped and exported. */
  text(row: Row): string
  /** What is shown; the text when absent. */
  show?(row: Row): ReactNode
  /** CSS grid track. */
  readonly width: string
  readonly mono?: boolean
  /** Not shown until it is chosen. */
  readonly hidden?: true
  /** Rows can be grouped by it. */
  readonly groups?: true
}
