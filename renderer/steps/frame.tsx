/** The frame of a step: icon of its kind, title, text and actions. */
import { makeStyles, tokens } from '@fluentui/react-components'
import {
  CheckmarkCircle24Filled,
  ErrorCircle24Filled,
  HandLeft24Regular,
  Hourglass24Regular,
  Keyboard24Regular,
  Options24Regular,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { Step } from '#shared/machines/steps.ts'
import { type StepWords, words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  step: { display: 'flex', flexDirection: 'column', gap: '14px' },
  head: { display: 'flex', alignItems: 'center', gap: '12px' },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
  line: {
    margin: 0,
    maxWidth: '70ch',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
  },
  expect: {
    display: 'grid',
    gap: '4px',
    padding: '12px 16px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  expectTitle: { margin: 0, fontWeight: tokens.fontWeightSemibold },
  actions: { display: 'flex', gap: '10px', alignItems: 'flex-end', flexWrap: 'wrap' },
  tell: { color: tokens.colorBrandForeground1 },
  done: { color: tokens.colorStatusSuccessForeground1 },
  stop: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const icons = {
  tell: HandLeft24Regular,
  ask: Keyboard24Regular,
  choose: Options24Regular,
  wait: Hourglass24Regular,
  done: CheckmarkCircle24Filled,
  stop: ErrorCircle24Filled,
} as const satisfies Record<Step['kind'], unknown>

export function StepFrame(props: {
  step: Pick<Step, 'kind' | 'id'>
  texts: StepWords
  children?: ReactNode
  actions?: ReactNode
}) {
  const styles = useStyles()
  const { step, texts } = props
  const { kind, id } = step
  const Icon = icons[kind]
  const colour =
    kind === 'tell'
      ? styles.tell
      : kind === 'done'
        ? styles.done
        : kind === 'stop'
          ? styles.stop
          : styles.quiet
  return (
    <section className={styles.step} data-step={kind} data-step-id={id} aria-labelledby="step-title">
      <div className={styles.head}>
        <Icon className={colour} aria-hidden />
        <h2 className={styles.title} id="step-title" tabIndex={-1}>
          {texts.title}
        </h2>
      </div>
      {texts.lines.map((line) => (
        <p key={line} className={styles.line}>
          {line}
        </p>
      ))}
      {props.children}
      {texts.expect === undefined ? null : (
        <div className={styles.expect}>
          <p className={styles.expectTitle}>{words.steps.expectTitle}</p>
          {texts.expect.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </div>
      )}
      {props.actions === undefined ? null : <div className={styles.actions}>{props.actions}</div>}
    </section>
  )
}
