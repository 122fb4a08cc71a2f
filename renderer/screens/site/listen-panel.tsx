/** Passive discovery: phones that start, and other devices that announce themselves. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Dismiss20Regular, Speaker220Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { words } from '#shared/words/index.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { useListening } from '../../connection/listening.tsx'
import { useNow } from '../../parts/countdown.tsx'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: '12px',
    alignItems: 'center',
    flexWrap: 'wrap',
    color: tokens.colorNeutralForeground2,
  },
  lead: { margin: '0 0 12px', color: tokens.colorNeutralForeground2 },
  problem: { marginTop: '14px' },
})

export function ListenPanel() {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const { state, start, stop } = useListening()
  const subnets = (interfaces.data ?? []).filter((each) => !each.loopback)
  // the practice office is on this laptop only: there is no network to listen on
  if (job.practice || subnets.length === 0) return null
  return (
    <Panel title={words.site.listen}>
      <p className={styles.lead}>{words.site.listenBody}</p>
      {state?.running === true ? (
        <Listening onStop={stop} />
      ) : (
        <div className={styles.row}>
          {subnets.map((each) => (
            <Button
              key={`${each.name} ${each.cidr}`}
              icon={<Speaker220Regular />}
              onClick={() => start([each.cidr])}
            >
              {words.site.listenOn(each.name, each.cidr)}
            </Button>
          ))}
        </div>
      )}
      {state === null || state.problem === null ? null : (
        <div className={styles.problem}>
          <ProblemCard problem={state.problem} />
        </div>
      )}
    </Panel>
  )
}

function Listening({ onStop }: { onStop(): void }) {
  const styles = useStyles()
  const { state } = useListening()
  const now = useNow()
  if (state === null) return null
  const { size } = state.devices
  return (
    <div className={styles.row}>
      <Button icon={<Dismiss20Regular />} onClick={onStop}>
        {words.site.stopListening}
      </Button>
      <span role="status" className={styles.row}>
        <ToneBadge tone={size === 0 ? 'not-known' : 'good'}>
          {words.site.listeningOn(state.targets.join(' '))}
        </ToneBadge>
        <span>{words.site.heard(size)}</span>
        {state.failedListeners.map((listener) => (
          <span key={listener}>{words.listening.unavailable(listener)}</span>
        ))}
      </span>
      <span>{words.time.taken(now - state.startedAt)}</span>
    </div>
  )
}
