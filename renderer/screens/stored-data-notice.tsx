/** Warns about unreadable records, lost changes and a replaced database of the gateway, above the jobs. */
import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { GatewayData, StoreCondition } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { ProblemCard } from '../parts/problem-card.tsx'
import { saveFile } from '../parts/save-file.ts'

const useStyles = makeStyles({
  notice: {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    flexWrap: 'wrap',
    padding: '12px 20px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorStatusWarningBackground1,
    border: `1px solid ${tokens.colorStatusWarningBorder1}`,
  },
  text: { flex: 1, minWidth: '280px', margin: 0, maxWidth: '80ch' },
})

export function StoredDataNotice(props: { condition: StoreCondition; gateway: GatewayData }) {
  const { condition, gateway } = props
  const styles = useStyles()
  const contract = useContract()
  const save = useMutation(
    contract.app.unreadableRecords.mutationOptions({
      onSuccess: (records) =>
        saveFile('unreadable-records.json', 'application/json', JSON.stringify(records, null, 2)),
    }),
  )
  const { unreadable, journalLost } = condition
  const { replaced } = gateway
  if (unreadable === 0 && !journalLost && gateway.unreadable === 0 && replaced === null) return null
  return (
    <div className={styles.notice} role="status">
      {journalLost ? <p className={styles.text}>{words.start.journalLost}</p> : null}
      {replaced === null ? null : (
        <p className={styles.text}>{words.start.gatewayReplaced(replaced.backup, replaced.movedTo)}</p>
      )}
      {gateway.unreadable === 0 ? null : (
        <p className={styles.text}>{words.start.gatewayUnreadable(gateway.unreadable)}</p>
      )}
      {unreadable === 0 ? null : (
        <>
          <p className={styles.text}>{words.start.unreadableRecords(unreadable)}</p>
          <Button onClick={() => save.mutate(undefined)} disabled={save.isPending}>
            {words.start.saveUnreadableRecords}
          </Button>
        </>
      )}
      {save.error === null ? null : <ProblemCard problem={problemOf(save.error)} />}
    </div>
  )
}
