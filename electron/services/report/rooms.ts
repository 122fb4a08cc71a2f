/** Endpoints grouped by the room that the technician entered, else by the switch that their device is connected to. Pure. */
import { words } from '#shared/words/index.ts'
import type { ReportEndpoint } from './endpoints.ts'

export interface Room {
  readonly name: string
  readonly endpoints: readonly ReportEndpoint[]
}

const { compare } = new Intl.Collator('en', { numeric: true })

/** Rooms by name, then switches by name, then the endpoints of which neither is known. */
export function roomsOf(endpoints: readonly ReportEndpoint[]): Room[] {
  const rank = ({ place, switchName }: ReportEndpoint): number =>
    place !== '' ? 0 : switchName !== null ? 1 : 2
  const nameOf = ({ place, switchName }: ReportEndpoint): string =>
    place !== ''
      ? place
      : switchName !== null
        ? words.report.atSwitch(switchName)
        : words.report.roomNotEntered
  const groups = Map.groupBy(endpoints, (each) => JSON.stringify([rank(each), nameOf(each)]))
  return [...groups.values()]
    .flatMap((each) => {
      const [first] = each
      return first === undefined ? [] : [{ rank: rank(first), name: nameOf(first), endpoints: inOrder(each) }]
    })
    .toSorted((one, other) => one.rank - other.rank || compare(one.name, other.name))
    .map(({ rank: _, ...room }) => room)
}

const inOrder = (endpoints: readonly ReportEndpoint[]): ReportEndpoint[] =>
  endpoints.toSorted(
    (one, other) =>
      compare(one.switchPort ?? '', other.switchPort ?? '') ||
      compare(one.name, other.name) ||
      compare(one.hardwareId, other.hardwareId),
  )
