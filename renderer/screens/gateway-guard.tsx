/** Suspicious requests to the gateway: fetches that wait for the technician's decision, wrong passwords and codes. */
import { Button, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { GatewayStatus, HeldFetch } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { Panel } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'

const useStyles = makeStyles({
  held: { display: 'flex', alignItems: 'center', gap: '10px', padding: '4px 0' },
  text: { flex: 1, minWidth: 0 },
})

export function GatewayGuard({ status }: { status: GatewayStatus }) {
  const contract = useContract()
  const answer = useMutation(contract.gateway.answerHeld.mutationOptions())
  const { held, guesses } = status
  if (held.length === 0 && guesses.length === 0) return null
  return (
    <Panel title={words.gateway.guard.title}>
      {answer.error === null ? null : <ProblemCard problem={problemOf(answer.error)} />}
      {held.map((fetch) => (
        <Held key={fetch.id} fetch={fetch} onAnswer={(allow) => answer.mutate({ id: fetch.id, allow })} />
      ))}
      {guesses.map((guess) => (
        <p key={guess.address} role="status">
          {words.gateway.guard.guesses(guess)}
        </p>
      ))}
    </Panel>
  )
}

function Held({ fetch, onAnswer }: { fetch: HeldFetch; onAnswer: (allow: boolean) => void }) {
  const styles = useStyles()
  return (
    <div className={styles.held}>
      <span className={styles.text}>{words.gateway.guard.held(fetch)}</span>
      <Button appearance="primary" onClick={() => onAnswer(true)}>
        {words.gateway.guard.allow}
      </Button>
      <Button onClick={() => onAnswer(false)}>{words.gateway.guard.refuse}</Button>
    </div>
  )
}
