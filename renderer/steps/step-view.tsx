/** One component for each of the six step kinds; which words and actions they carry is decided by the step's id. */

import { Button } from '@fluentui/react-components'
import { ArrowRight20Regular, Open20Regular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { Step } from '#shared/machines/steps.ts'
import type { Mode } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { BigCode } from '../parts/big-code.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { AskStep } from './ask.tsx'
import { StepFrame } from './frame.tsx'
import { WaitStep } from './wait.tsx'

/** What a person can set going from a step. */
export interface StepActions {
  openBase(): void
  verificationCode(typed?: string): void
  signInCode(typed?: string): void
  confirm(
    fact: 'configuration-fetched' | 'registered-without-owner' | 'verification-accepted' | 'signed-in',
  ): void
  check(): void
  retry(): void
  restart(): void
  nextEndpoint: (() => void) | null
  openReport(): void
}

export interface StepViewProps {
  readonly step: Step
  readonly mode: Mode
  readonly now: number
  readonly busy: boolean
  readonly actions: StepActions
  /** Beside the dial string in the practice office: a handset to press keys on. */
  readonly hands?: ReactNode
}

export function StepView({ step, mode, now, busy, actions, hands }: StepViewProps) {
  const texts = words.steps.of(step, mode)
  const live = mode === 'live'
  const primary = (title: string, does: () => void) => (
    <Button
      appearance="primary"
      size="large"
      data-primary
      disabled={busy}
      icon={<ArrowRight20Regular />}
      iconPosition="after"
      onClick={does}
    >
      {title}
    </Button>
  )
  const quiet = (title: string, does: () => void) => (
    <Button size="large" appearance="secondary" disabled={busy} onClick={does}>
      {title}
    </Button>
  )
  const check = live ? quiet('Look at the base now', actions.check) : null

  switch (step.kind) {
    case 'tell':
      switch (step.id) {
        case 'point-the-base':
          return <StepFrame kind="tell" words={texts} actions={primary('Open the base', actions.openBase)} />
        case 'dial':
          return (
            <StepFrame
              kind="tell"
              words={texts}
              actions={
                <>
                  {live ? primary('The row moved', () => actions.confirm('verification-accepted')) : null}
                  {check}
                  {quiet('Get another code', () => actions.verificationCode())}
                </>
              }
            >
              {step.refused === null ? null : <ProblemCard problem={step.refused} />}
              <BigCode
                kind="dialled"
                label="Dial on the handset"
                shown={`*55* ${words.numbers.grouped(step.code.code, 3)}`}
                plain={step.digits}
                expiresAt={step.code.expiresAt}
                now={now}
              />
              {hands}
            </StepFrame>
          )
        case 'sign-in':
          return (
            <StepFrame
              kind="tell"
              words={texts}
              actions={
                <>
                  <Button
                    as="a"
                    appearance="primary"
                    size="large"
                    data-primary
                    href={step.code.page}
                    target="_blank"
                    rel="noreferrer"
                    icon={<Open20Regular />}
                  >
                    Open the sign-in page
                  </Button>
                  {live ? quiet('The handset shows its number', () => actions.confirm('signed-in')) : null}
                  {check}
                  {quiet('Get another code', () => actions.signInCode())}
                </>
              }
            >
              <BigCode
                kind="typed"
                label="Type on the sign-in page"
                shown={words.numbers.grouped(step.code.code, 4)}
                plain={step.code.code}
                expiresAt={step.code.expiresAt}
                now={now}
                qr={step.code.page}
              />
            </StepFrame>
          )
      }
      break
    case 'ask':
      return step.id === 'verification-code' ? (
        <AskStep
          key={step.id}
          words={texts}
          label="Verification code from Teams admin centre"
          action="Show what to dial"
          busy={busy}
          onTyped={actions.verificationCode}
        />
      ) : (
        <AskStep
          key={step.id}
          words={texts}
          label="Sign-in code from Teams admin centre"
          action="Show it large"
          busy={busy}
          onTyped={actions.signInCode}
        />
      )
    case 'choose':
      switch (step.id) {
        case 'new-verification-code':
          return live ? (
            <AskStep
              key={step.id}
              words={texts}
              label="New verification code from Teams admin centre"
              action="Show what to dial"
              busy={busy}
              onTyped={actions.verificationCode}
            />
          ) : (
            <StepFrame
              kind="choose"
              words={texts}
              actions={primary('Get a new code', () => actions.verificationCode())}
            />
          )
        case 'new-sign-in-code':
          return live ? (
            <AskStep
              key={step.id}
              words={texts}
              label="New sign-in code from Teams admin centre"
              action="Show it large"
              busy={busy}
              onTyped={actions.signInCode}
            />
          ) : (
            <StepFrame
              kind="choose"
              words={texts}
              actions={primary('Get a new code', () => actions.signInCode())}
            />
          )
        case 'start-again':
          return <StepFrame kind="choose" words={texts} actions={primary('Start over', actions.restart)} />
      }
      break
    case 'wait':
      return (
        <WaitStep
          words={texts}
          since={step.since}
          now={now}
          actions={
            <>
              {live && step.id === 'first-fetch'
                ? quiet('The base fetched it', () => actions.confirm('configuration-fetched'))
                : null}
              {live && step.id === 'first-registration'
                ? quiet('The handset asks to sign in', () => actions.confirm('registered-without-owner'))
                : null}
              {live && step.id === 'second-fetch'
                ? quiet('The handset shows its number', () => actions.confirm('signed-in'))
                : null}
              {check}
              {quiet('Open the base', actions.openBase)}
            </>
          }
        />
      )
    case 'done':
      return (
        <StepFrame
          kind="done"
          words={texts}
          actions={
            actions.nextEndpoint === null ? (
              primary('Make the report', actions.openReport)
            ) : (
              <>
                {primary('Next handset', actions.nextEndpoint)}
                {quiet('Make the report', actions.openReport)}
              </>
            )
          }
        >
          <Account name={step.name} number={step.number} />
        </StepFrame>
      )
    case 'stop':
      return (
        <StepFrame
          kind="stop"
          words={texts}
          actions={
            <>
              {primary('Try again', actions.retry)}
              {quiet('Open the base', actions.openBase)}
            </>
          }
        >
          <ProblemCard problem={step.problem} />
        </StepFrame>
      )
  }
}

function Account({ name, number }: { name: string | null; number: string | null }) {
  if (name === null && number === null) return <p>Its number is shown on the handset.</p>
  return (
    <p style={{ fontSize: '28px', lineHeight: 1.25, margin: 0 }} data-testid="account">
      {[name, number].filter((part) => part !== null).join(', ')}
    </p>
  )
}
