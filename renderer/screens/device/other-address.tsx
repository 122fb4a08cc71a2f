/** Another address at which the device was seen; used only when the technician confirms it. */
import { Button, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap', marginTop: '10px' },
})

export function OtherAddress({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const move = useMutation(contract.devices.moveToOtherAddress.mutationOptions())
  const { otherAddress } = device
  if (otherAddress === null) return null
  const { source, at, ports } = otherAddress
  const isSameHost = otherAddress.address === device.address
  const address =
    isSameHost && ports !== null ? `${otherAddress.address}:${ports.http}` : otherAddress.address
  return (
    <div className={styles.line} data-other-address={otherAddress.address}>
      <ToneBadge tone="attention">{words.terms.contradiction}</ToneBadge>
      <span>
        {words.signIn.otherAddress(address, words.signIn.seenBy[source], words.time.dayAndTime(at))}
      </span>
      <Button size="small" disabled={move.isPending} onClick={() => move.mutate({ deviceId: device.id })}>
        {words.signIn.moveThere(address)}
      </Button>
      {move.error === null ? null : <ProblemCard problem={problemOf(move.error)} />}
    </div>
  )
}
