/** A problem with its title, meaning and remedy. */

import { makeStyles, tokens } from '@fluentui/react-components'
import { ErrorCircle20Filled, Info20Regular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { Problem } from '#shared/errors.ts'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    gap: '4px 12px',
    padding: '14px 16px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorNeutralForeground1,
  },
  calm: {
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  icon: { color: tokens.colorStatusDangerForeground1, gridRow: 'span 4' },
  title: { margin: 0, fontWeight: tokens.fontWeightSemibold },
  line: { margin: 0, maxWidth: '72ch' },
  more: { marginTop: '6px' },
  evidence: {
    maxHeight: '200px',
    overflow: 'auto',
    margin: '6px 0 0',
    padding: '8px',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground1,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', gap: '8px', marginTop: '10px' },
})

/** Evidence of the problem, such as a received page or the message of a bug, collapsed. */
const evidenceOf = (problem: Problem): string | null => {
  const { page, message } = problem.facts
  if (typeof page === 'string' && page !== '') return page
  return typeof message === 'string' && message !== '' ? message : null
}

export function ProblemCard({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const styles = useStyles()
  const { title, meaning, remedy } = words.problems.of(problem.code, problem.facts)
  const calm = problem.code === 'core-stopped' || problem.code === 'cancelled'
  const evidence = evidenceOf(problem)
  const Icon = calm ? Info20Regular : ErrorCircle20Filled
  return (
    <div
      className={calm ? `${styles.card} ${styles.calm}` : styles.card}
      role="alert"
      data-problem={problem.code}
    >
      <Icon className={styles.icon} aria-hidden />
      <p className={styles.title}>{title}</p>
      <p className={styles.line}>{meaning}</p>
      <p className={styles.line}>{remedy}</p>
      {evidence === null ? null : (
        <details className={styles.more}>
          <summary>{words.terms.evidence}</summary>
          <pre className={styles.evidence} tabIndex={0}>
            {evidence}
          </pre>
        </details>
      )}
      {children === undefined ? null : <div className={styles.actions}>{children}</div>}
    </div>
  )
}
