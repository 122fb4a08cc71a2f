/** A list with a panel beside it, or below it in a narrow window. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  room: { containerType: 'inline-size' },
  both: {
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(0, 1fr) 360px',
    alignItems: 'start',
    '@container (max-width: 820px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  panel: {
    boxSizing: 'border-box',
    minWidth: 0,
    maxHeight: '520px',
    overflow: 'auto',
    padding: '14px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    overflowWrap: 'anywhere',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
})

export function Beside({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  const styles = useStyles()
  return (
    <div className={styles.room}>
      <div className={mergeClasses(panel !== null && styles.both)}>
        {children}
        {panel === null ? null : (
          <section className={styles.panel} aria-label={words.terms.details} tabIndex={0}>
            {panel}
          </section>
        )}
      </div>
    </div>
  )
}
