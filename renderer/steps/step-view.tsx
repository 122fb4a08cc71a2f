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
  const check = live ? quiet(words.stepScreen.checkBase, actions.check) : null

  switch (step.kind) {
    case 'tell':
      switch (step.id) {
        case 'point-the-base':
          return (
            <StepFrame
              kind="tell"
              texts={texts}
              actions={primary(words.stepScreen.openBase, actions.openBase)}
            />
          )
        case 'dial':
          return (
            <StepFrame
              kind="tell"
              texts={texts}
              actions={
                <>
                  {live
                    ? primary(words.stepScreen.rowMoved, () => actions.confirm('verification-accepted'))
                    : null}
                  {check}
                  {quiet(words.stepScreen.getAnotherCode, () => actions.verificationCode())}
                </>
              }
            >
              {step.refused === null ? null : <ProblemCard problem={step.refused} />}
              <BigCode
                kind="dialled"
                label={words.stepScreen.dialLabel}
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
              texts={texts}
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
                    {words.stepScreen.openSignInPage}
                  </Button>
                  {live ? quiet(words.stepScreen.confirmNumber, () => actions.confirm('signed-in')) : null}
                  {check}
                  {quiet(words.stepScreen.getAnotherCode, () => actions.signInCode())}
                </>
              }
            >
              <BigCode
                kind="typed"
                label={words.stepScreen.typeLabel}
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
          texts={texts}
          label={words.stepScreen.verificationCode}
          action={words.stepScreen.showDialString}
          busy={busy}
          onTyped={actions.verificationCode}
        />
      ) : (
        <AskStep
          key={step.id}
          texts={texts}
          label={words.stepScreen.signInCode}
          action={words.stepScreen.showLarge}
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
              texts={texts}
              label={words.stepScreen.newVerificationCode}
              action={words.stepScreen.showDialString}
              busy={busy}
              onTyped={actions.verificationCode}
            />
          ) : (
            <StepFrame
              kind="choose"
              texts={texts}
              actions={primary(words.stepScreen.getNewCode, () => actions.verificationCode())}
            />
          )
        case 'new-sign-in-code':
          return live ? (
            <AskStep
              key={step.id}
              texts={texts}
              label={words.stepScreen.newSignInCode}
              action={words.stepScreen.showLarge}
              busy={busy}
              onTyped={actions.signInCode}
            />
          ) : (
            <StepFrame
              kind="choose"
              texts={texts}
              actions={primary(words.stepScreen.getNewCode, () => actions.signInCode())}
            />
          )
        case 'start-again':
          return (
            <StepFrame
              kind="choose"
              texts={texts}
              actions={primary(words.stepScreen.startOver, actions.restart)}
            />
          )
      }
      break
    case 'wait':
      return (
        <WaitStep
          texts={texts}
          since={step.since}
          now={now}
          actions={
            <>
              {live && step.id === 'first-fetch'
                ? quiet(words.stepScreen.confirmFetched, () => actions.confirm('configuration-fetched'))
                : null}
              {live && step.id === 'first-registration'
                ? quiet(words.stepScreen.confirmRegistered, () => actions.confirm('registered-without-owner'))
                : null}
              {live && step.id === 'second-fetch'
                ? quiet(words.stepScreen.confirmNumber, () => actions.confirm('signed-in'))
                : null}
              {check}
              {quiet(words.stepScreen.openBase, actions.openBase)}
            </>
          }
        />
      )
    case 'done':
      return (
        <StepFrame
          kind="done"
          texts={texts}
          actions={
            actions.nextEndpoint === null ? (
              primary(words.stepScreen.makeReport, actions.openReport)
            ) : (
              <>
                {primary(words.stepScreen.nextHandset, actions.nextEndpoint)}
                {quiet(words.stepScreen.makeReport, actions.openReport)}
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
          texts={texts}
          actions={
            <>
              {primary(words.stepScreen.tryAgain, actions.retry)}
              {quiet(words.stepScreen.openBase, actions.openBase)}
            </>
          }
        >
          <ProblemCard problem={step.problem} />
        </StepFrame>
      )
  }
}

function Account({ name, number }: { name: string | null; number: string | null }) {
  if (name === null && number === null) return <p>{words.stepScreen.numberOnHandset}</p>
  return (
    <p style={{ fontSize: '28px', lineHeight: 1.25, margin: 0 }} data-testid="account">
      {[name, number].filter((part) => part !== null).join(', ')}
    </p>
  )
}
