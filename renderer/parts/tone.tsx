/** Badges of the four verdicts. Each has its own shape and word, so that colour is not needed. */

import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components'
import {
  CheckmarkCircle16Filled,
  DismissCircle16Filled,
  QuestionCircle16Regular,
  Warning16Filled,
} from '@fluentui/react-icons'
import { type Verdict, verdictTone } from '#shared/model/catalogue.ts'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  badge: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '6px',
    padding: '2px 8px',
    borderRadius: tokens.borderRadiusCircular,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
    border: '1px solid transparent',
  },
  good: {
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
    ...shorthands.borderColor(tokens.colorStatusSuccessBorder1),
  },
  attention: {
    color: tokens.colorStatusWarningForeground3,
    backgroundColor: tokens.colorStatusWarningBackground1,
    ...shorthands.borderColor(tokens.colorStatusWarningBorder1),
  },
  bad: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
  'not-known': {
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.borderColor(tokens.colorNeutralStroke1),
  },
})

const icons = {
  good: CheckmarkCircle16Filled,
  attention: Warning16Filled,
  bad: DismissCircle16Filled,
  'not-known': QuestionCircle16Regular,
} as const

export function ToneBadge({ tone, children, title }: { tone: Tone; children: string; title?: string }) {
  const styles = useStyles()
  const Icon = icons[tone]
  return (
    <span className={mergeClasses(styles.badge, styles[tone])} title={title}>
      <Icon aria-hidden />
      {children}
    </span>
  )
}

/** Plain text where there is no firmware check. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  if (verdict.answer === 'not-applicable')
    return <span title={words.states.verdictReason(verdict)}>{words.states.verdict(verdict)}</span>
  return (
    <ToneBadge tone={verdictTone[verdict.answer]} title={words.states.verdictReason(verdict)}>
      {words.states.verdict(verdict)}
    </ToneBadge>
  )
}
