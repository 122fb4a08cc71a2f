/** Pairing: the board of all endpoints, and the walk of one of them. */
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { EmptyState, Screen } from '../../parts/layout.tsx'
import { endpointGroups } from '../endpoint-groups.ts'
import { Board } from './board.tsx'
import { Walk } from './walk.tsx'

export function PairingScreen({ endpointId, group }: { endpointId: string | null; group?: string }) {
  const { endpoints } = useJob()
  if (endpointId === null) return <Board group={endpointGroups.find((each) => each === group) ?? null} />
  const endpoint = endpoints.find((each) => each.id === endpointId)
  if (endpoint === undefined) {
    return (
      <Screen title={words.pairing.title}>
        <EmptyState title={words.pairing.notInJob}>{words.pairing.notInJobBody}</EmptyState>
      </Screen>
    )
  }
  return <Walk key={endpoint.id} endpoint={endpoint} />
}
