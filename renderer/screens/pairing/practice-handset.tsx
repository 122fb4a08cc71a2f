/** A handset or phone of the practice office: display, keys, and the tones of the last call. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Call20Filled } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { PracticeDevice } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useConnectionState, useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  phone: {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    gap: '20px',
    padding: '16px 20px',
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  keys: { display: 'grid', gridTemplateColumns: 'repeat(3, 44px)', gap: '6px' },
  key: { minWidth: '44px', fontSize: tokens.fontSizeBase400 },
  display: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    padding: '8px 12px',
    minHeight: '28px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: '#10240f',
    color: '#c8f2bd',
    overflowWrap: 'anywhere',
  },
  right: { display: 'flex', flexDirection: 'column', gap: '10px', minWidth: 0 },
  actions: { display: 'flex', gap: '8px', flexWrap: 'wrap' },
  title: { margin: 0, fontWeight: tokens.fontWeightSemibold },
  quiet: { margin: 0, color: tokens.colorNeutralForeground2 },
})

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** A phone has its hardware id, which is longer than an IPEI. */
const nameOf = ({ ipei, model }: PracticeDevice['handsets'][number], id?: string): string =>
  ipei.length === 10 ? words.pairing.practiceHandset(model, id) : words.pairing.practicePhone(model, id)

export function PracticeHandset(props: {
  deviceId: string
  handset: PracticeDevice['handsets'][number]
  /** The number that the step asks for; absent when any number may be dialled. */
  digits?: string
}) {
  const styles = useStyles()
  const { deviceId, handset, digits } = props
  const contract = useContract()
  // the last known state is shown while the core does not answer
  const away = useConnectionState() !== 'open'
  const [pressed, setPressed] = useState('')
  const dial = useMutation(contract.practice.dial.mutationOptions({ onSuccess: () => setPressed('') }))
  const call = (text: string) => dial.mutate({ deviceId, ipei: handset.ipei, digits: text })
  return (
    <section className={styles.phone} aria-label={nameOf(handset, handset.ipei)}>
      <div className={styles.keys}>
        {keys.map((key) => (
          <Button
            key={key}
            className={styles.key}
            disabled={dial.isPending}
            onClick={() => setPressed(`${pressed}${key}`)}
          >
            {key}
          </Button>
        ))}
      </div>
      <div className={styles.right}>
        <p className={styles.title}>{nameOf(handset)}</p>
        <div className={styles.display} role="status" aria-label={words.pairing.display}>
          {pressed === '' ? handset.display : pressed}
        </div>
        <div className={styles.actions}>
          <Button
            icon={<Call20Filled />}
            disabled={away || dial.isPending || pressed === ''}
            onClick={() => call(pressed)}
          >
            {words.pairing.pickUp}
          </Button>
          <Button disabled={pressed === '' || dial.isPending} onClick={() => setPressed('')}>
            {words.pairing.clear}
          </Button>
          {digits === undefined ? null : (
            <Button
              appearance="primary"
              data-primary
              icon={<Call20Filled />}
              disabled={away || dial.isPending || !handset.registered}
              onClick={() => call(digits)}
            >
              {words.pairing.dialForMe}
            </Button>
          )}
        </div>
        <p className={styles.quiet}>
          {dial.isPending
            ? words.pairing.calling
            : handset.tones.length === 0
              ? handset.registered
                ? words.pairing.readyToDial
                : words.pairing.cannotDial
              : words.pairing.lastCall(handset.tones.map(words.practice.tone).join(', '))}
        </p>
        {dial.error === null ? null : <ProblemCard problem={problemOf(dial.error)} />}
      </div>
    </section>
  )
}
