/**
 * Codes in large print. The two kinds look different: a verification code is dialled on a handset (teal, keypad, in a
 * frame with square corners), a sign-in code is typed on a web page (violet, globe, round frame).
 */

import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import {
  DialpadRegular,
  Globe24Regular,
  SpeakerMute20Regular,
  TextDescription20Regular,
} from '@fluentui/react-icons'
import { useState } from 'react'
import { words } from '#shared/words/index.ts'
import { CopyButton } from './copy-button.tsx'
import { Countdown } from './countdown.tsx'
import { QrCode } from './qr-code.tsx'

const useStyles = makeStyles({
  frame: { display: 'flex', gap: '20px', alignItems: 'center', flexWrap: 'wrap', padding: '18px 22px' },
  dialled: {
    border: `2px solid ${tokens.colorPaletteTealBorderActive}`,
    backgroundColor: tokens.colorPaletteTealBackground2,
    color: tokens.colorPaletteTealForeground2,
    borderRadius: tokens.borderRadiusSmall,
  },
  typed: {
    border: `2px dashed ${tokens.colorPaletteGrapeBorderActive}`,
    backgroundColor: tokens.colorPaletteGrapeBackground2,
    color: tokens.colorPaletteGrapeForeground2,
    borderRadius: '22px',
  },
  text: { flex: 1, minWidth: '300px' },
  label: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    margin: 0,
    fontWeight: tokens.fontWeightSemibold,
  },
  code: {
    margin: '6px 0 4px',
    fontFamily: tokens.fontFamilyMonospace,
    fontWeight: tokens.fontWeightBold,
    lineHeight: 1.15,
    fontSize: 'clamp(30px, 3.7vw, 56px)',
    letterSpacing: '0.06em',
    whiteSpace: 'nowrap',
  },
  until: { margin: 0 },
  side: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'stretch' },
  spelled: { margin: '8px 0 0', fontSize: tokens.fontSizeBase400 },
})

export interface BigCodeProps {
  readonly kind: 'dialled' | 'typed'
  readonly label: string
  /** As printed, with spaces for reading. */
  readonly shown: string
  /** As copied and as spelled by `words.numbers.spelled`. */
  readonly plain: string
  readonly expiresAt: number
  readonly now: number
  /** Address of the page, shown as a QR code beside the code. */
  readonly qr?: string
}

export function BigCode({ kind, label, shown, plain, expiresAt, now, qr }: BigCodeProps) {
  const styles = useStyles()
  const [spelling, setSpelling] = useState(false)
  const Icon = kind === 'dialled' ? DialpadRegular : Globe24Regular
  return (
    <div className={mergeClasses(styles.frame, styles[kind])} data-code-kind={kind}>
      <div className={styles.text}>
        <p className={styles.label}>
          <Icon aria-hidden fontSize={24} />
          {label}
        </p>
        <p className={styles.code} data-testid={`code-${kind}`}>
          {shown}
        </p>
        <p className={styles.until}>
          <Countdown until={expiresAt} now={now} prefix={words.parts.validFor} over={words.terms.expired} />
        </p>
        {spelling ? <p className={styles.spelled}>{words.numbers.spelled(plain)}</p> : null}
      </div>
      <div className={styles.side}>
        <CopyButton text={plain} label={label} />
        <Button
          icon={spelling ? <SpeakerMute20Regular /> : <TextDescription20Regular />}
          aria-pressed={spelling}
          onClick={() => setSpelling(!spelling)}
        >
          {spelling ? words.terms.hideSpelling : words.terms.spellOut}
        </Button>
      </div>
      {qr === undefined ? null : <QrCode text={qr} />}
    </div>
  )
}
