/** Renders any step from its data: texts by id, the subject in large print, the wait, the actions. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { ArrowRight20Regular, Open20Regular } from '@fluentui/react-icons'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Step, StepAction, StepContext, StepSubject } from '#shared/machines/steps.ts'
import { words } from '#shared/words/index.ts'
import { BigCode } from '../parts/big-code.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { FormRow } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { StepFrame } from './frame.tsx'
import { Wait } from './wait.tsx'

const useStyles = makeStyles({
  input: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase500, minWidth: '240px' },
  account: { fontSize: '28px', lineHeight: 1.25, margin: 0 },
  url: { display: 'flex', gap: '12px', alignItems: 'center', flexWrap: 'wrap' },
  urlText: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase500,
    overflowWrap: 'anywhere',
  },
})

export interface StepViewProps {
  readonly step: Step
  readonly context: StepContext
  readonly now: number
  readonly busy: boolean
  /** `typed`: input of an action that has one. */
  run(action: StepAction, typed?: string): void
  /** Shown beside the dial string in the practice office: the practice handset. */
  readonly hands?: ReactNode
}

export function StepView({ step, context, now, busy, run, hands }: StepViewProps) {
  const texts = words.steps.of(step, context)
  const { subject, problem, wait } = step
  return (
    <StepFrame
      step={step}
      texts={texts}
      actions={step.actions.map((action) => (
        <Action key={action.id} {...{ action, step, context, busy, run }} />
      ))}
    >
      {problem === null ? null : <ProblemCard problem={problem} />}
      {subject === null ? null : <Subject subject={subject} context={context} now={now} />}
      {hands}
      {wait === null ? null : <Wait wait={wait} texts={texts} now={now} />}
    </StepFrame>
  )
}

interface ActionProps extends Pick<StepViewProps, 'step' | 'context' | 'busy' | 'run'> {
  readonly action: StepAction
}

function Action({ action, step, context, busy, run }: ActionProps) {
  const title = words.steps.action(action, step, context)
  if (action.input !== undefined) {
    return <Ask action={action} label={words.steps.input[action.input]} {...{ title, busy, run }} />
  }
  const look = action.primary
    ? ({ appearance: 'primary', iconPosition: 'after', 'data-primary': true } as const)
    : ({ appearance: 'secondary' } as const)
  if (action.id === 'open-sign-in-page') {
    const page = step.subject?.show === 'type' ? step.subject.code.page : ''
    return (
      <Button
        as="a"
        {...look}
        size="large"
        href={page}
        target="_blank"
        rel="noreferrer"
        icon={<Open20Regular />}
      >
        {title}
      </Button>
    )
  }
  return (
    <Button
      {...look}
      size="large"
      disabled={busy}
      {...(action.primary ? { icon: <ArrowRight20Regular /> } : {})}
      onClick={() => run(action)}
    >
      {title}
    </Button>
  )
}

function Ask(props: Pick<ActionProps, 'action' | 'busy' | 'run'> & { label: string; title: string }) {
  const styles = useStyles()
  const { action, busy, run, label, title } = props
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    run(action, text.trim())
    setText('')
  }
  return (
    <FormRow onSubmit={submit}>
      <Field label={label}>
        <Input
          size="large"
          className={styles.input}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(_event, { value }) => setText(value)}
        />
      </Field>
      <Button
        appearance={action.primary ? 'primary' : 'secondary'}
        size="large"
        type="submit"
        disabled={busy || text.trim() === ''}
      >
        {title}
      </Button>
    </FormRow>
  )
}

function Subject({ subject, context, now }: { subject: StepSubject; context: StepContext; now: number }) {
  const styles = useStyles()
  switch (subject.show) {
    case 'dial':
      return (
        <BigCode
          kind="dialled"
          label={words.steps.dialLabel(context)}
          shown={`*55* ${words.numbers.grouped(subject.code.code, 3)}`}
          plain={subject.digits}
          expiresAt={subject.code.expiresAt}
          now={now}
        />
      )
    case 'type':
      return (
        <BigCode
          kind="typed"
          label={words.steps.typeLabel}
          shown={words.numbers.grouped(subject.code.code, 4)}
          plain={subject.code.code}
          expiresAt={subject.code.expiresAt}
          now={now}
          qr={subject.code.page}
        />
      )
    case 'url':
      return subject.url === null ? (
        <p>{words.steps.urlMissing}</p>
      ) : (
        <div className={styles.url}>
          <span className={styles.urlText} data-testid="hand-url">
            {subject.url}
          </span>
          <CopyButton text={subject.url} label={words.terms.provisioningUrl} />
        </div>
      )
    case 'account': {
      const { name, number } = subject
      if (name === null && number === null) return <p>{words.steps.numberOnDisplay(context)}</p>
      return (
        <p className={styles.account} data-testid="account">
          {[name, number].filter((part) => part !== null).join(', ')}
        </p>
      )
    }
  }
}
