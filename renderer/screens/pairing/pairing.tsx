/** Pairing: the board of all endpoints, and the walk of one of them. */
import { useJob } from '../../connection/context.ts'
import { EmptyState, Screen } from '../../parts/layout.tsx'
import { Board } from './board.tsx'
import { Walk } from './walk.tsx'

export function PairingScreen({ endpointId }: { endpointId: string | null }) {
  const { endpoints } = useJob()
  if (endpointId === null) return <Board />
  const endpoint = endpoints.find((each) => each.id === endpointId)
  if (endpoint === undefined) {
    return (
      <Screen title="Pairing">
        <EmptyState title="This handset is not in the job">Pick one from the board under Pairing.</EmptyState>
      </Screen>
    )
  }
  return <Walk key={endpoint.id} endpoint={endpoint} />
}
