/** The frame of every screen (title, lead, one primary action) and its panels. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import type { FormEvent, ReactNode, RefObject } from 'react'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  screen: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: '20px 24px 32px',
    minWidth: 0,
    boxSizing: 'border-box',
  },
  head: { display: 'flex', alignItems: 'flex-start', gap: '12px', flexWrap: 'wrap' },
  titles: { flex: 1, minWidth: '280px' },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
  lead: { margin: '2px 0 0', color: tokens.colorNeutralForeground2, maxWidth: '72ch' },
  actions: { display: 'flex', gap: '8px', alignItems: 'center', flexWrap: 'wrap' },
  panel: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    padding: '16px 20px',
    minWidth: 0,
  },
  panelHead: { display: 'flex', alignItems: 'center', gap: '12px', marginBottom: '12px', flexWrap: 'wrap' },
  panelTitle: {
    margin: 0,
    flex: 1,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: '12px',
    padding: '40px 24px',
    color: tokens.colorNeutralForeground2,
  },
  emptyTitle: {
    margin: 0,
    color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: '6px 20px',
    margin: 0,
    '& dt': { color: tokens.colorNeutralForeground2 },
    '& dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
  },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  form: {
    display: 'flex',
    gap: '12px',
    alignItems: 'flex-start',
    flexWrap: 'wrap',
    // aligned with the inputs, below the line of the labels
    '& > button': { marginTop: '24px' },
  },
})

/** Fields in a row with their button; hints below a field do not move the others. */
export function FormRow(props: {
  onSubmit: (event: FormEvent) => void
  formRef?: RefObject<HTMLFormElement | null>
  children: ReactNode
}) {
  const styles = useStyles()
  return (
    <form ref={props.formRef} className={styles.form} onSubmit={props.onSubmit}>
      {props.children}
    </form>
  )
}

export function Screen(props: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const styles = useStyles()
  return (
    <section className={styles.screen} aria-labelledby="screen-title">
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1 className={styles.title} id="screen-title" tabIndex={-1}>
            {props.title}
          </h1>
          {props.lead === undefined ? null : <p className={styles.lead}>{props.lead}</p>}
        </div>
        <div className={styles.actions}>{props.actions}</div>
      </header>
      {props.children}
    </section>
  )
}

export function Panel(props: {
  title?: string
  /** For a link to the panel, which gets the focus. */
  id?: string
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  const styles = useStyles()
  return (
    <section
      id={props.id}
      tabIndex={props.id === undefined ? undefined : -1}
      className={mergeClasses(styles.panel, props.className)}
      aria-label={props.title}
    >
      {props.title === undefined ? null : (
        <div className={styles.panelHead}>
          <h2 className={styles.panelTitle}>{props.title}</h2>
          {props.actions}
        </div>
      )}
      {props.children}
    </section>
  )
}

export function EmptyState(props: { title: string; children: ReactNode; action?: ReactNode }) {
  const styles = useStyles()
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{props.title}</p>
      <div>{props.children}</div>
      {props.action}
    </div>
  )
}

export interface Fact {
  readonly name: string
  /** Null is shown as "not known". */
  readonly value: ReactNode
  readonly mono?: boolean
}

/** A list of names and values. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const styles = useStyles()
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value, mono }) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd className={mono === true ? styles.mono : undefined}>{value ?? words.terms.notKnown}</dd>
        </div>
      ))}
    </dl>
  )
}
